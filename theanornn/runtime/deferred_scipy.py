"""Parts of SciPy that Theano imports at once and hardly ever needs: half of the time it takes.

``scipy.stats`` and ``scipy.special`` are imported when something of them is used. What Theano wants
of ``scipy.signal`` is gone since SciPy 1.8: it is told so without importing the rest to find out.
"""

import importlib
import sys
import types

_DEFERRED = ("scipy.stats", "scipy.special")
_GONE = ("scipy.signal",)


class Deferred(types.ModuleType):
    """Stands for a module, and imports it when one of its names is asked for."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def lend(module):
    """Put the stand-ins in ``sys.modules``; return the function that takes them back."""
    lent = {name: Deferred(name) for name in _DEFERRED if name not in sys.modules}
    lent.update((name, None) for name in _GONE if name not in sys.modules)
    sys.modules.update(lent)

    def take_back():
        for name, stand_in in lent.items():
            if sys.modules.get(name, lent) is stand_in:
                del sys.modules[name]

    return take_back
