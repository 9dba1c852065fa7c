"""Pickles of arrays and containers, read so that nothing of them is executed.

A pickle is a program. This reader knows those of its instructions that make numbers, texts, lists,
dicts and NumPy's arrays, and refuses all others by name. Not even NumPy's own functions are handed
what a file says: arrays are put together here, from their bytes, when shape and length agree.

Python 2's pickles are read, several in one file too, and shared variables of Theano, whose values
count. Public names: `load`, `load_options`, `Unreadable`.
"""

import io
import pickle

import numpy as np

from theanornn.errors import DataError

__all__ = ["Unreadable", "load", "load_options"]

_MOST_THINGS = 2_000_000


class Unreadable(DataError):
    """What was read is no pickle, or a damaged one."""


class _Name:
    """A name that a pickle asked for, and what is to be done where the pickle calls it."""

    def __init__(self, text, call):
        self.text, self.call = text, call


class _Array:
    """An array in the making."""

    value = None

    def set_state(self, state):
        *_, shape, dtype, fortran, data = state
        self.value = _made(shape, dtype, data, "F" if fortran else "C")


class _Dtype:
    """A dtype: what it was made with, and the order of its bytes."""

    def __init__(self, text, *_):
        if not isinstance(text, str):
            raise DataError(f"the pickle has a dtype of {text!r}, expected a name")
        self.dtype = np.dtype(text)
        if self.dtype.kind not in "fiubSUO" or self.dtype.names or self.dtype.subdtype:
            raise DataError(f"the pickle has arrays of dtype {self.dtype}, expected numbers")

    def set_state(self, state):
        if state[1] in ("<", ">"):
            self.dtype = self.dtype.newbyteorder(state[1])


class _Inert:
    """An object of Theano's, or in options of anyone's, of which only the state is kept."""

    state = None

    def set_state(self, state):
        self.state = state


def _made(shape, dtype, data, order):
    """An array of its bytes, or of a list of objects."""
    shape, dtype = tuple(int(n) for n in shape), dtype.dtype
    count = 1
    for n in shape:
        count *= n
    if dtype.kind == "O":
        if not isinstance(data, list) or len(data) != count:
            raise DataError("an array of objects in the pickle lacks some of them")
        return data
    data = data.encode("latin1") if isinstance(data, str) else data
    if min(shape, default=0) < 0 or len(data) != count * dtype.itemsize:
        raise DataError(
            f"an array in the pickle is said to have the shape {shape} of {dtype}, but comes with "
            f"{len(data)} bytes"
        )
    array = np.frombuffer(bytes(data), dtype=dtype).reshape(shape, order=order)
    return np.array(array, dtype=dtype.newbyteorder("="))


def _empty_array(*_):
    return _Array()


def _from_buffer(data, dtype, shape, order):
    array = _Array()
    array.value = _made(shape, dtype, data, order)
    return array


def _scalar(dtype, data=None):
    array = _Array()
    array.value = _made((), dtype, data, "C")
    return array


def _inert(*_):
    return _Inert()


def _first(first, *_):
    return first


def _dict(*items):
    return dict(items[0]) if items and isinstance(items[0], (list, dict)) else {}


def _list(items=()):
    return list(items)


def _bytes(data=b"", encoding="latin1"):
    return data.encode(encoding if encoding == "latin1" else "utf8") if data else b""


_MULTIARRAY = {"_reconstruct": _empty_array, "scalar": _scalar}
_BUILTINS = {
    "bytearray": _bytes,
    "bytes": _bytes,
    "dict": _dict,
    "frozenset": _list,
    "getattr": _inert,  # methods, among what a shared variable drags along
    "list": _list,
    "object": _inert,
    "set": _list,
}
_HARMLESS = {
    "numpy": {"ndarray": _empty_array, "dtype": _Dtype, "matrix": _empty_array},
    "numpy.core.multiarray": _MULTIARRAY,
    "numpy._core.multiarray": _MULTIARRAY,
    "numpy.core.numeric": {"_frombuffer": _from_buffer},
    "numpy._core.numeric": {"_frombuffer": _from_buffer},
    "numpy.matrixlib.defmatrix": {"matrix": _empty_array},
    "collections": {"OrderedDict": _dict, "defaultdict": lambda *_: {}},
    "__builtin__": _BUILTINS,
    "builtins": _BUILTINS,
    "_codecs": {"encode": _bytes},
    # What made Theano's arrays on a GPU of NumPy's.
    "theano.sandbox.cuda.type": {"CudaNdarray_unpickler": _first},
    "theano.gpuarray.type": {"GpuArray_unpickler": _first},
    "copy_reg": {"_reconstructor": _inert},
    "copyreg": {"_reconstructor": _inert},
}


class _Unpickler(pickle._Unpickler):  # the one in Python, whose instructions can be replaced
    """See the module. Calls go through `_call`, states through `_set_state`; nothing else acts."""

    dispatch = dict(pickle._Unpickler.dispatch)
    for _code in (pickle.EXT1, pickle.EXT2, pickle.EXT4, pickle.PERSID, pickle.BINPERSID):
        del dispatch[_code[0]]
    any_name = False

    def find_class(self, module, name):
        call = _HARMLESS.get(module, {}).get(name)
        if call is None and (self.any_name or module.split(".")[0] == "theano"):
            call = _inert
        if call is None:
            raise DataError(
                f"the pickle asks for {module}.{name}; only arrays, numbers, texts, lists, tuples "
                "and dicts are read, because anything else could run a program. Where the file is "
                "your own: read it with the program that wrote it, and save the arrays with "
                "numpy.savez"
            )
        return _Name(f"{module}.{name}", call)

    def _call(self, name, arguments):
        if not isinstance(name, _Name):
            raise DataError(f"the pickle calls {type(name).__name__}, which is no function")
        self.append(name.call(*arguments))

    _instantiate = _call

    def _reduce(self):
        arguments = self.stack.pop()
        self._call(self.stack.pop(), arguments)

    def _reduce_with_names(self):
        self.stack.pop()  # named arguments, which only objects of theirs take that do nothing here
        self._reduce()

    def _set_state(self):
        state = self.stack.pop()
        target = self.stack[-1]
        if isinstance(target, (_Array, _Dtype, _Inert)):
            target.set_state(state)
        elif not isinstance(target, (dict, list)):
            raise DataError(f"the pickle sets the state of {type(target).__name__}")

    def _bytearray(self):
        size = int.from_bytes(self.read(8), "little")
        self.append(self.read(size))

    dispatch[pickle.REDUCE[0]] = _reduce
    dispatch[pickle.NEWOBJ[0]] = _reduce
    dispatch[pickle.NEWOBJ_EX[0]] = _reduce_with_names
    dispatch[pickle.BUILD[0]] = _set_state
    dispatch[pickle.BYTEARRAY8[0]] = _bytearray


class _OfOptions(_Unpickler):
    any_name = True


def load(content):
    """What one pickle, or several one after the other, hold.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    object
        Of dicts, lists, tuples, arrays, numbers and texts. A list where there are several pickles.

    Raises
    ------
    DataError
        It is damaged, or asks for anything but arrays and containers. Nothing was executed.
    """
    return _loaded(_Unpickler, content)


def load_options(content):
    """The same, of options beside which functions and classes stand: None is in their places."""
    return _loaded(_OfOptions, content)


def _loaded(unpickler, content):
    file, found = io.BytesIO(content), []
    try:
        while file.tell() < len(content):
            found.append(unpickler(file, encoding="latin1").load())
        plain = [_Plain().of(each) for each in found]
    except DataError:
        raise
    except Exception as error:  # a damaged pickle can make the unpickler raise nearly anything
        raise Unreadable(f"no readable pickle: {type(error).__name__}: {error}") from error
    if not plain:
        raise Unreadable("no readable pickle: it is empty")
    return plain[0] if len(plain) == 1 else plain


class _Plain:
    """From what the unpickler made to plain data."""

    def __init__(self):
        self._count = 0

    def of(self, thing, depth=0):
        self._count += 1
        if depth > 50 or self._count > _MOST_THINGS:
            raise DataError("the pickle holds containers within containers without end")
        if isinstance(thing, _Array):
            return self.of(thing.value, depth + 1) if isinstance(thing.value, list) else thing.value
        if isinstance(thing, dict):
            return {self._key(key): self.of(value, depth + 1) for key, value in thing.items()}
        if isinstance(thing, (list, tuple, set, frozenset)):
            kind = tuple if isinstance(thing, tuple) else list
            return kind(self.of(value, depth + 1) for value in thing)
        if isinstance(thing, _Inert):
            return self._value_of(thing, depth)
        if isinstance(thing, (_Name, _Dtype)):
            return None
        return thing

    def _key(self, key):
        if isinstance(key, _Inert):
            return _state(key).get("name")
        return key.value.item() if isinstance(key, _Array) else key

    def _value_of(self, thing, depth):
        """The array that a shared variable holds, if it is one."""
        storage = _state(_state(thing).get("container")).get("storage")
        if isinstance(storage, list) and storage:
            return self.of(storage[0], depth + 1)
        return None


def _state(thing):
    """The attributes of an inert object, as a dict."""
    state = thing.state if isinstance(thing, _Inert) else None
    if isinstance(state, tuple):
        state = next((each for each in state if isinstance(each, dict)), None)
    return state if isinstance(state, dict) else {}
