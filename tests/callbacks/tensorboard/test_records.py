"""The framing of event files."""

import pytest

from theanornn.callbacks.tensorboard.records import crc32c, record


@pytest.mark.parametrize(
    "content, expected",
    [  # RFC 3720, B.4
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (b"", 0),
    ],
)
def test_checksums(content, expected):
    assert crc32c(content) == expected


def test_a_record():
    """As TensorBoard's own writer frames it."""
    content = bytes.fromhex("09000000000000f83f1a0d627261696e2e4576656e743a32")
    expected = bytes.fromhex("1800000000000000a37f4b22") + content + bytes.fromhex("2a28646c")
    assert record(content) == expected
