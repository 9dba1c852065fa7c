"""Plain NumPy recurrences, written down a second time from the papers: the oracle of the tests.

Nothing of theanornn or Theano is used here. Everything is time-major and in float64.
"""

import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def hard_sigmoid(x):
    return np.clip(0.2 * x + 0.5, 0.0, 1.0)


ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "hard_sigmoid": hard_sigmoid,
    "relu": lambda x: np.maximum(x, 0.0),
    "softplus": lambda x: np.logaddexp(0.0, x),
    "softsign": lambda x: x / (1.0 + np.abs(x)),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: (
        1.0507009873554804935 * np.where(x > 0, x, 1.6732632423543772848 * np.expm1(x))
    ),
    "exponential": np.exp,
}


def over_time(step, x, states, mask=None, reverse=False):
    """Run ``step(x_t, *states)`` over time; return one ``(time, batch, units)`` for each state.

    Parameters
    ----------
    x : (time, batch, n_in)
    states : list of (batch, units)
    mask : (time, batch) or None
        Where it is 0, the states stay as they were.
    reverse : bool
        From the last step to the first; results are in order of time.
    """
    states = [np.array(state, dtype=float) for state in states]
    history = [np.empty((len(x), *state.shape)) for state in states]
    steps = range(len(x))
    for t in reversed(steps) if reverse else steps:
        new = step(x[t], *states)
        if mask is not None:
            real = np.asarray(mask[t], dtype=bool)[:, None]
            new = [np.where(real, after, before) for after, before in zip(new, states)]
        states = list(new)
        for slot, state in zip(history, states):
            slot[t] = state
    return history


def simple_rnn_step(W, U, b, activation="tanh"):
    act = ACTIVATIONS[activation]
    return lambda x, h: (act(x @ W + b + h @ U),)


def lstm_step(W, U, b, peepholes=None, activation="tanh", inner_activation="sigmoid"):
    """Gates i, f, c, o; peepholes ``(3*units,)`` for i, f, o."""
    act, gate = ACTIVATIONS[activation], ACTIVATIONS[inner_activation]
    n = U.shape[0]
    w_i, w_f, w_o = np.zeros((3, n)) if peepholes is None else np.reshape(peepholes, (3, n))

    def step(x, h, c):
        a = x @ W + h @ U + b
        i = gate(a[:, :n] + w_i * c)
        f = gate(a[:, n : 2 * n] + w_f * c)
        c = f * c + i * act(a[:, 2 * n : 3 * n])
        o = gate(a[:, 3 * n :] + w_o * c)
        return o * act(c), c

    return step


def gru_step(
    W,
    U,
    b,
    b_recurrent=None,
    reset_after=False,
    activation="tanh",
    inner_activation="sigmoid",
):
    """Gates z, r, h."""
    act, gate = ACTIVATIONS[activation], ACTIVATIONS[inner_activation]
    n = U.shape[0]
    b_recurrent = np.zeros(3 * n) if b_recurrent is None else b_recurrent

    def step(x, h):
        a = x @ W + b
        gates = gate((a + h @ U + b_recurrent)[:, : 2 * n])
        z, r = gates[:, :n], gates[:, n:]
        if reset_after:
            product = r * (h @ U[:, 2 * n :] + b_recurrent[2 * n :])
        else:
            product = (r * h) @ U[:, 2 * n :]
        return (z * h + (1 - z) * act(a[:, 2 * n :] + product),)

    return step


def numeric_gradient(function, arrays, epsilon=1e-5):
    """Return the gradients of ``function(*arrays)``, a float, by central differences."""
    gradients = []
    arrays = [np.array(array, dtype=float) for array in arrays]
    for array in arrays:
        gradient = np.empty_like(array)
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + epsilon
            above = function(*arrays)
            array[index] = kept - epsilon
            below = function(*arrays)
            array[index] = kept
            gradient[index] = (above - below) / (2 * epsilon)
        gradients.append(gradient)
    return gradients
