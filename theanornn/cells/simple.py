"""The simple recurrent network."""

import theano.tensor as T

from theanornn.cells.base import Cell


class SimpleRNNCell(Cell):
    r"""The fully connected recurrence of J. L. Elman, *Finding structure in time*, 1990.

    .. math:: h_t = \mathrm{activation}(x_t W + b + h_{t-1} U)

    Parameters as of `theanornn.cells.Cell`; there are no gates for an inner activation.

    Examples
    --------
    >>> SimpleRNNCell(3, 5, name="rnn").params
    Params('rnn', {'W': (3, 5), 'U': (5, 5), 'b': (5,)})
    """

    gates, states = ("h",), ("h",)

    def step(self, z, h):
        """Return ``(h,)``, ``(batch, units)``."""
        return (self.activation(z + T.dot(self.dropped(h), self.U)),)
