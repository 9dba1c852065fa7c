"""What of ``theano.gof`` has changed since: Ops, optimizers and their decorators as they were.

An Op of today has C code only when it is a ``COp``, and functions of the graph are handed the
graph. Old classes and functions are adapted where they are made, by the arguments that they take.

Public names: :class:`Op`, :class:`LocalOptimizer`, :func:`local_optimizer` and the old names of
what is called otherwise now.
"""

import functools
import inspect

from theano.graph import basic, op, opt, utils

#: Methods that are handed the graph first today -> how many arguments they had (self included).
_WITHOUT_GRAPH = {"infer_shape": 3, "do_constant_folding": 2}
#: Methods that are called with keywords today, which they may leave.
_WITHOUT_KEYWORDS = (
    "c_compile_args",
    "c_header_dirs",
    "c_headers",
    "c_init_code",
    "c_lib_dirs",
    "c_libraries",
    "c_no_compile_args",
    "c_support_code",
)

COp = op.ExternalCOp  # an Op with its C code in a file
PureOp = op.Op
Optimizer = opt.GlobalOptimizer
object2 = utils.MetaObject
get_debug_values = op.get_test_values
CheckStrackTraceFeature = opt.CheckStackTraceFeature


class _OldOp(type(op.Op)):
    """The class of old Ops: one that has C code is a COp; all Ops are instances of `Op` itself."""

    def __new__(mcs, name, bases, namespace, **options):
        in_c = "c_code" in namespace or any(hasattr(base, "c_code") for base in bases)
        if in_c and not any(issubclass(base, op.COp) for base in bases):
            bases = (*bases, op.COp)
        return super().__new__(mcs, name, bases, namespace, **options)

    def __instancecheck__(cls, instance):
        if cls is Op:
            return op.Op in type(instance).__mro__
        return super().__instancecheck__(instance)

    def __subclasscheck__(cls, subclass):
        if cls is Op:
            return op.Op in getattr(subclass, "__mro__", ())
        return super().__subclasscheck__(subclass)


class Op(op.Op, metaclass=_OldOp):
    """The base class of Ops, in Python or in C, with the methods that they had until Theano 1.0.

    A class says what it has by `perform`, `c_code` or both.
    """

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        for name, count in _WITHOUT_GRAPH.items():
            method = cls.__dict__.get(name)
            if method is not None and _positional(method) == count:
                setattr(cls, name, _dropping_graph(method))
        for name in _WITHOUT_KEYWORDS:
            method = cls.__dict__.get(name)
            if method is not None and not _takes_keywords(method):
                setattr(cls, name, _dropping_keywords(method))

    def perform(self, node, inputs, output_storage, params=None):
        """Compute the outputs; to be given by the class."""
        raise utils.MethodNotDefined("perform", type(self), type(self).__name__)


class LocalOptimizer(opt.LocalOptimizer):
    """The base class of optimizers of one node, whose `transform` may take that node alone."""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        transform = cls.__dict__.get("transform")
        if transform is not None and _positional(transform) == 2:
            cls.transform = _dropping_graph(transform)


def local_optimizer(tracks, inplace=False, requirements=()):
    """Make an optimizer of a function of one node: ``f(node)``, or ``f(fgraph, node)``."""
    decorate = opt.local_optimizer(tracks, inplace, requirements)

    def adapted(function):
        if _positional(function) != 1:
            return decorate(function)
        return decorate(functools.wraps(function)(lambda fgraph, node: function(node)))

    return adapted


class OpRemove(opt.OpRemove):
    """Removes an Op from the graph, as `theano.graph.opt.OpRemove` does."""

    def transform(self, fgraph, node=None):
        """Return the inputs of the node in place of its outputs."""
        return super().transform(fgraph, node)


def dot(left, right):
    """The product of two tensors, either of which may be sparse."""
    for method, other in (("__dot__", right), ("__rdot__", left)):
        owner = left if method == "__dot__" else right
        if hasattr(owner, method):
            product = getattr(owner, method)(other)
            if product is not NotImplemented:
                return product
    raise NotImplementedError(f"there is no product of {left!r} and {right!r}")


def hashtype(value):
    """The hash of the class of a value."""
    return hash((type(value).__name__, type(value).__module__))


def stack_search(start, expand, mode="bfs", build_inv=False):
    """All that can be reached from some nodes, by breadth or depth."""
    if build_inv:
        raise NotImplementedError("theano.graph.basic.walk takes the place of stack_search")
    return list(basic.walk(start, expand, bfs=mode == "bfs"))


def _positional(function):
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.kind in kinds for p in inspect.signature(function).parameters.values())


def _takes_keywords(function):
    parameters = inspect.signature(function).parameters.values()
    return any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters)


def _dropping_graph(method):
    @functools.wraps(method)
    def with_graph(self, fgraph, *args):
        return method(self, *args)

    return with_graph


def _dropping_keywords(method):
    count = _positional(method) - 1

    @functools.wraps(method)
    def with_keywords(self, *args, **keywords):
        # A compiler was the one argument that some of them had.
        return method(self, *[*args, *keywords.values()][:count])

    return with_keywords
