"""Theano's operations one by one: what each is called in a program, and with which options."""

from typing import NamedTuple

import theano
import theano.tensor as T
from theano.compile import ops as compile_ops
from theano.scan.op import Scan
from theano.tensor import basic, elemwise, extra_ops, opt, subtensor
from theano.tensor.nnet import nnet
from theano.tensor.type_other import NoneConst, SliceType

from theanornn.errors import ConversionError
from theanornn.lowering.names import name_of

__all__ = ["Alias", "Parts", "parts_of"]


class Parts(NamedTuple):
    """What a node becomes: name, inputs (variables) and options of an operation."""

    name: str
    inputs: list
    options: dict


class Alias(NamedTuple):
    """A node whose output is one of its inputs, for NumPy."""

    variable: object


_SAME = (
    compile_ops.ViewOp,
    compile_ops.DeepCopyOp,
    compile_ops.Rebroadcast,
    compile_ops.SpecifyShape,
    opt.Assert,
    basic.TensorFromScalar,
    basic.ScalarFromTensor,
    extra_ops.CpuContiguous,
)
_REDUCTIONS = {
    elemwise.Sum: "sum",
    elemwise.Prod: "prod",
    basic.Max: "max",
    basic.Min: "min",
    elemwise.All: "all",
    elemwise.Any: "any",
    basic.Mean: "mean",
}


def parts_of(node, lower_body):
    """What a node becomes.

    Parameters
    ----------
    node : Apply
    lower_body : callable
        From inputs and outputs of a graph within it to a `Program`.

    Returns
    -------
    Parts or Alias

    Raises
    ------
    ConversionError
        Programs have no such operation.
    """
    op = node.op
    if isinstance(op, _SAME):
        return Alias(node.inputs[0])
    if isinstance(op, elemwise.Elemwise):
        return _elementwise(node, op.scalar_op)
    if isinstance(op, theano.scalar.ScalarOp):
        return _elementwise(node, op)
    for kinds, function in _TABLE.items():
        if isinstance(op, kinds):
            return function(node)
    if isinstance(op, Scan):
        return _loop(node, lower_body)
    raise ConversionError(
        f"the graph has the operation {op}, which cannot leave Theano; models with it must be "
        "saved (model.save) and run by theanornn"
    )


def _elementwise(node, scalar_op):
    name = name_of(scalar_op)
    if name is None:
        raise ConversionError(
            f"the graph has the element-wise operation {scalar_op}, which cannot leave Theano"
        )
    (output,) = node.outputs
    same = name == "cast" and node.inputs[0].dtype == output.dtype
    return Alias(node.inputs[0]) if same else Parts(name, node.inputs, {"dtype": output.dtype})


def _dimshuffle(node):
    order = [None if axis == "x" else axis for axis in node.op.new_order]
    if order == list(range(node.inputs[0].ndim)):
        return Alias(node.inputs[0])
    return Parts("axes", node.inputs, {"order": order})


def _entry(entry, inputs):
    """One entry of an index as data; numbers that are computed become further inputs."""
    if entry is None or isinstance(entry, int):
        return entry
    if isinstance(entry, slice):
        bounds = (entry.start, entry.stop, entry.step)
        return {"slice": [_entry(bound, inputs) for bound in bounds]}
    try:
        return int(basic.get_scalar_constant_value(entry))
    except T.NotScalarConstantError:
        inputs.append(entry)
        return {"of": len(inputs) - 1}


def _index(node, idx_list):
    numbers = []
    index = [_entry(each, numbers) for each in subtensor.get_idx_list(node.inputs, idx_list)]
    return index, numbers


def _subtensor(node):
    index, numbers = _index(node, node.op.idx_list)
    return Parts("slice", [node.inputs[0], *numbers], {"index": index})


def _inc_subtensor(node):
    x, y, *rest = node.inputs
    numbers = []
    wanted = subtensor.get_idx_list([x, *rest], node.op.idx_list)
    index = [_entry(each, numbers) for each in wanted]
    add = not node.op.set_instead_of_inc
    return Parts("write", [x, y, *numbers], {"index": index, "add": add})


def _advanced(variables):
    """Arrays of an index, and what stands at each place of it."""
    kinds, arrays = [], []
    for variable in variables:
        if isinstance(variable.type, SliceType):
            if variable.owner is None and variable.data == slice(None):
                kinds.append("all")
                continue
            raise ConversionError("the graph has an index of arrays and bounded slices together")
        if variable is NoneConst or variable.type == NoneConst.type:
            kinds.append("new")
        else:
            kinds.append("array")
            arrays.append(variable)
    return kinds, arrays


def _advanced_subtensor(node):
    kinds, arrays = _advanced(node.inputs[1:])
    return Parts("take", [node.inputs[0], *arrays], {"index": kinds})


def _advanced_inc_subtensor(node):
    x, y, *rest = node.inputs
    kinds, arrays = _advanced(rest)
    add = not node.op.set_instead_of_inc
    return Parts("put", [x, y, *arrays], {"index": kinds, "add": add})


def _reduce(node):
    op = node.op
    function = next((name for kind, name in _REDUCTIONS.items() if isinstance(op, kind)), None)
    if function is None:
        raise ConversionError(f"the graph has the reduction {op}, which cannot leave Theano")
    axes = op.axis
    if axes is not None:
        axes = [axes] if isinstance(axes, int) else [int(axis) for axis in axes]
    dtype = node.outputs[0].dtype
    accumulate = getattr(op, "acc_dtype", None) or dtype
    options = {"function": function, "axes": axes, "accumulate": accumulate, "dtype": dtype}
    return Parts("reduce", node.inputs, options)


def _max_and_argmax(node):
    axes = getattr(node.op, "axis", None)
    return Parts(
        "max_and_argmax", node.inputs, {"axes": None if axes is None else [int(a) for a in axes]}
    )


def _plain(name, options=None):
    def parts(node):
        made = {} if options is None else options(node)
        return Parts(name, node.inputs, made)

    return parts


def _dtype(node):
    return {"dtype": node.outputs[0].dtype}


def _split(node):
    x, axis, sizes = node.inputs
    return Parts("split", [x, axis, sizes], {})


_TABLE = {
    elemwise.DimShuffle: _dimshuffle,
    subtensor.Subtensor: _subtensor,
    subtensor.IncSubtensor: _inc_subtensor,
    (subtensor.AdvancedSubtensor1, subtensor.AdvancedSubtensor): _advanced_subtensor,
    (subtensor.AdvancedIncSubtensor1, subtensor.AdvancedIncSubtensor): _advanced_inc_subtensor,
    elemwise.CAReduce: _reduce,
    basic.MaxAndArgmax: _max_and_argmax,
    basic.Dot: _plain("dot"),
    T.blas.BatchedDot: _plain("batched_dot"),
    basic.Join: _plain("join"),
    basic.Split: _split,
    basic.Reshape: _plain("reshape"),
    basic.Alloc: _plain("alloc"),
    basic.AllocEmpty: _plain("empty", _dtype),
    basic.ARange: _plain("arange", _dtype),
    basic.Eye: _plain("eye", _dtype),
    opt.MakeVector: _plain("vector", _dtype),
    compile_ops.Shape: _plain("shape"),
    compile_ops.Shape_i: _plain("size", lambda node: {"axis": node.op.i}),
    extra_ops.CumOp: _plain(
        "cumulative", lambda node: {"axis": node.op.axis, "function": node.op.mode}
    ),
    extra_ops.RepeatOp: _plain("repeat", lambda node: {"axis": node.op.axis}),
    nnet.Softmax: _plain("softmax"),
    nnet.LogSoftmax: _plain("log_softmax"),
}


def _loop(node, lower_body):
    op = node.op
    if op.n_mit_mot:
        raise ConversionError(f"the loop {op.name} is that of a gradient, which cannot leave")
    body = lower_body(op.inputs, op.outputs)
    options = {
        "body": body,
        "sequences": op.n_seqs,
        "states": [list(map(int, taps)) for taps in op.tap_array[: op.n_mit_sot + op.n_sit_sot]],
        "carried": op.n_shared_outs,
        "mapped": op.n_nit_sot,
        "until": bool(op.info.get("as_while", False)),
    }
    inputs = [
        node.inputs[0],
        *op.outer_seqs(node.inputs),
        *op.outer_mitsot(node.inputs),
        *op.outer_sitsot(node.inputs),
        *op.outer_shared(node.inputs),
        *op.outer_non_seqs(node.inputs),
    ]
    return Parts("loop", inputs, options)
