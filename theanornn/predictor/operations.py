"""Operations on whole arrays: what NumPy computes for each of them.

Each entry of `OPERATIONS` is called as ``function(options, *arrays)`` and returns the list of its
results; `options` are the numbers and names that belong to the operation in a program.
"""

import numpy as np

__all__ = ["OPERATIONS"]

_REDUCTIONS = {
    "sum": np.sum,
    "prod": np.prod,
    "max": np.max,
    "min": np.min,
    "all": np.all,
    "any": np.any,
    "mean": np.mean,
}


def _index(entries, arrays):
    """The index that the options of a slice describe, and the rest of the arrays.

    An entry is an int, None for a whole axis, ``{"of": n}`` for the n-th array, or
    ``{"slice": [start, stop, step]}`` of such.
    """

    def number(entry):
        if isinstance(entry, dict):
            return int(arrays[entry["of"]])
        return entry

    return tuple(
        slice(*map(number, entry["slice"]))
        if isinstance(entry, dict) and "slice" in entry
        else number(entry)
        for entry in entries
    )


def _slice(options, x, *numbers):
    return [x[_index(options["index"], numbers)]]


def _write(options, x, y, *numbers):
    x = np.array(x)
    place = _index(options["index"], numbers)
    if options["add"]:
        x[place] += y
    else:
        x[place] = y
    return [x]


def _indices(options, arrays):
    """An index of arrays, slices and new axes."""
    arrays = iter(arrays)
    kinds = {"array": lambda: next(arrays), "all": lambda: slice(None), "new": lambda: None}
    return tuple(kinds[kind]() for kind in options["index"])


def _take(options, x, *indices):
    return [x[_indices(options, indices)]]


def _put(options, x, y, *indices):
    x = np.array(x)
    place = _indices(options, indices)
    if options["add"]:
        np.add.at(x, place, y)
    else:
        x[place] = y
    return [x]


def _axes(options, x):
    """Axes in another order, dropped where they have one entry, or new."""
    order = options["order"]
    kept = [axis for axis in order if axis is not None]
    dropped = tuple(axis for axis in range(x.ndim) if axis not in kept)
    x = np.transpose(x, [*kept, *dropped])
    x = x.reshape(x.shape[: len(kept)])
    return [np.expand_dims(x, tuple(n for n, axis in enumerate(order) if axis is None))]


def _reduce(options, x):
    axes = options["axes"]
    axes = None if axes is None else tuple(axes)
    function = _REDUCTIONS[options["function"]]
    if options["function"] in ("sum", "prod", "mean"):
        y = function(x, axis=axes, dtype=options["accumulate"])
    else:
        y = function(x, axis=axes)
    return [np.asarray(y).astype(options["dtype"], copy=False)]


def _softmax(options, x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return [powers / powers.sum(axis=-1, keepdims=True)]


def _log_softmax(options, x):
    x = x - x.max(axis=-1, keepdims=True)
    return [x - np.log(np.exp(x).sum(axis=-1, keepdims=True))]


def _max_and_argmax(options, x):
    axes = options["axes"]
    axes = list(range(x.ndim)) if axes is None else axes
    rest = [axis for axis in range(x.ndim) if axis not in axes]
    moved = np.transpose(x, rest + list(axes))
    moved = moved.reshape((*moved.shape[: len(rest)], -1))
    return [moved.max(axis=-1), moved.argmax(axis=-1).astype("int64")]


def _alloc(options, value, *sizes):
    return [np.broadcast_to(value, tuple(map(int, sizes)))]


def _empty(options, *sizes):
    return [np.zeros(tuple(map(int, sizes)), options["dtype"])]


def _join(options, axis, *arrays):
    return [np.concatenate(arrays, axis=int(axis))]


def _split(options, x, axis, sizes):
    return np.split(x, np.cumsum(sizes)[:-1], axis=int(axis))


def _arange(options, start, stop, step):
    return [np.arange(start, stop, step, dtype=options["dtype"])]


def _eye(options, rows, columns, offset):
    return [np.eye(int(rows), int(columns), int(offset), dtype=options["dtype"])]


def _vector(options, *numbers):
    return [np.array(numbers, dtype=options["dtype"])]


def _cumulative(options, x):
    function = {"add": np.cumsum, "mul": np.cumprod}[options["function"]]
    return [function(x, axis=options["axis"])]


#: From the name of an operation to a function of its options and arrays.
OPERATIONS = {
    "alloc": _alloc,
    "arange": _arange,
    "axes": _axes,
    "batched_dot": lambda options, x, y: [np.matmul(x, y) if y.ndim > 2 else _rows(x, y)],
    "cumulative": _cumulative,
    "dot": lambda options, x, y: [np.dot(x, y)],
    "empty": _empty,
    "eye": _eye,
    "join": _join,
    "log_softmax": _log_softmax,
    "max_and_argmax": _max_and_argmax,
    "put": _put,
    "reduce": _reduce,
    "repeat": lambda options, x, n: [np.repeat(x, n, axis=options["axis"])],
    "reshape": lambda options, x, shape: [np.reshape(x, tuple(map(int, shape)))],
    "shape": lambda options, x: [np.array(np.shape(x), "int64")],
    "size": lambda options, x: [np.asarray(np.shape(x)[options["axis"]], "int64")],
    "slice": _slice,
    "softmax": _softmax,
    "split": _split,
    "take": _take,
    "vector": _vector,
    "write": _write,
}


def _rows(x, y):
    return np.matmul(x, y[..., None])[..., 0]
