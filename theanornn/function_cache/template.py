"""A compiled function's graph without its data: pure bytes, in memory or in a file.

The graph is written flat, in the order of its nodes, so that its depth does not matter.

Public names: :class:`NotStorable`, :func:`dump`, :func:`load`.
"""

import io
import pickle

from theano.compile.function.types import Function
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Apply, Constant
from theano.graph.destroyhandler import DestroyHandler
from theano.graph.fg import FunctionGraph
from theano.scan.op import Scan

__all__ = ["NotStorable", "dump", "load"]


class NotStorable(Exception):
    """A graph that holds something that is not to be kept, or cannot be written."""


def dump(graph):
    """Write an optimised graph.

    Parameters
    ----------
    graph : FunctionGraph

    Returns
    -------
    bytes

    Raises
    ------
    NotStorable
    """
    places = {variable: n for n, variable in enumerate(graph.inputs)}
    constants, nodes, n_variables = [], [], len(graph.inputs)

    def place(variable):
        if variable not in places:
            if not isinstance(variable, Constant):
                raise NotStorable(f"{variable} comes from nowhere")
            places[variable] = -1 - len(constants)
            constants.append((type(variable), variable.type, variable.data))
        return places[variable]

    for node in graph.toposort():
        inputs = [place(variable) for variable in node.inputs]
        for variable in node.outputs:
            places[variable] = n_variables
            n_variables += 1
        nodes.append((node.op, inputs, [variable.type for variable in node.outputs]))
    content = (
        [variable.type for variable in graph.inputs],
        constants,
        nodes,
        [place(variable) for variable in graph.outputs],
    )
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, protocol=4).dump(content)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        raise NotStorable(str(error)) from error
    return buffer.getvalue()


def load(content):
    """Build the graph again, with inputs of its own.

    Parameters
    ----------
    content : bytes
        What `dump` returned. It is a pickle: to be read from one's own cache only.

    Returns
    -------
    FunctionGraph
        That is not optimised once more.
    """
    types_of_inputs, constants, nodes, outputs = pickle.loads(content)
    inputs = [kind() for kind in types_of_inputs]
    known = [make(kind, data) for make, kind, data in constants]
    variables = list(inputs)

    def at(place):
        return variables[place] if place >= 0 else known[-1 - place]

    for op, places, types_of_outputs in nodes:
        results = [kind() for kind in types_of_outputs]
        Apply(op, [at(place) for place in places], results)
        variables += results
    graph = FunctionGraph(inputs, [at(place) for place in outputs], clone=False)
    # What works in place comes after what still reads the old value: this one knows.
    graph.attach_feature(DestroyHandler())
    return graph


class _Pickler(pickle.Pickler):
    """Writes no data of anybody's, and of a scan not the function that it has compiled."""

    def reducer_override(self, thing):
        if isinstance(thing, (Function, SharedVariable)):
            raise NotStorable(f"it holds {thing}")
        if isinstance(thing, Scan):
            state = {name: value for name, value in vars(thing).items() if name != "fn"}
            return Scan.__new__, (Scan,), state
        return NotImplemented
