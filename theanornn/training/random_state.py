"""The random numbers that training goes on with: of the order of samples, and of dropout.

A model that is saved and loaded again draws those that it would have drawn.
"""

import numpy as np
from theano.compile import SharedVariable
from theano.graph.basic import graph_inputs

__all__ = ["RandomState", "streams_of"]


def streams_of(graph):
    """The shared variables that hold the states of random streams in a graph.

    Parameters
    ----------
    graph : theanornn.functions.Graph

    Returns
    -------
    list of shared variables
        Always in the same order for the same graph.
    """
    expressions = [*graph.outputs, *(expression for _, expression in graph.updates)]
    found = dict.fromkeys(graph_inputs(expressions))
    return [each for each in found if isinstance(each, SharedVariable) and _is_stream(each)]


def _is_stream(variable):
    update = getattr(variable, "default_update", None)
    return update is not None and "mrg_uniform" in type(update.owner.op).__name__


class RandomState:
    """What a model has of random numbers while it is trained.

    Attributes
    ----------
    streams : list of shared variables
        Of the training graph; empty before there is one.
    """

    def __init__(self):
        self.streams = []
        self._waiting = None

    def of_graph(self, graph):
        """Take note of a new training graph, and return it.

        Its streams go on where those of a file ended, if some were loaded.
        """
        self.streams = streams_of(graph)
        waiting, self._waiting = self._waiting, None
        if waiting is not None and [np.shape(each) for each in waiting] == self._shapes():
            for stream, value in zip(self.streams, waiting):
                stream.set_value(np.asarray(value, stream.dtype))
        return graph

    def _shapes(self):
        return [stream.get_value(borrow=True).shape for stream in self.streams]

    def values(self):
        """The states of the streams, as arrays."""
        if self._waiting is not None:
            return list(self._waiting)
        return [stream.get_value() for stream in self.streams]

    def forget(self):
        """There will be another training graph, with streams of its own."""
        self.streams = []

    def set(self, values):
        """Let the streams go on from these states; or those of the next graph, where there is none.

        Raises
        ------
        ValueError
            They are of another number or shapes than those of the graph that there is.
        """
        values = [np.asarray(value) for value in values]
        if not self.streams:
            self.wait_with(values)
            return
        if [value.shape for value in values] != self._shapes():
            raise ValueError(
                f"of streams of shapes {[value.shape for value in values]}, but training draws "
                f"from those of {self._shapes()}"
            )
        for stream, value in zip(self.streams, values):
            stream.set_value(value.astype(stream.dtype))

    def wait_with(self, values):
        """Give the next training graph these states, if it has as many streams of their shapes."""
        self._waiting = list(values)
