"""Modules that have another name today, or none: found under the old one when a script asks.

Public names: :data:`MODULES`, :func:`note`, :func:`want`, :class:`OldModuleFinder`.
"""

import importlib
import importlib.util
import pickle
import sys
import types

from theanornn.running import alias

#: Old name -> today's.
RENAMED = {
    "ConfigParser": "configparser",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "StringIO": "io",
    "Tkinter": "tkinter",
    "__builtin__": "builtins",
    "cStringIO": "io",
    "commands": "subprocess",
    "cookielib": "http.cookiejar",
    "copy_reg": "copyreg",
    "httplib": "http.client",
    "sklearn.externals.joblib": "joblib",
    "thread": "_thread",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "xmlrpclib": "xmlrpc.client",
}

#: Of ``sklearn.cross_validation``: what has other arguments now, and so cannot stand in.
_SPLITTERS = ("KFold", "StratifiedKFold", "ShuffleSplit", "StratifiedShuffleSplit", "LeaveOneOut")


def _cpickle():
    """``cPickle``: pickle, which reads the files of Python 2 and their arrays."""
    module = types.ModuleType("cPickle", pickle.__doc__)
    module.__dict__.update({name: getattr(pickle, name) for name in pickle.__all__})

    def load(file, **options):
        # Python 2 reads pickles from files that were opened as text, too.
        return pickle.load(getattr(file, "buffer", file), **{"encoding": "latin1", **options})

    def loads(data, **options):
        return pickle.loads(data, **{"encoding": "latin1", **options})

    def dump(value, file, protocol=None):
        return pickle.dump(value, getattr(file, "buffer", file), protocol)

    module.load, module.loads, module.dump = load, loads, dump
    return module


def _imp():
    """``imp``, gone from Python 3.12: what scripts used of it."""
    module = types.ModuleType("imp", "What scripts used of imp.")

    def load_source(name, path, file=None):
        spec = importlib.util.spec_from_file_location(name, path)
        loaded = importlib.util.module_from_spec(spec)
        sys.modules[name] = loaded
        spec.loader.exec_module(loaded)
        return loaded

    module.load_source, module.reload = load_source, importlib.reload
    module.new_module = types.ModuleType
    return module


def _cross_validation():
    """``sklearn.cross_validation``, without the classes that take other arguments now."""
    from sklearn import model_selection

    module = types.ModuleType("sklearn.cross_validation", model_selection.__doc__)

    def __getattr__(name):
        if name in _SPLITTERS:
            raise ImportError(
                f"sklearn.cross_validation.{name} is sklearn.model_selection.{name} now, and takes "
                f"n_splits instead of the data: for train, test in {name}(n_splits=...).split(X, y)"
            )
        return getattr(model_selection, name)

    module.__getattr__ = __getattr__
    return module


#: Old name -> (function that makes what stands in for it, what to say).
_STAND_INS = {
    "cPickle": (_cpickle, "pickle now, which reads Python 2's files with encoding='latin1'"),
    "imp": (_imp, "importlib now"),
    "sklearn.cross_validation": (_cross_validation, "sklearn.model_selection now"),
    "sklearn.grid_search": (_cross_validation, "sklearn.model_selection now"),
}

#: All that is known.
MODULES = frozenset([*RENAMED, *_STAND_INS])

_wanted = set()


def note(name):
    """What to say of the import of a module: (text, helped), or None when all is well."""
    if name not in MODULES or (name not in _wanted and _exists(name)):
        return None
    now = _STAND_INS[name][1] if name in _STAND_INS else f"{RENAMED[name]} now"
    return f"module {name} is {now}", True


def _exists(name):
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def want(name):
    """Let a module be found under its old name from now on."""
    _wanted.add(name)


class OldModuleFinder:
    """Finds the modules that `want` was called for."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in _wanted:
            return None
        if name in RENAMED:
            return alias.spec_of(name, RENAMED[name])
        make = _STAND_INS[name][0]
        return importlib.util.spec_from_loader(name, _Made(make))


class _Made:
    """A loader of a module that is made by a function."""

    def __init__(self, make):
        self.make = make

    def create_module(self, spec):
        return self.make()

    def exec_module(self, module):
        """Nothing is left to do."""
