"""Masks for recurrent operators that know lengths only: `Packed`.

ONNX's RNN, LSTM and GRU take ``sequence_lens``: padding behind the sequence. A mask may be 0
anywhere (before the sequence, as `pad_sequences` has it, or between). So the real steps of each row
are brought to the front, in order, and the results back to where they belong: a masked step has the
result of the step before it, and 0 where there is none. That is what the mask means, exactly.
"""

import numpy as np

__all__ = ["Packed"]


class Packed:
    """The steps of a batch, by a mask.

    Parameters
    ----------
    graph : Graph
    mask : str
        Name of a value (batch, time), of booleans.
    """

    def __init__(self, graph, mask):
        self._graph = graph
        node, types = graph.node, graph.types
        self._real = node("Cast", mask, to=types.INT64)
        lengths = node("ReduceSum", self._real, [1], keepdims=0)
        self.lengths = node("Cast", lengths, to=types.INT32)
        self._lengths = node("Unsqueeze", lengths, [1])
        self._count = node("CumSum", self._real, np.int64(1))
        self._time = node("Gather", node("Shape", mask), np.int64(1))
        steps = node("Range", np.int64(0), self._time, np.int64(1))
        # Real steps first, in order: T - t of a real step, and -t of a masked one, differ all.
        rank = node("Sub", node("Mul", self._real, self._time), steps)
        k = node("Unsqueeze", self._time, [0])
        _, self._order = node("TopK", rank, k, outputs=2, axis=1)

    def packed(self, x):
        """A value (batch, time, features) with the real steps of each row at its front."""
        return self._taken(x, self._order)

    def unpacked(self, y, backwards):
        """The results (batch, time, features) of packed steps, where they belong.

        Parameters
        ----------
        y : str
        backwards : bool
            Whether the steps were run from the last to the first.
        """
        node = self._graph.node
        if backwards:
            place = node("Sub", self._count, self._real)
            exists = node("Less", place, self._lengths)
            place = node("Min", place, node("Sub", self._time, np.int64(1)))
        else:
            place = node("Sub", self._count, np.int64(1))
            exists = node("GreaterOrEqual", place, np.int64(0))
            place = node("Max", place, np.int64(0))
        taken = self._taken(y, place)
        return node("Where", node("Unsqueeze", exists, [2]), taken, np.float32(0))

    def _taken(self, x, places):
        node = self._graph.node
        places = node("Unsqueeze", places, [2])
        return node("GatherElements", x, node("Expand", places, node("Shape", x)), axis=1)
