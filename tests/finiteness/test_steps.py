"""Bad numbers within a recurrence are found at their step and in their gate."""

import numpy as np
import pytest
import theano.tensor as T

from tests.finiteness.planting import built, found
from theanornn.layers import GRU, LSTM, Bidirectional, Dense, Embedding, SimpleRNN


@pytest.mark.parametrize("how", ["scan", "fused", "unroll"])
@pytest.mark.parametrize("backwards", [False, True])
def test_where_a_state_explodes(how, backwards):
    """x = 1 at the first step computed; the state then grows by 1e100 at each step."""
    if how == "fused":
        pytest.importorskip("theanornn.recurrence.fused")
    layer = SimpleRNN(
        2, activation="linear", input_shape=(6, 1), how=how, name="grows", go_backwards=backwards
    )
    model = built(layer, Dense(1))
    layer.set_weights([np.ones((1, 2)), 1e100 * np.eye(2), np.zeros(2)])
    x = np.zeros((3, 6, 1))
    first = 5 if backwards else 0
    x[2, first] = 1
    origin = found(model, x)
    step = first - 4 if backwards else 4  # 1e300 after three more steps
    assert (origin.phase, origin.layer, origin.gates) == ("forward", "grows", ("h",))
    assert (origin.time_step, origin.sample) == (step, 2)


def test_which_gate_overflows():
    """exp as activation: the candidate of an LSTM, at a step that has a large input."""
    layer = LSTM(2, activation=T.exp, input_shape=(5, 2), name="memory")
    model = built(layer, Dense(1))
    W = np.zeros((2, 8))
    W[0, 4:6] = 1  # of the candidate
    layer.set_weights([W, np.zeros((2, 8)), np.zeros(8)])
    x = np.zeros((3, 5, 2))
    x[1, 3, 0] = 1000
    origin = found(model, x)
    assert (origin.layer, origin.gates) == ("memory", ("c",))
    assert (origin.time_step, origin.sample) == (3, 1)
    assert "exp" in origin.what


def test_a_projection_that_overflows():
    """Infinity does no harm to a sigmoid; a linear candidate hands it on."""
    layer = GRU(2, activation="linear", input_shape=(5, 2), name="gated")
    model = built(layer, Dense(1))
    W = np.zeros((2, 6))
    W[0, 3] = W[1, 5] = 1e200  # of reset gate and candidate
    layer.set_weights([W, np.zeros((2, 6)), np.zeros(6)])
    x = np.zeros((3, 5, 2))
    x[1, 1, 0] = -1e200
    assert found(model, x).phase == "unknown"
    x[2, 1, 1] = -1e200
    origin = found(model, x)
    assert (origin.layer, origin.gates, origin.time_step, origin.sample) == (
        "gated",
        (layer.cell.gates[2],),
        1,
        2,
    )


def test_the_second_of_two_layers_of_words(rng):
    second = Bidirectional(
        SimpleRNN(2, activation="linear", name="grows"), merge_mode="sum", name="twice"
    )
    model = built(
        Embedding(7, 3, input_length=6, mask_zero=True),
        LSTM(3, return_sequences=True),
        second,
        Dense(1),
    )
    arrays = [np.ones((3, 2)), 1e160 * np.eye(2), np.zeros(2)]
    second.set_weights([0 * arrays[0], *arrays[1:], *arrays])
    ids = rng.integers(1, 7, (2, 6)).astype("int32")
    ids[0, 3:] = ids[1, 5:] = 0
    origin = found(model, ids)
    # Backwards, row 1 begins at step 4: about 1 there, 1e160 at 3, infinite at 2.
    assert (origin.phase, origin.layer) == ("forward", "twice/backward_grows")
    assert (origin.time_step, origin.sample) == (2, 1)


@pytest.mark.parametrize("how", ["scan", "fused"])
def test_gradients_that_explode_on_their_way_back(how):
    """States stay zero, so the loss is finite; the gradient grows by 1e100 with each step back."""
    layer = SimpleRNN(2, activation="linear", input_shape=(6, 1), how=how, name="grows")
    model = built(layer, Dense(1))
    layer.set_weights([np.ones((1, 2)), 1e100 * np.eye(2), np.zeros(2)])
    model.layers[1].set_weights([np.ones((2, 1)), np.zeros(1)])
    origin = found(model, np.zeros((3, 6, 1)))
    # dLoss/dh is of size 1 at step 5, 1e300 at 2, infinite at 1.
    assert (origin.phase, origin.layer, origin.time_step) == ("backward", "grows", 1)
    assert "the state h" in origin.what
    assert "grows_b (gate h)" in origin.weights
