"""What of a step needs the loop, and what can be computed before it, for all steps at once."""

from typing import NamedTuple

from theano.graph.basic import io_toposort
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.subtensor import Subtensor

from theanornn.recurrence.fused.operations import is_expensive
from theanornn.scanning.biases import is_sum_with_biases
from theanornn.scanning.graphs import exchanged, integer_bounds, is_constant


class Core(NamedTuple):
    """The part of a step that the states enter, over placeholders of its own.

    Parameters
    ----------
    outputs : list of Variable
        The new states.
    states : list of Variable
        Placeholders of the states.
    of_time : dict of Variable to Variable
        What comes from the sequences: from the variable in the step to the placeholder.
    sources : dict of Variable to Variable
        What is the same at each step, likewise.
    """

    outputs: list
    states: list
    of_time: dict
    sources: dict


def core_of(outputs, slices, states):
    """Return the `Core` of a tidied step.

    Parameters
    ----------
    outputs : list of Variable
        The new states.
    slices, states : list of Variable
        The placeholders in their graph.
    """
    sequential, stateful = set(slices), set(states)
    nodes = io_toposort([*slices, *states], outputs)
    for node in nodes:
        if stateful.intersection(node.inputs):
            stateful.update(node.outputs)
        elif sequential.intersection(node.inputs):
            sequential.update(node.outputs)
    inside = [node for node in nodes if stateful.intersection(node.outputs)]
    read = [v for node in inside for v in node.inputs] + list(outputs)
    frontier = dict.fromkeys(_whole(v, sequential) for v in read if v in sequential)
    frontier = _without_the_computable(list(frontier), sequential)
    sources = _sources(outputs, {*frontier, *states}, sequential | stateful)
    fresh = {v: _placeholder(v) for v in [*states, *frontier, *sources]}
    return Core(
        exchanged(outputs, fresh),
        [fresh[v] for v in states],
        {v: fresh[v] for v in frontier},
        {v: fresh[v] for v in sources},
    )


def _placeholder(variable):
    placeholder = variable.type()
    placeholder.name = variable.name
    return placeholder


def _whole(variable, sequential):
    """What a slice of columns was taken of: they are taken again in each step, without a copy."""
    while variable.owner is not None and isinstance(variable.owner.op, Subtensor):
        source = variable.owner.inputs[0]
        if source not in sequential or not _takes_columns(variable.owner):
            break
        variable = source
    return variable


def _takes_columns(node):
    index = integer_bounds(node)
    if index is None or not all(isinstance(each, slice) for each in index):
        return False
    return all(each == slice(None) for each in index[: node.inputs[0].ndim - 1])


def _without_biases(variable, sequential):
    """What biases are added to, where a variable is such a sum: the step adds them."""
    node = variable.owner
    if node is None or not is_sum_with_biases(node, sequential):
        return variable
    (moving,) = (v for v in node.inputs if v in sequential)
    return _without_biases(_whole(moving, sequential), sequential)


def _without_the_computable(frontier, sequential):
    """Leave out what the step can cheaply compute of the rest: ``1 - m`` where there is ``m``."""
    frontier = list(dict.fromkeys(_without_biases(v, sequential) for v in frontier))
    for variable in list(frontier):
        node = variable.owner
        if node is None or not isinstance(node.op, Elemwise) or is_expensive(variable):
            continue
        others = [v for v in frontier if v is not variable]
        moving = [v for v in node.inputs if v in sequential]
        rest = [v for v in node.inputs if v not in sequential]
        if all(_whole(v, sequential) in others for v in moving) and all(map(is_constant, rest)):
            frontier = others
    return frontier


def _sources(outputs, leaves, varying):
    """What the core reads that is the same at each step.

    Blocks of matrices, and vectors with a new axis, are taken within the step, which is to see the
    whole.
    """
    waiting, seen, found = list(reversed(outputs)), set(), {}
    while waiting:
        variable = waiting.pop()
        if variable in seen or variable in leaves:
            continue
        seen.add(variable)
        if variable in varying:
            waiting.extend(reversed(variable.owner.inputs))
        elif not (is_constant(variable) and all(getattr(variable, "broadcastable", ()))):
            if _is_view(variable):
                waiting.append(variable.owner.inputs[0])
            else:
                found[variable] = None
    return list(found)


def _is_view(variable):
    node = variable.owner
    if node is None:
        return False
    if isinstance(node.op, DimShuffle):
        ndim = node.inputs[0].ndim
        added = node.op.new_order[: variable.ndim - ndim]
        return ndim < 2 and node.op.new_order == (*["x"] * len(added), *range(ndim))
    same_rank = variable.ndim == node.inputs[0].ndim <= 2
    return isinstance(node.op, Subtensor) and same_rank and integer_bounds(node) is not None
