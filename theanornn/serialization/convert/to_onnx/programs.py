"""Programs as nodes: `add_program`, for steps that ONNX has no operator for.

A step is traced in Theano, lowered to a `theanornn.predictor.program.Program`, and each of its
operations said in ONNX.
"""

import functools

import numpy as np

from theanornn.errors import ConversionError

__all__ = ["add_program"]

_PLAIN = {
    "abs": "Abs",
    "add": "Add",
    "ceil": "Ceil",
    "cos": "Cos",
    "divide": "Div",
    "erf": "Erf",
    "exp": "Exp",
    "floor": "Floor",
    "log": "Log",
    "maximum": "Max",
    "minimum": "Min",
    "multiply": "Mul",
    "negative": "Neg",
    "power": "Pow",
    "reciprocal": "Reciprocal",
    "round": "Round",
    "sigmoid": "Sigmoid",
    "sign": "Sign",
    "sin": "Sin",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "sqrt": "Sqrt",
    "subtract": "Sub",
    "tanh": "Tanh",
}
_COMPARISONS = {
    "equal": "Equal",
    "greater": "Greater",
    "greater_equal": "GreaterOrEqual",
    "less": "Less",
    "less_equal": "LessOrEqual",
}
_LOGIC = {"and": "And", "or": "Or", "xor": "Xor", "not": "Not"}
_REDUCTIONS = {"sum": "ReduceSum", "max": "ReduceMax", "min": "ReduceMin", "mean": "ReduceMean"}


def add_program(graph, program, arrays, inputs, owner):
    """Add the nodes of a program.

    Parameters
    ----------
    graph : Graph
    program : Program
    arrays : dict, str to ndarray
    inputs : list of (str, {"float", "bool"})
        Names of the inputs, and what they hold.
    owner : str
        For messages.

    Returns
    -------
    list of str
        Names of the outputs, which hold floats.

    Raises
    ------
    ConversionError
        An operation is not among those that are written; it is named.
    """
    translation = _Translation(graph, owner)
    translation.known.update(zip(program.inputs, inputs))
    for at, (dtype, value) in program.numbers.items():
        translation.add_constant(at, np.asarray(value, dtype))
    for at, name in program.arrays.items():
        translation.add_constant(at, arrays[name])
    for operation in program.operations:
        translation.add(operation)
    return [translation.floats(at) for at in program.outputs]


class _Translation:
    """Names of the values so far, and what they hold: "float", "bool" or "int"."""

    def __init__(self, graph, owner):
        self.graph, self.owner, self.known = graph, owner, {}

    def add_constant(self, at, array):
        kind = {"f": "float", "b": "bool"}.get(array.dtype.kind, "int")
        array = array if kind != "int" else array.astype("int64")
        self.known[at] = (self.graph.constant(array), kind)

    def floats(self, at):
        return self._as("float", at)

    def _as(self, kind, at):
        name, held = self.known[at]
        if held == kind:
            return name
        types = {"float": self.graph.types.FLOAT, "bool": self.graph.types.BOOL}
        return self.graph.node("Cast", name, to=types[kind])

    def add(self, operation):
        name, inputs, options = operation.name, operation.inputs, operation.options
        wanted = options.get("dtype", "float")
        kind = "bool" if wanted == "bool" else "float" if "float" in wanted else "int"
        if kind == "int" or len(operation.outputs) > 1:
            self._refuse(f"{name} of integers")
        if name in _COMPARISONS or name == "not_equal":
            made = self._plain(_COMPARISONS.get(name, "Equal"), inputs)
            made = self.graph.node("Not", made) if name == "not_equal" else made
        elif name in _LOGIC and kind == "bool":
            made = self.graph.node(_LOGIC[name], *(self._as("bool", at) for at in inputs))
        elif name == "cast":
            made = self._as(kind, inputs[0])
        elif name == "switch" and kind == "float":
            made = self.graph.node(
                "Where", self._as("bool", inputs[0]), *(self.floats(at) for at in inputs[1:])
            )
        elif kind == "bool":
            self._refuse(f"{name} of booleans")
        elif name in _PLAIN:
            made = self._plain(_PLAIN[name], inputs)
        else:
            made, kind = self._other(name, inputs, options)
        self.known[operation.outputs[0]] = (made, kind)

    def _plain(self, op_type, inputs):
        names = [self.floats(at) for at in inputs]
        if len(names) == 1:
            return self.graph.node(op_type, names[0])
        return functools.reduce(lambda x, y: self.graph.node(op_type, x, y), names)

    def _other(self, name, inputs, options):
        method = getattr(self, f"_{name}", None) if name in _METHODS else None
        if method is None:
            self._refuse(name)
        if name in ("axes", "slice"):
            before, kind = self.known[inputs[0]]
            return method(before, inputs, options), kind
        return method([self.floats(at) for at in inputs], inputs, options), "float"

    def _axes(self, x, inputs, options):
        order = options["order"]
        kept = [axis for axis in order if axis is not None]
        if kept != sorted(kept):
            if len(kept) != 2:
                self._refuse("an order of more than two axes")
            x = self.graph.node("Transpose", x, perm=kept)
        elif kept and kept != list(range(len(kept))):
            self._refuse("an axis that is dropped")
        new = [n for n, axis in enumerate(order) if axis is None]
        return self.graph.node("Unsqueeze", x, new) if new else x

    def _slice(self, x, inputs, options):
        starts, ends, steps, axes = [], [], [], []
        for axis, entry in enumerate(options["index"]):
            bounds = entry["slice"] if isinstance(entry, dict) and "slice" in entry else ["?"]
            if not all(bound is None or isinstance(bound, int) for bound in bounds):
                self._refuse("a slice at places that are computed, or of one row")
            start, end, step = bounds
            if bounds != [None, None, None]:
                forth = (step or 1) > 0
                far = np.iinfo("int64").max if forth else np.iinfo("int64").min
                starts.append((0 if forth else -1) if start is None else start)
                ends.append(far if end is None else end)
                steps.append(step or 1)
                axes.append(axis)
        return self.graph.node("Slice", x, starts, ends, axes, steps) if axes else x

    def _dot(self, names, inputs, options):
        return self.graph.node("MatMul", *names)

    def _square(self, names, inputs, options):
        return self.graph.node("Mul", names[0], names[0])

    def _clip(self, names, inputs, options):
        return self.graph.node("Min", self.graph.node("Max", *names[:2]), names[2])

    def _expm1(self, names, inputs, options):
        return self.graph.node("Sub", self.graph.node("Exp", *names), np.float32(1))

    def _log1p(self, names, inputs, options):
        return self.graph.node("Log", self.graph.node("Add", *names, np.float32(1)))

    def _softmax(self, names, inputs, options):
        return self.graph.node("Softmax", *names, axis=-1)

    def _reduce(self, names, inputs, options):
        op_type, axes = _REDUCTIONS.get(options["function"]), options["axes"]
        if op_type is None or axes is None:
            self._refuse(f"the reduction {options['function']}")
        if op_type == "ReduceSum":
            return self.graph.node(op_type, names[0], axes, keepdims=0)
        return self.graph.node(op_type, names[0], axes=axes, keepdims=0)

    def _refuse(self, what):
        raise ConversionError(
            f"{self.owner}: its step has {what}, which is not written to ONNX. model.to_numpy() "
            "takes any step"
        )


_METHODS = ("axes", "slice", "dot", "square", "clip", "expm1", "log1p", "softmax", "reduce")
