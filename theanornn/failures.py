"""Errors of the engine while a function runs, in words: which layer, which shapes, whose line.

An optimised graph knows little of where it came from. So the graph as it was built is computed once
more, one operation after another, until one fails.

Public names: :func:`explained`, :func:`mark`, :func:`within`.
"""

import contextlib
import os
from typing import NamedTuple

import theano
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, Variable, graph_inputs, io_toposort

from theanornn.errors import ComputationError, TheanornnError

__all__ = ["explained", "mark", "within"]

_NOT_THE_USERS = tuple(
    os.path.dirname(os.path.abspath(package)) + os.sep for package in (__file__, theano.__file__)
)


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
    layer = getattr(failure.node.tag, "theanornn_layer", None)
    parts = [f"{name} failed" + (f" in layer {layer}" if layer else "")]
    parts.append(f": {_first_line(failure.error)} ({failure.node.op} of ")
    parts.append(", ".join(map(_size, failure.inputs)) + ").")
    place = _place(failure.node)
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
        storage = {v: [v.type.filter(value)] for v, value in zip(graph.inputs, arrays)}
    except (TypeError, ValueError):
        return None  # what was passed is no array: the engine says so in a line
    for variable in graph_inputs(results):
        if isinstance(variable, SharedVariable):
            storage[variable] = [variable.get_value(borrow=True)]
        elif isinstance(variable, Constant):
            storage[variable] = [variable.data]
        elif variable not in storage:
            return None
    done = {variable: [True] for variable in storage}
    for node in io_toposort([], results):
        for variable in node.inputs:
            if isinstance(variable, Constant):
                storage.setdefault(variable, [variable.data])
                done.setdefault(variable, [True])
        storage.update((variable, [None]) for variable in node.outputs)
        done.update((variable, [False]) for variable in node.outputs)
        try:
            node.op.make_thunk(node, storage, done, [], impl="py")()
        except Exception as error:
            return _Failure(node, [storage[variable][0] for variable in node.inputs], error)
        done.update((variable, [True]) for variable in node.outputs)
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


def _place(node):
    """The user's line that made a node, or "" if it is known of none."""
    for trace in getattr(node.outputs[0].tag, "trace", []):
        for file, line, function, text in reversed(trace):
            path = os.path.abspath(file)
            if not path.startswith(_NOT_THE_USERS) and os.sep + "lib" + os.sep not in path:
                return f"{file}:{line}" + (f", {text.strip()}" if text else f" in {function}")
    return ""
