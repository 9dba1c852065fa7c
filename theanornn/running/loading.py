"""Import hooks of a run: the user's own modules are read as the script is, Theano is prepared.

Public names: :class:`OwnModuleFinder`, :class:`AroundImport`.
"""

import importlib.machinery
import sys
import types

from theanornn.callers import is_own


class OwnModuleFinder:
    """Finds what Python would find, and has the user's own modules read by a :func:`read`.

    Parameters
    ----------
    read : callable
        ``read(path)`` gives a :class:`theanornn.running.sources.Reading`.
    """

    def __init__(self, read):
        self.read = read

    def find_spec(self, name, path=None, target=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        loader = getattr(spec, "loader", None)
        if type(loader) is not importlib.machinery.SourceFileLoader or not is_own(loader.path):
            return None
        spec.loader = _OwnLoader(name, loader.path, self.read)
        return spec


class _OwnLoader(importlib.machinery.SourceFileLoader):
    def __init__(self, name, path, read):
        super().__init__(name, path)
        self._read = read

    def create_module(self, spec):
        self._reading = self._read(self.path)
        module = types.ModuleType(spec.name)
        module.__dict__.update(self._reading.names)
        return module

    def get_code(self, name):
        # Asked for alone when a module is reloaded.
        reading = self.__dict__.pop("_reading", None) or self._read(self.path)
        return reading.code


class AroundImport:
    """Does something before or after a module is first imported, whoever finds it.

    Parameters
    ----------
    name : str
    before, after : callables without arguments, optional
    """

    def __init__(self, name, before=None, after=None):
        self.name, self.before, self.after = name, before, after

    def find_spec(self, name, path=None, target=None):
        if name != self.name:
            return None
        sys.meta_path.remove(self)
        if self.before is not None:
            self.before()
        for finder in list(sys.meta_path):
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            if self.after is not None:
                self.after()

        spec.loader.exec_module = exec_module
        return spec
