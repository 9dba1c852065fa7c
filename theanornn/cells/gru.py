"""The gated recurrent unit, in both of its forms."""

import theano.tensor as T

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.cells.base import Cell
from theanornn.cells.presets import takes_presets
from theanornn.cells.weights import WeightSpec
from theanornn.errors import UnknownNameError


class GRUCell(Cell):
    r"""Gated recurrent unit; the reset gate acts before or after the recurrent product.

    .. math::
        z &= \sigma(x_t W_z + b_z + h_{t-1} U_z) \\
        r &= \sigma(x_t W_r + b_r + h_{t-1} U_r) \\
        n &= \mathrm{activation}(x_t W_h + b_h + (r h_{t-1}) U_h) \quad\text{(before)} \\
        n &= \mathrm{activation}(x_t W_h + b_h + r\,(h_{t-1} U_h + b'_h)) \quad\text{(after)} \\
        h_t &= z h_{t-1} + (1 - z) n

    with :math:`\sigma` the inner activation; after, :math:`b'_z` and :math:`b'_r` add to the gates.

    Parameters
    ----------
    n_in, n_units : int
    reset_after : bool
        False: the form of the paper's first version and of Keras' default. True: that of cuDNN,
        PyTorch and Lasagne, with a recurrent bias of its own (Lasagne has none).
    update_gate : {"keeps", "replaces"}
        Whether z weighs the old state, as above (Keras, PyTorch), or what replaces it,
        :math:`h_t = (1 - z) h_{t-1} + z n` (Lasagne).
    like : str or None
        "keras1", "keras2", "lasagne", "torch" or "dl4mt": that system's defaults and order of gates
        for everything that is not given; see `theanornn.cells.systems`.
    **options
        As of `theanornn.cells.Cell`.

    Attributes
    ----------
    b_recurrent : (3*units,) or None
        The recurrent bias :math:`b'`, only with `reset_after`.

    References
    ----------
    K. Cho et al., *Learning phrase representations using RNN encoder-decoder for statistical
    machine translation*, EMNLP 2014 (in its versions 3 and 1).

    Examples
    --------
    >>> GRUCell(3, 5, reset_after=True, name="gru").params
    Params('gru', {'W': (3, 15), 'U': (5, 15), 'b': (15,), 'b_recurrent': (15,)})
    """

    kind = "gru"
    gates, states = ("z", "r", "h"), ("h",)
    weight_specs = {**Cell.weight_specs, "b_recurrent": WeightSpec(None, "zeros")}

    @takes_presets
    @kinds()
    def __init__(
        self, n_in, n_units, *, reset_after=False, update_gate="keeps", like=None, **options
    ):
        given = (options.get("weights") or {}).get("b_recurrent")
        if given is not None and not reset_after:
            raise UnknownNameError(
                "b_recurrent is for reset_after=True only; add it to b, or leave it"
            )
        if options.get("biases") == "two" and not reset_after:
            raise UnknownNameError(
                "biases='two' is for reset_after=True only; without it, biases are 'one'"
            )
        self.reset_after = reset_after
        registry.lookup("sense of update_gate", dict.fromkeys(("keeps", "replaces")), update_gate)
        self.update_gate = update_gate
        super().__init__(n_in, n_units, **options)

    def step(self, x, h):
        """Return ``(h,)``, ``(batch, units)``."""
        return self._step_after(x, h) if self.reset_after else self._step_before(x, h)

    def _step_before(self, x, h):
        both = [gate for gate in self.gates if gate != "h"]  # side by side, in some order
        product = T.dot(self.dropped(h), self.gate(self.U, *both))
        a = self.split(self.clipped(self.gate(x, *both) + product), 2)
        z, r = (self.inner_activation(a[both.index(gate)]) for gate in "zr")
        reset = T.dot(r * self.dropped(h), self.gate(self.U, "h"))
        n = self.activation(self.clipped(self.gate(x, "h") + reset))
        return (self._updated(z, h, n),)

    def _step_after(self, x, h):
        product = T.dot(self.dropped(h), self.U)
        if self.b_recurrent is not None:
            product = product + self.b_recurrent
        z, r = (
            self.inner_activation(self.clipped(self.gate(x, gate) + self.gate(product, gate)))
            for gate in "zr"
        )
        reset = r * self.clipped(self.gate(product, "h"))
        n = self.activation(self.clipped(self.gate(x, "h") + reset))
        return (self._updated(z, h, n),)

    def _updated(self, z, h, n):
        return z * h + (1 - z) * n if self.update_gate == "keeps" else (1 - z) * h + z * n
