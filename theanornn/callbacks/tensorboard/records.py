"""The framing of event files: each record with its length and two checksums (TFRecord).

A record is its length (uint64), the masked CRC-32C of the length, the content, and the masked
CRC-32C of the content, all little-endian. Source: TensorFlow, "TFRecord and tf.train.Example".
"""

import struct

_POLYNOMIAL = 0x82F63B78  # Castagnoli's, reflected
_MASK_DELTA = 0xA282EAD8


def _entry(byte):
    for _ in range(8):
        byte = (byte >> 1) ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = [_entry(byte) for byte in range(256)]


def crc32c(content):
    """The CRC-32C of some bytes (RFC 3720, appendix B.4).

    Examples
    --------
    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def record(content):
    """Some bytes as a record of an event file."""
    length = struct.pack("<Q", len(content))
    return length + _masked_crc(length) + content + _masked_crc(content)


def _masked_crc(content):
    crc = crc32c(content)
    # A checksum of data that hold checksums would be of little worth: hence the mask.
    return struct.pack("<I", (((crc >> 15) | (crc << 17)) + _MASK_DELTA) & 0xFFFFFFFF)
