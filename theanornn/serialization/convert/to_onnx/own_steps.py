"""Cells that ONNX has no operator for, as a Scan over their traced step: `add_scan`."""

import numpy as np

from theanornn.cells import Cell
from theanornn.errors import ConversionError
from theanornn.lowering import lower
from theanornn.recurrence.trace import trace
from theanornn.serialization.convert.chain import value_of
from theanornn.serialization.convert.to_onnx.programs import add_program

__all__ = ["add_scan"]


def add_scan(graph, layer, cell, x, mask):
    """Add a loop over the steps of a cell.

    Parameters
    ----------
    graph : Graph
    layer : Layer
    cell : theanornn.cells.Cell
    x : str
        Name of the input (batch, time, features).
    mask : str or None
        Name of the mask (batch, time).

    Returns
    -------
    series, last : str
        The output in order of time (batch, time, units), and the last one (batch, units).

    Raises
    ------
    ConversionError
        The cell does more than ONNX can be told.
    """
    if type(cell).project is not Cell.project or layer.stateful:
        raise ConversionError(
            f"{layer.name}: its step is one of your own, with a projection of its own or with "
            "states that are carried, which is not written to ONNX. model.to_numpy() takes it"
        )
    node = graph.node
    z = node("MatMul", x, value_of(cell.W))
    if cell.b is not None:
        z = node("Add", z, value_of(cell.b))
    sequences = [node("Transpose", z, perm=[1, 0, 2])]
    if mask is not None:
        real = node("Transpose", node("Cast", mask, to=graph.types.FLOAT), perm=[1, 0])
        sequences.append(node("Unsqueeze", real, [2]))
    first = [_first(graph, cell, x, name) for name in cell.states]
    names = node(
        "Scan",
        *first,
        *sequences,
        outputs=len(first) + 1,
        body=_body(graph, layer, cell, masked=mask is not None),
        num_scan_inputs=len(sequences),
        scan_input_directions=[int(layer.go_backwards)] * len(sequences),
        scan_output_directions=[int(layer.go_backwards)],
    )
    return node("Transpose", names[-1], perm=[1, 0, 2]), names[0]


def _first(graph, cell, x, state):
    """The first value of a state: what was learned, or zeros."""
    units = value_of(cell.U).shape[0]
    batch = graph.node("Slice", graph.node("Shape", x), [0], [1])
    value = np.zeros(units, "float32")
    if getattr(cell, "learn_init", False):
        value = value_of(cell.params[f"{state}0"])
    shape = graph.node("Concat", batch, [units], axis=0)
    return graph.node("Expand", value[None].astype("float32"), shape)


def _body(graph, layer, cell, masked):
    """One step as a graph of its own."""
    step = trace(cell, cell.dtype, masked=masked)
    if step.updates:
        raise ConversionError(f"{layer.name}: its step draws random numbers, as ONNX cannot")
    arrays = {}
    program = lower(step.inputs, step.states, arrays)
    body = graph.within(f"{layer.name}/step")
    states = [f"{body.scope}/{name}_before" for name in cell.states]
    projected, real = f"{body.scope}/z", f"{body.scope}/real"
    given = [(projected, "float"), *([(real, "float")] if masked else [])]
    outputs = add_program(
        body, program, arrays, [*given, *((name, "float") for name in states)], layer.name
    )
    after = [f"{body.scope}/{name}_after" for name in (*cell.states, "output")]
    for value, name in zip([*outputs, outputs[0]], after):
        body.named(value, name)
    for name in [*states, *(name for name, _ in given)]:
        body.inputs.append(body.value_info(name, "float32", [None, None]))
    body.outputs += [body.value_info(name, "float32", [None, None]) for name in after]
    return body.made("step")
