"""Norms of gradients against theano.grad, and their curves."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.callbacks import GradientMonitor
from theanornn.errors import DataError, TheanornnError
from theanornn.layers import GRU, LSTM, Bidirectional, Dense, Embedding, SimpleRNN
from theanornn.models import Sequential
from theanornn.optimizers import SGD


@pytest.fixture
def data(rng):
    return rng.normal(size=(12, 5, 2)), rng.normal(size=(12, 1))


def fit(model, x, y, *callbacks, epochs=1):
    options = {"batch_size": 4, "verbose": 0, "shuffle": False, "epochs": epochs}
    return model.fit(x, y, callbacks=list(callbacks), **options)


def norm(array):
    return np.sqrt(np.sum(np.square(array)))


@pytest.fixture(scope="module")
def model():
    layers = [LSTM(3, input_shape=(5, 2), name="memory", dropout=0.5), Dense(1, name="head")]
    model = Sequential(layers, seed=1)
    model.compile(SGD(0.1, clipnorm=1e-3), "mse")
    return model


def test_norms_of_weights_and_gates(model, data):
    x, y = data
    monitor, graph = GradientMonitor(every=2), model.train_graph
    assert repr(monitor) == "<GradientMonitor: nothing was measured yet>"
    before, streams = model.get_weights(), model.get_random_state()
    gradients = T.grad(graph.outputs[0], model.trained_weights)
    taken = theano.function(
        graph.inputs, gradients, updates=[(s, s) for s in model.random_state.streams]
    )
    expected = taken(x[:4], y[:4], np.ones(4))
    assert fit(model, x, y, monitor, epochs=2).epoch == [0, 1]
    assert monitor.updates.tolist() == [0, 2, 4]
    assert repr(monitor) == "<GradientMonitor of 3 measurements, the last at update 4>"
    for variable, gradient in zip(model.trained_weights, expected):
        name = variable.name
        np.testing.assert_allclose(monitor.norms[name][0], norm(gradient), rtol=1e-10)
        if name.startswith("memory"):
            for gate, block in zip("ifco", np.split(gradient, 4, axis=-1)):
                of_gate = monitor.norms[f"{name}[{gate}]"]
                np.testing.assert_allclose(of_gate[0], norm(block), rtol=1e-10)
                assert of_gate.shape == (3,)
    assert len(monitor.norms) == 3 * 5 + 2
    # Training went on as if nobody had looked, with the same masks.
    after = model.get_weights()
    model.set_weights(before)
    model.set_random_state(streams)
    for variable, value in zip(model.random_state.streams, streams["streams"]):
        variable.set_value(value)
    fit(model, x, y, epochs=2)
    for one, other in zip(after, model.get_weights()):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_gradient_that_vanishes_step_by_step(data, backwards):
    """A linear network: dLoss/dh_t is dLoss/dh_T times U to the power of the steps between."""
    layer = SimpleRNN(
        2, activation="linear", input_shape=(5, 2), name="rnn", go_backwards=backwards
    )
    model = Sequential([layer, Dense(1)])
    model.compile("sgd", "mse")
    layer.set_weights([np.eye(2), 0.25 * np.eye(2), np.zeros(2)])
    monitor = GradientMonitor()
    fit(model, *data, monitor)
    assert monitor.updates.tolist() == [0]
    (of_h,) = monitor.states["rnn.h"]
    order = of_h if backwards else of_h[::-1]
    np.testing.assert_allclose(order[1:] / order[:-1], 0.25, rtol=1e-10)
    np.testing.assert_allclose(monitor.gates["rnn[h]"][0], of_h, rtol=1e-12)
    assert of_h.max() > 0


def test_layers_on_layers_with_masks_and_batches_of_different_lengths(rng):
    stack = [
        Embedding(9, 2, mask_zero=True),
        Bidirectional(GRU(2, return_sequences=True, name="both"), merge_mode="sum", name="twice"),
        LSTM(2, name="last"),
        Dense(1),
    ]
    model = Sequential(stack, seed=1)
    model.compile("adam", "mse")
    ids = rng.integers(1, 9, (4, 6))
    ids[0, 3:] = 0
    monitor = GradientMonitor(1)
    batches = ((ids[:, :length], np.ones((4, 1))) for length in (6, 4))
    model.fit_generator(batches, 2, verbose=0, callbacks=[monitor])
    both = [f"twice/{way}_both[{gate}]" for way in ("forward", "backward") for gate in "zrh"]
    assert set(monitor.gates) == {*both, *(f"last[{gate}]" for gate in "ifco")}
    for rows in (*monitor.states.values(), *monitor.gates.values()):
        assert rows.shape == (2, 6)
        assert np.isfinite(rows[0]).all()
        assert np.isnan(rows[1]).tolist() == [False] * 4 + [True] * 2
    figure = monitor.plot()
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles[0] == "weights"
    assert "last" in titles
    assert "gates of last, update 1" in titles


def test_curves(model, data, tmp_path):
    monitor = GradientMonitor(2)
    fit(model, *data, monitor)
    _, states, gates = monitor.plot(tmp_path / "gradients.png").axes
    assert (tmp_path / "gradients.png").stat().st_size > 5000
    assert len(states.get_lines()) == 2 * 2  # h and c, at two measurements
    shown = {line.get_label(): line.get_ydata() for line in gates.get_lines()}
    np.testing.assert_array_equal(shown["memory[f]"], monitor.gates["memory[f]"][-1])
    assert monitor.plot()._repr_png_()[1:4] == b"PNG"


def test_only_the_weights(model, data):
    monitor = GradientMonitor(over_time=False)
    model.functions.remove("gradients")
    fit(model, *data, monitor)
    assert monitor.states == monitor.gates == {}
    assert len(monitor.plot().axes) == 1
    other = GradientMonitor()
    fit(model, *data, other)
    assert list(other.states) == ["memory.h", "memory.c"]


def test_state_for_a_checkpoint(model, data):
    monitor, other = GradientMonitor(2), GradientMonitor(2)
    fit(model, *data, monitor)
    other.on_train_begin()
    other.set_state(monitor.get_state())
    np.testing.assert_array_equal(other.norms["memory_U"], monitor.norms["memory_U"])
    assert other.get_state()["done"] == 3


@pytest.mark.parametrize("every", [0, -1, 1.5, "often", True])
def test_every_so_many(every):
    with pytest.raises(TheanornnError, match="every"):
        GradientMonitor(every=every)


def test_nothing_measured():
    monitor = GradientMonitor()
    assert (monitor.norms, monitor.updates.tolist()) == ({}, [])
    with pytest.raises(DataError, match="give it to fit"):
        monitor.plot()
