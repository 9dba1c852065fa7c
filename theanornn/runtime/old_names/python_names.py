"""Names that Python and NumPy have dropped, for the modules of packages of Theano's time.

Keras 1 and Lasagne ask for ``inspect.getargspec`` or ``numpy.Inf``. They are given to the modules
of :data:`PACKAGES` alone; all others see the Python and NumPy that there are. ``theanornn run``
puts the same names back for a script and everything that it imports.

Public names: :data:`MOVED`, :data:`PACKAGES`, :func:`lend_python_names`, :func:`resolved`.
"""

import importlib
import inspect
import operator
from collections import namedtuple

from theanornn.callers import frame_outside
from theanornn.runtime.old_names import advice

#: Packages whose modules are given the names.
PACKAGES = frozenset(
    "blocks downhill fuel groundhog keras keras_contrib lasagne nolearn passage pylearn2 "
    "theanets theano_lstm".split()
)

ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")


def getargspec(function):
    """``inspect.getargspec``, gone from Python 3.11: names and defaults of positional arguments."""
    full = inspect.getfullargspec(function)
    return ArgSpec(full.args, full.varargs, full.varkw, full.defaults)


def sorted_rows(array):
    """``numpy.msort``, gone from NumPy 2."""
    import numpy as np

    return np.sort(array, axis=0)


#: Module -> name that is gone -> (where it is now, ``module:name``, or a function; what to say).
MOVED = {
    "inspect": {"getargspec": (getargspec, "inspect.getfullargspec")},
    "collections": {
        name: (f"collections.abc:{name}", f"collections.abc.{name}")
        for name in (
            "Callable Container Generator Hashable ItemsView Iterable Iterator KeysView Mapping "
            "MappingView MutableMapping MutableSequence MutableSet Sequence Set Sized ValuesView"
        ).split()
    },
    "numpy": {
        **{
            name: (f"builtins:{name}", name)
            for name in ("bool", "int", "float", "complex", "object", "str")
        },
        **{
            old: (f"numpy:{new}", f"numpy.{new}")
            for old, new in {
                "Inf": "inf",
                "NaN": "nan",
                "NAN": "nan",
                "PINF": "inf",
                "alltrue": "all",
                "cumproduct": "cumprod",
                "float_": "float64",
                "complex_": "complex128",
                "in1d": "isin",
                "product": "prod",
                "rank": "ndim",
                "row_stack": "vstack",
                "sometrue": "any",
                "string_": "bytes_",
                "trapz": "trapezoid",
                "unicode_": "str_",
            }.items()
        },
        "long": ("builtins:int", "int"),
        "unicode": ("builtins:str", "str"),
        "NINF": (-float("inf"), "-numpy.inf"),
        "asscalar": (lambda a: a.item(), "array.item()"),
        "loads": ("pickle:loads", "pickle.loads"),
        "msort": (sorted_rows, "numpy.sort(a, axis=0)"),
    },
}


def resolved(new):
    """What stands behind ``module:name`` in :data:`MOVED`."""
    if not isinstance(new, str):
        return new
    module, _, path = new.partition(":")
    return operator.attrgetter(path)(importlib.import_module(module))


def lend_python_names(theano):
    """Let the modules of :data:`PACKAGES` find the names of :data:`MOVED` where they were.

    A mend: see :mod:`theanornn.runtime.mends`.
    """
    if advice.enabled():
        for name, names in MOVED.items():
            _lend(importlib.import_module(name), names)


def _lend(module, names):
    before = getattr(module, "__getattr__", None)
    if getattr(before, "lends", False):
        return

    def __getattr__(name):
        if name in names and _asked_by_old_package():
            return resolved(names[name][0])
        if before is not None:
            return before(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    __getattr__.lends = True
    module.__getattr__ = __getattr__


def _asked_by_old_package():
    frame = frame_outside("theanornn.runtime")
    asker = frame.f_globals.get("__name__") or "" if frame is not None else ""
    return asker.partition(".")[0] in PACKAGES
