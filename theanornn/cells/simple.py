"""The simple recurrent network."""

import theano.tensor as T

from theanornn.cells.base import Cell
from theanornn.cells.presets import takes_presets
from theanornn.cells.weights import WeightSpec


class SimpleRNNCell(Cell):
    r"""The fully connected recurrence of J. L. Elman, *Finding structure in time*, 1990.

    .. math:: h_t = \mathrm{activation}(x_t W + b + h_{t-1} U)

    Parameters
    ----------
    n_in, n_units : int
    like : str or None
        "keras1", "keras2", "lasagne", "torch" or "dlt": that system's defaults and order of gates
        for everything that is not given; see `theanornn.cells.systems`.
    **options
        As of `theanornn.cells.Cell`; there are no gates for an inner activation.

    Examples
    --------
    >>> SimpleRNNCell(3, 5, name="rnn").params
    Params('rnn', {'W': (3, 5), 'U': (5, 5), 'b': (5,)})
    """

    kind = "simple_rnn"
    gates, states = ("h",), ("h",)
    weight_specs = {**Cell.weight_specs, "b_recurrent": WeightSpec(None, "zeros")}

    @takes_presets
    def __init__(self, n_in, n_units, *, like=None, **options):
        super().__init__(n_in, n_units, **options)

    def step(self, z, h):
        """Return ``(h,)``, ``(batch, units)``."""
        return (self.activation(self.clipped(z + T.dot(self.dropped(h), self.U))),)
