"""Long short-term memory."""

import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.cells.base import Cell
from theanornn.cells.presets import takes_presets
from theanornn.cells.weights import WeightSpec
from theanornn.initializers import Constant, RandomNormal


class LSTMCell(Cell):
    r"""Long short-term memory with forget gate, with or without peepholes.

    .. math::
        i &= \sigma(x_t W_i + b_i + h_{t-1} U_i + p_i c_{t-1}) \\
        f &= \sigma(x_t W_f + b_f + h_{t-1} U_f + p_f c_{t-1}) \\
        g &= \mathrm{activation}(x_t W_c + b_c + h_{t-1} U_c) \\
        c_t &= f c_{t-1} + i g \\
        o &= \sigma(x_t W_o + b_o + h_{t-1} U_o + p_o c_t) \\
        h_t &= o\, \mathrm{activation}(c_t)

    with :math:`\sigma` the inner activation, and :math:`p = 0` without peepholes.

    Parameters
    ----------
    n_in, n_units : int
    forget_bias : float, initializer or None
        Initial bias of the forget gate; None leaves it to the initializer of ``b``. The default of
        1 follows R. Jozefowicz et al., *An empirical exploration of recurrent network
        architectures*, ICML 2015, as Keras does.
    peepholes : bool
        Weights from the memory to the gates: one vector ``peepholes`` ``(3*units,)`` for the gates
        i, f and o, initially normal with deviation 0.1 (Lasagne's).
    like : str or None
        "keras1", "keras2", "lasagne", "torch" or "dlt": that system's defaults and order of gates
        for everything that is not given; see `theanornn.cells.systems`.
    **options
        As of `theanornn.cells.Cell`.

    Attributes
    ----------
    peepholes : (3*units,) or None
        For the gates i, f, o.

    References
    ----------
    S. Hochreiter, J. Schmidhuber, *Long short-term memory*, Neural Computation 9(8), 1997; F. Gers,
    J. Schmidhuber, F. Cummins, *Learning to forget*, 2000; F. Gers, N. Schraudolph,
    J. Schmidhuber, *Learning precise timing with LSTM recurrent networks*, JMLR 3, 2002.

    Examples
    --------
    >>> LSTMCell(3, 5, name="lstm_1").params
    Params('lstm_1', {'W': (3, 20), 'U': (5, 20), 'b': (20,)})
    """

    kind = "lstm"
    gates, states = ("i", "f", "c", "o"), ("h", "c")
    weight_specs = {
        **Cell.weight_specs,
        "b_recurrent": WeightSpec(None, "zeros"),
        "peepholes": WeightSpec(None, RandomNormal(stddev=0.1), blocks=("i", "f", "o")),
    }

    @takes_presets
    @kinds(peepholes="flag", initializers="mapping")
    def __init__(
        self,
        n_in,
        n_units,
        *,
        forget_bias=1.0,
        peepholes=False,
        like=None,
        initializers=None,
        **options,
    ):
        self._has_peepholes = peepholes
        initializers = dict(initializers or {})
        if forget_bias is not None:
            number = isinstance(forget_bias, (int, float))
            initializers.setdefault("b_f", Constant(forget_bias) if number else forget_bias)
        super().__init__(n_in, n_units, initializers=initializers, **options)

    def step(self, z, h, c):
        """Return ``(h, c)``, each ``(batch, units)``."""
        a = self.clipped(z + T.dot(self.dropped(h), self.U))
        i, f, g, o = (self.gate(a, gate) for gate in "ifco")
        if self.peepholes is not None:
            to_i, to_f, to_o = self.split(self.peepholes, 3)
            i, f = i + c * to_i, f + c * to_f
        c = self.inner_activation(f) * c + self.inner_activation(i) * self.activation(g)
        if self.peepholes is not None:
            o = o + c * to_o
        return self.inner_activation(o) * self.activation(c), c

    def wants(self, name):
        """See `Cell.wants`."""
        return self._has_peepholes if name == "peepholes" else super().wants(name)
