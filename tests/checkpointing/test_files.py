"""A file is read as it was written, or not at all."""

import json
import struct

import numpy as np
import pytest
import safetensors.numpy

from theanornn.checkpointing import files
from theanornn.errors import DataError

STATE = {"epoch": 3, "weights": [np.arange(5.0), np.float32(2)], "nothing": np.zeros((0, 2))}


def written(tmp_path, content):
    path = tmp_path / "a.safetensors"
    path.write_bytes(content)
    return path


def test_there_and_back(tmp_path):
    state = files.read(written(tmp_path, files.to_bytes(STATE)))
    assert state["epoch"] == 3 and state["weights"][1] == 2
    np.testing.assert_array_equal(state["weights"][0], np.arange(5.0))


def test_every_truncation_and_every_flipped_byte_is_found(tmp_path):
    content = files.to_bytes(STATE)
    for length in range(0, len(content), 7):
        with pytest.raises(files.Damaged):
            files.read(written(tmp_path, content[:length]))
    # The header's spaces at its end may be anything blank; everything else counts.
    for place in range(len(content) - 60, len(content)):
        torn = bytearray(content)
        torn[place] ^= 1
        with pytest.raises(files.Damaged):
            files.read(written(tmp_path, bytes(torn)))


def test_a_flipped_byte_never_goes_unnoticed(tmp_path, rng):
    content = files.to_bytes(STATE)
    expected = repr(files.read(written(tmp_path, content)))
    for place in rng.integers(8, len(content), 150):
        torn = bytearray(content)
        torn[place] ^= 1 << int(rng.integers(8))
        try:
            found = files.read(written(tmp_path, bytes(torn)))
        except DataError:
            continue
        assert repr(found) == expected  # it was the version of theanornn, or a blank


def test_a_newer_version_is_refused(tmp_path):
    content = files.to_bytes(STATE)
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"]["format_version"] = "2"
    text = json.dumps(header).encode()
    path = written(tmp_path, struct.pack("<Q", len(text)) + text + content[8 + length :])
    with pytest.raises(DataError, match="format version 2, written by a newer theanornn"):
        files.read(path)


def test_other_files(tmp_path):
    with pytest.raises(files.Damaged, match="no checkpoint"):
        files.read(written(tmp_path, safetensors.numpy.save({"a": np.zeros(2)})))
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "none")
