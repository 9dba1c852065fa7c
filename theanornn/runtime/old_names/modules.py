"""Modules that Theano had: found under their old names, made of those of today.

Public names: :data:`MODULES`, :class:`OldModule`, :func:`find_modules`, :func:`let_be_called`.
"""

import importlib
import importlib.machinery
import sys
import types
from typing import NamedTuple

from theanornn.runtime.old_names import advice

_OURS = "theanornn.runtime.old_names"


class Made(NamedTuple):
    """What an old module is made of.

    Attributes
    ----------
    homes : tuple of str
        Modules in which its names are looked up, in this order.
    now : str
        What to say of it, as the rest of a sentence.
    names : dict
        Names that are called otherwise today: ``module:attribute``.
    package : bool
        Whether it has submodules.
    said_as : str
        The name under which it is said, where that is not its own.
    """

    homes: tuple
    now: str
    names: dict = {}
    package: bool = False
    said_as: str = ""


def _moved(*homes, package=False, **names):
    return Made(homes, f"is {homes[0]} now", names, package)


_GPU = "is gone with Theano's old GPU back end: this runs on the CPU"

#: Old name -> what it is made of.
MODULES = {
    "theano.compat": Made((f"{_OURS}.compat",), "is needless on Python 3", package=True),
    "theano.compat.python2x": Made((f"{_OURS}.compat",), "is needless on Python 3"),
    "theano.compat.six": Made(("six",), "is six now", package=True),
    "theano.compat.six.moves": Made(("six.moves",), "is six.moves now"),
    "theano.compile.function_module": _moved("theano.compile.function.types"),
    "theano.compile.pfunc": _moved("theano.compile.function.pfunc"),
    "theano.gof": Made(
        (
            f"{_OURS}.gof",
            "theano.graph.basic",
            "theano.graph.fg",
            "theano.graph.op",
            "theano.graph.opt",
            "theano.graph.optdb",
            "theano.graph.toolbox",
            "theano.graph.type",
            "theano.graph.params_type",
            "theano.graph.destroyhandler",
            "theano.graph.utils",
            "theano.link.basic",
            "theano.link.c.basic",
            "theano.link.c.interface",
        ),
        "is theano.graph now, and theano.link",
        package=True,
    ),
    "theano.gof.callcache": _moved("theano.graph.callcache"),
    "theano.gof.cc": _moved("theano.link.c.basic", "theano.link.c.interface"),
    "theano.gof.cmodule": _moved("theano.link.c.cmodule", "theano.link.c.exceptions"),
    "theano.gof.compiledir": _moved("theano.compile.compiledir"),
    "theano.gof.compilelock": Made(
        (f"{_OURS}.compilelock", "theano.compile.compilelock"),
        "is theano.compile.compilelock now",
    ),
    "theano.gof.cutils": _moved("theano.link.c.cutils"),
    "theano.gof.destroyhandler": _moved("theano.graph.destroyhandler"),
    "theano.gof.fg": _moved("theano.graph.fg", "theano.graph.null_type"),
    "theano.gof.graph": _moved(
        "theano.graph.basic",
        "theano.graph.toolbox",
        inputs="theano.graph.basic:graph_inputs",
        ops="theano.graph.basic:applys_between",
        orphans="theano.graph.basic:orphans_between",
        variables="theano.graph.basic:vars_between",
    ),
    "theano.gof.lazylinker_c": _moved("theano.link.c.lazylinker_c"),
    "theano.gof.link": _moved("theano.link.basic", "theano.link.utils"),
    "theano.gof.null_type": _moved("theano.graph.null_type"),
    "theano.gof.op": Made(
        (f"{_OURS}.gof", "theano.graph.op", "theano.link.c.interface", "theano.graph.utils"),
        "is theano.graph.op now",
    ),
    "theano.gof.opt": Made((f"{_OURS}.gof", "theano.graph.opt"), "is theano.graph.opt now"),
    "theano.gof.optdb": _moved("theano.graph.optdb"),
    "theano.gof.params_type": _moved("theano.graph.params_type"),
    "theano.gof.sched": _moved("theano.graph.sched"),
    "theano.gof.toolbox": _moved("theano.graph.toolbox"),
    "theano.gof.type": _moved(
        "theano.graph.type",
        "theano.link.c.interface",
        PureType="theano.graph.type:Type",
    ),
    "theano.gof.unify": _moved("theano.graph.unify"),
    "theano.gof.utils": Made(
        (f"{_OURS}.gof", "theano.graph.utils", "theano.utils"),
        "is theano.graph.utils now, and theano.utils",
        {"scratchpad": "theano.graph.utils:Scratchpad"},
    ),
    "theano.gof.vm": _moved(
        "theano.link.vm", "theano.link.c.cvm", VM_Linker="theano.link.vm:VMLinker"
    ),
    "theano.misc.windows": _moved("theano.utils"),
    "theano.sandbox.conv": _moved("theano.tensor.nnet.conv"),
    "theano.sandbox.cuda": Made((f"{_OURS}.cuda",), _GPU, package=True),
    **{
        f"theano.sandbox.cuda.{name}": Made((f"{_OURS}.cuda",), _GPU, said_as="theano.sandbox.cuda")
        for name in (
            "basic_ops",
            "blas",
            "dnn",
            "elemwise",
            "fftconv",
            "neighbours",
            "nnet",
            "opt",
            "rng_curand",
            "type",
            "var",
        )
    },
    "theano.sandbox.gpuarray": Made((f"{_OURS}.cuda",), _GPU),
    "theano.sandbox.softsign": _moved("theano.tensor.nnet.nnet"),
    "theano.scan_module": Made(
        ("theano.scan", "theano.scan.utils"),
        "is theano.scan now",
        {
            name: f"theano:{name}"
            for name in ("scan", "map", "reduce", "foldl", "foldr", "clone", "scan_checkpoints")
        },
        package=True,
    ),
    "theano.scan_module.scan": Made(
        ("theano.scan.basic",), "is theano.scan.basic now", {"scan": "theano:scan"}
    ),
    "theano.scan_module.scan_checkpoints": _moved("theano.scan.checkpoints"),
    "theano.scan_module.scan_op": _moved("theano.scan.op"),
    "theano.scan_module.scan_opt": _moved("theano.scan.opt"),
    "theano.scan_module.scan_utils": _moved("theano.scan.utils", "theano.graph.basic"),
    "theano.scan_module.scan_views": _moved("theano.scan.views"),
    "theano.tensor.raw_random": Made((f"{_OURS}.raw_random",), "has become theano.tensor.random"),
    "theano.tensor.shared_randomstreams": Made(
        (f"{_OURS}.shared_randomstreams", "theano.tensor.random.var"),
        "has become theano.tensor.random.utils, with RandomStream",
    ),
    "theano.tensor.signal.downsample": Made(
        (f"{_OURS}.downsample",), "is theano.tensor.signal.pool now"
    ),
}

#: Modules that are called as functions as well: importing them hides a function of that name.
CALLED = {
    "theano.compile.pfunc": "pfunc",
    "theano.scan_module.scan": "scan",
    "theano.scan_module.scan_checkpoints": "scan_checkpoints",
}


class OldModule(types.ModuleType):
    """A module under its old name; its names are looked up when they are asked for."""

    def __getattr__(self, name):
        made = MODULES[self.__name__]
        if name.startswith("__") and name != "__all__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if made.package and f"{self.__name__}.{name}" in MODULES and name not in made.names:
            return importlib.import_module(f"{self.__name__}.{name}")
        if made.package:
            advice.say(self.__name__, made.now)
        if name == "__all__":
            return self._public_names(made)
        if name in made.names:
            home, _, name = made.names[name].partition(":")
            return getattr(importlib.import_module(home), name)
        for home in map(importlib.import_module, made.homes):
            try:
                return getattr(home, name)
            except AttributeError:
                continue
        raise AttributeError(
            f"module {self.__name__!r}, which {made.now}, has no attribute {name!r} there"
        )

    def __call__(self, *args, **kwargs):
        if self.__name__ not in CALLED:
            raise TypeError(f"module {self.__name__!r} is not callable")
        return getattr(self, CALLED[self.__name__])(*args, **kwargs)

    def __dir__(self):
        return sorted({*vars(self), *self._public_names(MODULES[self.__name__])})

    @staticmethod
    def _public_names(made):
        homes = map(importlib.import_module, made.homes)
        names = {name for home in homes for name in getattr(home, "__all__", vars(home))}
        return sorted(name for name in {*names, *made.names} if not name.startswith("_"))


class _CalledModule(types.ModuleType):
    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)


def let_be_called(module):
    """Let ``theano.compile.function``, a package now, be the function that it was. A mend."""
    if advice.enabled():
        module.__class__ = _CalledModule


class OldModuleFinder:
    """Finds the modules of :data:`MODULES`; it stands last, where nobody else finds them."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in MODULES:
            return None
        return importlib.machinery.ModuleSpec(name, cls, is_package=MODULES[name].package)

    @staticmethod
    def create_module(spec):
        return OldModule(spec.name)

    @staticmethod
    def exec_module(module):
        made = MODULES[module.__name__]
        if not made.package:  # what is asked of one may be a submodule, which speaks for itself
            advice.say(made.said_as or module.__name__, made.now)


def find_modules(theano):
    """Let Theano's old modules be found from now on. A mend: see `theanornn.runtime.mends`."""
    if advice.enabled() and OldModuleFinder not in sys.meta_path:
        sys.meta_path.append(OldModuleFinder)
