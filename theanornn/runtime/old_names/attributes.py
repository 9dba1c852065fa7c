"""Attributes that Theano's modules had: given by the modules of today when they are asked for.

Public names: :data:`ATTRIBUTES`, :func:`lend`, :func:`resolved`.
"""

import importlib
import operator

from theanornn.runtime.old_names import advice, modules

_OURS = "theanornn.runtime.old_names"


def _same(module, *names):
    return {name: f"{module}:{name}" for name in names}


_SCALAR = {
    "Maximum": "theano.scalar.basic:ScalarMaximum",
    "Minimum": "theano.scalar.basic:ScalarMinimum",
    "gof": "theano.gof",
    "maximum": "theano.scalar.basic:scalar_maximum",
    "minimum": "theano.scalar.basic:scalar_minimum",
}
_TENSOR = {
    "AsTensorError": "builtins:TypeError",
    "gof": "theano.gof",
    "hashtype": f"{_OURS}.gof:hashtype",
    "izip": "builtins:zip",
    "python_all": "builtins:all",
    "python_any": "builtins:any",
    "python_complex": "builtins:complex",
    "xrange": "builtins:range",
}

#: Module of today -> attribute it had -> what it is: ``module:attribute``, or a module.
ATTRIBUTES = {
    "theano": {
        **_same(f"{_OURS}.gof", "Op", "dot", "object2"),
        **_same("theano.graph.basic", "Apply", "Constant", "Variable"),
        **_same("theano.graph.fg", "FunctionGraph", "InconsistencyError"),
        **_same("theano.graph.op", "OpenMPOp"),
        **_same("theano.graph.type", "Generic", "Type", "generic"),
        **_same("theano.link.basic", "Container", "Linker", "LocalLinker", "PerformLinker"),
        **_same("theano.link.c.basic", "CLinker", "DualLinker", "OpWiseCLinker"),
        **_same("theano.compile", "SymbolicInput", "SymbolicOutput", "as_op"),
        "OpFromGraph": "theano.compile.builders:OpFromGraph",
        "_asarray": "theano.misc.safe_asarray:_asarray",
        "scan_checkpoints": "theano.scan.checkpoints:scan_checkpoints",
        "opt": "theano.graph.opt",
        "toolbox": "theano.graph.toolbox",
        "compat": "theano.compat",
        "gof": "theano.gof",
        "sandbox": "theano.sandbox",
        "scan_module": "theano.scan_module",
    },
    "theano.compile": {
        "function_module": "theano.compile.function_module",
        "DebugMode": "theano.compile.debugmode:DebugMode",
        "OpFromGraph": "theano.compile.builders:OpFromGraph",
        "function_dump": "theano.compile.function:function_dump",
        "gof": "theano.gof",
    },
    "theano.configparser": {"AddConfigVar": f"{_OURS}.settings:AddConfigVar"},
    "theano.gradient": {"gof": "theano.gof"},
    "theano.sandbox": {
        name: f"theano.sandbox.{name}" for name in ("conv", "cuda", "rng_mrg", "softsign")
    },
    "theano.sandbox.rng_mrg": {"MRG_RandomStreams": f"{_OURS}.mrg:MRG_RandomStreams"},
    "theano.scalar": _SCALAR,
    "theano.scalar.basic": _SCALAR,
    "theano.tensor": {
        **_TENSOR,
        "raw_random": "theano.tensor.raw_random",
        "shared_randomstreams": "theano.tensor.shared_randomstreams",
    },
    "theano.tensor.basic": _TENSOR,
    "theano.tensor.opt": {
        "Optimizer": "theano.graph.opt:GlobalOptimizer",
        "gof": "theano.gof",
    },
    "theano.tensor.signal": {"downsample": "theano.tensor.signal.downsample"},
    "theano.tensor.var": {"AsTensorError": "builtins:TypeError"},
}

#: What is ours and behaves as the old thing did -> what takes its place in new code.
_TODAY = {
    f"{_OURS}.gof:Op": "theano.graph.op.Op, or COp where it has C code,",
    f"{_OURS}.gof:dot": "theano.tensor.dot",
    f"{_OURS}.gof:object2": "theano.graph.utils.MetaObject",
    f"{_OURS}.mrg:MRG_RandomStreams": "theano.sandbox.rng_mrg.MRG_RandomStream",
    f"{_OURS}.settings:AddConfigVar": "theano.config.add",
    f"{_OURS}.gof:hashtype": "hash",
}
#: Attributes that are no more than submodules which nobody had to import: nothing is said of them.
_JUST_SUBMODULES = {"theano.sandbox", "theano.sandbox.rng_mrg"}


def lend(module):
    """Let a module of Theano give the attributes that it had.

    Parameters
    ----------
    module : module
        It is executed already. A mend: see :mod:`theanornn.runtime.mends`.
    """
    if not advice.enabled():
        return
    names = ATTRIBUTES[module.__name__]
    before = getattr(module, "__getattr__", None)

    def __getattr__(name):
        if name in names:
            return _given(module, name, names[name])
        if before is not None:
            return before(name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    module.__getattr__ = __getattr__


def _given(module, name, now):
    value = resolved(now)
    if now not in _JUST_SUBMODULES and now not in modules.MODULES:  # those speak for themselves
        today = _TODAY.get(now) or now.replace("builtins:", "").replace(":", ".")
        advice.say(f"{module.__name__}.{name}", f"is {today} now")
    return value


def resolved(now):
    """What a ``module:attribute`` or the name of a module stands for."""
    name, _, path = now.partition(":")
    found = importlib.import_module(name)
    return operator.attrgetter(path)(found) if path else found
