"""What a graph computes, as a digest: equal for graphs that compile to the same thing.

The digest speaks of operations, types, constants and how they hang together; not of names, of the
values of shared variables, or of where in memory anything is. So it is the same in another process.

Public names: :class:`Undescribable`, :class:`Description`, :func:`describe`.
"""

import hashlib
import os
import struct
import sys
import types
from collections.abc import Mapping

import numpy as np
from theano.compile.mode import Mode
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, Variable, io_toposort
from theano.graph.fg import FunctionGraph
from theano.graph.op import Op
from theano.graph.type import Type
from theano.misc.ordered_set import OrderedSet
from theano.scalar.basic import Composite
from theano.scan.op import Scan

__all__ = ["Description", "Undescribable", "describe"]

#: Packages whose versions are in every key: what they contain is known by its name.
VERSIONED = frozenset({"builtins", "numpy", "theano", "theanornn"})


class Undescribable(Exception):
    """Something whose meaning cannot be told by a digest, such as a function of the caller's."""


class Description:
    """A digest, in the making.

    Objects of one's own are described by their class and attributes. One that has attributes that
    do not count has a property ``meaning``, of what does.
    """

    #: Attributes of operations that come and go while they are used.
    _VOLATILE = frozenset({"prepare_node_called", "ufunc", "nfunc", "_impls", "_cmodule_key", "fn"})

    def __init__(self):
        self._of_objects = {}  # by id; the objects are kept, so that no id is used twice
        self._hash = hashlib.sha256()

    def add(self, *things):
        """Add things, in their order."""
        for thing in things:
            self._hash.update(self._digest(thing))

    def add_graph(self, inputs, outputs):
        """Add a graph; its inputs are known by their places only."""
        self._hash.update(self._graph(inputs, outputs))

    def hexdigest(self):
        """The digest as text."""
        return self._hash.hexdigest()

    def _digest(self, thing):
        known = self._of_objects.get(id(thing))
        if known is None:
            known = (thing, self._compute(thing))
            self._of_objects[id(thing)] = known
        return known[1]

    def _compute(self, thing):
        if hasattr(type(thing), "meaning"):
            return self._joined("meaning", self._digest(type(thing)), self._digest(thing.meaning))
        for kinds, method in self._METHODS:
            if isinstance(thing, kinds):
                return method(self, thing)
        return self._object(thing)

    def _joined(self, kind, *digests):
        return hashlib.sha256(kind.encode() + b"\0" + b"".join(digests)).digest()

    def _plain(self, value):
        return self._text(f"{type(value).__name__} {value!r}")

    def _text(self, text):
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def _float(self, value):
        return self._joined("float", struct.pack("d", value))

    def _sequence(self, value):
        return self._joined(type(value).__name__, *map(self._digest, value))

    def _set(self, value):
        return self._joined("set", *sorted(map(self._digest, value)))

    def _dict(self, value):
        pairs = [self._digest(key) + self._digest(item) for key, item in value.items()]
        return self._joined("dict", *sorted(pairs))

    def _array(self, value):
        if value.dtype.hasobject:
            raise Undescribable("an array of objects")
        header = self._text(f"{value.dtype.str} {value.shape}")
        return self._joined("array", header, np.ascontiguousarray(value).tobytes())

    def _slice(self, value):
        return self._joined("slice", *map(self._digest, (value.start, value.stop, value.step)))

    def _class(self, value):
        return self._named("class", value, value.__qualname__)

    def _function(self, value):
        return self._named("function", value, value.__qualname__)

    def _builtin(self, value):
        return self._text(f"builtin {getattr(value, '__module__', None)}.{value.__name__}")

    def _named(self, kind, value, name):
        """By its name; what is not of the engine, by the source of its module as well."""
        if "<" in name:
            raise Undescribable(f"the {kind} {name}, which is not at the top of a module")
        return self._joined(
            kind, self._text(f"{value.__module__}.{name}"), self._source(value.__module__)
        )

    def _source(self, module):
        if module.partition(".")[0] in VERSIONED:
            return b""
        path = getattr(sys.modules.get(module), "__file__", None)
        if path is None or not os.path.isfile(path):
            raise Undescribable(f"what stands in {module}, which is no file")
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).digest()

    def _object(self, thing):
        """By what would be pickled of it."""
        try:
            reduced = thing.__reduce_ex__(2)
        except TypeError as error:
            raise Undescribable(f"{type(thing).__name__} {thing!r}"[:200]) from error
        if isinstance(reduced, str):
            return self._named("object", type(thing), reduced)
        function, arguments, state, *items = (*reduced, None)[: max(3, len(reduced))]
        if any(each is not None for each in items):
            raise Undescribable(f"the container {type(thing).__name__}")
        if isinstance(state, dict):
            state = {k: v for k, v in state.items() if k not in self._VOLATILE}
        return self._joined("object", *map(self._digest, (function, arguments, state)))

    def _op(self, op):
        if isinstance(op, Scan):
            inner = self._graph(op.inputs, op.outputs)
            info = {k: v for k, v in op.info.items() if k != "name"}
            return self._joined("scan", self._digest(type(op)), self._dict(info), inner)
        if isinstance(op, Composite):
            return self._joined("composite", self._graph(op.inputs, op.outputs))
        # By all attributes: there are operations whose __props__ forget some (GradClip's bounds).
        return self._object(op)

    def _mode(self, mode):
        linker, optimizer = mode.provided_linker, mode.provided_optimizer
        return self._joined("mode", *map(self._digest, (type(mode), linker, optimizer)))

    def _variable(self, variable):
        if isinstance(variable, Constant):
            return self._joined(
                "constant", self._digest(variable.type), self._digest(variable.data)
            )
        raise Undescribable(f"the variable {variable} outside of its graph")

    def _function_graph(self, graph):
        return self._graph(graph.inputs, graph.outputs)

    def _graph(self, inputs, outputs):
        numbers = {variable: n.to_bytes(4, "big") for n, variable in enumerate(inputs)}
        parts = [self._digest(variable.type) for variable in inputs]

        def reference(variable):
            if variable in numbers:
                return b"v" + numbers[variable]
            if isinstance(variable, SharedVariable) or not isinstance(variable, Constant):
                raise Undescribable(f"{variable}, which is no input of its graph")
            return b"c" + self._digest(variable)

        for node in io_toposort(inputs, outputs):
            parts.append(b"n" + self._digest(node.op) + len(node.inputs).to_bytes(4, "big"))
            parts += map(reference, node.inputs)
            for variable in node.outputs:
                # An input may be some node's output: the graph begins there.
                numbers.setdefault(variable, len(numbers).to_bytes(4, "big"))
                parts.append(self._digest(variable.type))
        parts.append(b"o")
        parts += map(reference, outputs)
        return self._joined("graph", *parts)

    _METHODS = (
        ((type(None), bool, int, str, bytes, complex, type(Ellipsis), np.generic), _plain),
        (float, _float),
        ((tuple, list), _sequence),
        ((set, frozenset, OrderedSet), _set),
        (Mapping, _dict),
        (np.ndarray, _array),
        (np.dtype, _plain),
        (slice, _slice),
        (type, _class),
        ((types.BuiltinFunctionType, np.ufunc), _builtin),
        (types.FunctionType, _function),
        (Variable, _variable),
        (FunctionGraph, _function_graph),
        (Mode, _mode),
        (Op, _op),
        (Type, _object),
    )


def describe(*things, graph=None):
    """The description of some things and, where given, of a graph ``(inputs, outputs)``.

    Raises
    ------
    Undescribable
        A thing's meaning cannot be told.

    Examples
    --------
    >>> import theano.tensor as T
    >>> x, y = T.dvectors("x", "y")
    >>> describe(graph=([x], [x + 1])).hexdigest() == describe(graph=([y], [y + 1])).hexdigest()
    True
    >>> describe(graph=([x], [x + 1])).hexdigest() == describe(graph=([x], [x + 2])).hexdigest()
    False
    """
    description = Description()
    description.add(*things)
    if graph is not None:
        description.add_graph(*graph)
    return description
