"""What SimpleRNN, LSTM and GRU compute, by the NumPy oracle."""

import numpy as np

from tests import reference
from theanornn.layers import GRU, LSTM, SimpleRNN

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5


def oracle(layer, x, mask=None, states=None):
    """All states of a built layer over time, ``(batch, time, units)``, in order of time."""
    W, U, *biases = layer.params.get_values()
    gates = len(layer.cell_class.gates)
    b = biases[0] if biases else np.zeros(gates * layer.units)
    options = {"activation": layer.activation.__name__}
    if isinstance(layer, SimpleRNN):
        step = reference.simple_rnn_step(W, U, b, **options)
    else:
        options["inner_activation"] = layer.recurrent_activation.__name__
    if isinstance(layer, LSTM):
        step = reference.lstm_step(W, U, b, **options)
    if isinstance(layer, GRU):
        b_recurrent = biases[1] if len(biases) == 2 else None
        step = reference.gru_step(W, U, b, b_recurrent, layer.reset_after, **options)
    if states is None:
        states = [np.zeros((len(x), layer.units)) for _ in layer.cell_class.states]
    mask = None if mask is None else np.asarray(mask).T
    series = reference.over_time(step, x.swapaxes(0, 1), states, mask, layer.go_backwards)
    return [np.asarray(each).swapaxes(0, 1) for each in series]


def with_random_weights(layer, rng, shape=(None, None, FEATURES)):
    """The layer, built, with weights that are all different."""
    layer.build(shape)
    layer.set_weights([rng.normal(scale=0.7, size=w.shape) for w in layer.get_weights()])
    return layer
