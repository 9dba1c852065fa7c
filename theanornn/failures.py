"""Errors of the engine while a function runs, in words: which layer, which shapes, whose line.

An optimised graph knows little of where it came from. So the graph as it was built is computed once
more, one operation after another, until one fails.

Public names: :func:`explained`, :func:`layer_of`, :func:`mark`, :func:`place_of`, :func:`within`.
"""

import contextlib
from typing import NamedTuple

from theano.graph.basic import Variable

from theanornn.callers import place_in
from theanornn.errors import ComputationError, TheanornnError
from theanornn.node_by_node import NodeByNode

__all__ = ["explained", "layer_of", "mark", "place_of", "within"]


class _Failure(NamedTuple):
    node: object
    inputs: list
    error: Exception


def explained(name, graph, arrays, error):
    """What to raise in place of an error that the engine raised while a function ran.

    Parameters
    ----------
    name : str
        Of the function.
    graph : Graph
        What it was compiled from.
    arrays : sequence
        What it was given.
    error : Exception

    Returns
    -------
    Exception
        A `ComputationError` whose ``engine_error`` is `error`; or `error` itself where the graph as
        it was built does not fail.
    """
    failure = _first_failure(graph, arrays)
    if failure is None:
        return error
    layer = layer_of(failure.node)
    parts = [f"{name} failed" + (f" in layer {layer}" if layer else "")]
    parts.append(f": {_first_line(failure.error)} ({failure.node.op} of ")
    parts.append(", ".join(map(_size, failure.inputs)) + ").")
    place = place_of(failure.node)
    if place:
        parts.append(f" It was written at {place}.")
    told = ComputationError("".join(parts))
    told.engine_error = error
    return told


def mark(outputs, inputs, layer):
    """Note which layer the operations between some variables belong to, where none is noted.

    Parameters
    ----------
    outputs, inputs : variables, in lists or not
    layer : str
        For people.
    """
    stop = set(_variables(inputs))
    waiting = _variables(outputs)
    while waiting:
        variable = waiting.pop()
        node = variable.owner
        if node is None or variable in stop or hasattr(node.tag, "theanornn_layer"):
            continue
        node.tag.theanornn_layer = layer
        waiting += node.inputs


@contextlib.contextmanager
def within(layer, shape):
    """Add the layer to the message of any error that arises in the ``with`` block.

    Parameters
    ----------
    layer : Layer
    shape : tuple, list of tuples or None
        Of its input, if it is known.
    """
    try:
        yield
    except TheanornnError:
        raise  # these say it themselves
    except Exception as error:
        message = str(error.args[0]) if error.args else ""
        if "in layer " not in message:  # of a layer within this one
            given = "" if shape is None else f", given {shape}"
            place = f"in layer {layer.name} ({type(layer).__name__}){given}"
            error.args = (f"{message}\n{place}", *error.args[1:])
        raise


def _first_failure(graph, arrays):
    results = [*graph.outputs, *(expression for _, expression in graph.updates)]
    try:
        given = {v: v.type.filter(value) for v, value in zip(graph.inputs, arrays)}
    except (TypeError, ValueError):
        return None  # what was passed is no array: the engine says so in a line
    run = NodeByNode(results, given)
    if not run.possible:
        return None
    computed = iter(run)
    for node in run.nodes:
        try:
            next(computed)
        except Exception as error:
            return _Failure(node, [run.value(variable) for variable in node.inputs], error)
    return None


def _variables(things):
    if isinstance(things, Variable):
        return [things]
    if isinstance(things, (list, tuple)):
        return [variable for thing in things for variable in _variables(thing)]
    return []


def _first_line(error):
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _size(value):
    if not hasattr(value, "shape"):
        return type(value).__name__
    return f"{tuple(value.shape)} {value.dtype}"


def layer_of(node):
    """The layer that was marked on a node, or on the nearest one that it reads; or None."""
    waiting, seen = [node], set()
    for each in waiting:
        layer = getattr(each.tag, "theanornn_layer", None)
        if layer:
            return layer
        seen.add(each)
        waiting += [v.owner for v in each.inputs if v.owner is not None and v.owner not in seen]
    return None


def place_of(node):
    """The user's line that made a node, or "" if it is known of none."""
    traces = getattr(node.outputs[0].tag, "trace", [])
    return next(filter(None, map(place_in, traces)), "")
