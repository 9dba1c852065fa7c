"""What stands in event files: TensorFlow's ``Event`` messages in the wire format of protobuf.

Only the few fields that are needed: :func:`version`, :func:`scalars`, :func:`histogram`,
:func:`graph`. Source: ``event.proto``, ``summary.proto`` and ``graph.proto`` of TensorFlow.
"""

import struct

import numpy as np

#: Number of bars in a histogram.
BINS = 30


def version(wall_time):
    """The first event of every file."""
    return _double(1, wall_time) + _bytes(3, b"brain.Event:2")


def scalars(wall_time, step, values):
    """An event of several numbers.

    Parameters
    ----------
    wall_time : float
        Seconds since 1970.
    step : int
        Number of the epoch or batch.
    values : dict, str to float
    """
    return _event(wall_time, step, [(tag, _float(2, value)) for tag, value in values.items()])


def histogram(wall_time, step, tag, values):
    """An event of the distribution of an array; what is not finite does not count.

    Parameters
    ----------
    wall_time, step
        As in :func:`scalars`.
    tag : str
    values : ndarray
    """
    values = np.asarray(values, dtype="float64").ravel()
    values = values[np.isfinite(values)]
    if not len(values):
        values = np.zeros(1)
    counts, edges = np.histogram(values, bins=BINS)
    moments = (values.min(), values.max(), len(values), values.sum(), np.square(values).sum())
    message = b"".join(_double(field, moment) for field, moment in enumerate(moments, start=1))
    message += _bytes(6, edges[1:].astype("<f8").tobytes())
    message += _bytes(7, counts.astype("<f8").tobytes())
    return _event(wall_time, step, [(tag, _bytes(5, message))])


def graph(wall_time, nodes):
    """An event of the layers of a model.

    Parameters
    ----------
    wall_time : float
    nodes : list of (name, kind, names of those before it)
    """
    definition = b"".join(
        _bytes(
            1,
            _bytes(1, name.encode())
            + _bytes(2, kind.encode())
            + b"".join(_bytes(3, before.encode()) for before in sources),
        )
        for name, kind, sources in nodes
    )
    return _double(1, wall_time) + _bytes(4, definition)


def _event(wall_time, step, summaries):
    """Time, step, and a Summary of (tag, encoded value) pairs."""
    summary = b"".join(_bytes(1, _bytes(1, tag.encode()) + value) for tag, value in summaries)
    return _double(1, wall_time) + _key(2, 0) + _varint(step) + _bytes(5, summary)


def _key(field, wire_type):
    return bytes([field << 3 | wire_type])


def _double(field, value):
    return _key(field, 1) + struct.pack("<d", value)


def _float(field, value):
    with np.errstate(over="ignore"):  # too large a number becomes infinite
        return _key(field, 5) + np.asarray(value, dtype="<f4").tobytes()


def _bytes(field, content):
    return _key(field, 2) + _varint(len(content)) + content


def _varint(number):
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)
