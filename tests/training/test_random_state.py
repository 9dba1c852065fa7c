"""A model that is saved and loaded goes on with the random numbers that it would have drawn."""

import numpy as np
import pytest

from theanornn.errors import DataError
from theanornn.layers import GRU, Dense, Dropout
from theanornn.models import Sequential, load_model


def trained(rng, epochs):
    model = Sequential(
        [GRU(3, dropout=0.5, recurrent_dropout=0.5, input_shape=(2, 3)), Dropout(0.5), Dense(1)],
        seed=3,
    )
    model.compile("adam", "mse")
    x, y = rng.normal(size=(6, 2, 3)), rng.normal(size=(6, 1))
    losses = model.fit(x, y, batch_size=2, epochs=epochs, verbose=0).history["loss"]
    return model, x, y, losses


def test_training_goes_on_bit_for_bit_after_a_file(tmp_path):
    *_, whole = trained(np.random.default_rng(1), epochs=4)
    model, x, y, first = trained(np.random.default_rng(1), epochs=2)
    model.save(tmp_path / "half.safetensors")
    again = load_model(tmp_path / "half.safetensors")
    again.save(tmp_path / "untouched.safetensors")  # before anything is compiled
    again = load_model(tmp_path / "untouched.safetensors")
    rest = again.fit(x, y, batch_size=2, epochs=2, verbose=0).history["loss"]
    assert first + rest == whole
    assert len(again.random_state.streams) == 3


def test_states_that_do_not_fit_the_next_graph_are_left(rng):
    model, *_ = trained(rng, epochs=1)
    before = model.get_random_state()["streams"]
    model.random_state.wait_with([np.zeros((2, 6), "int32")])
    model.random_state.of_graph(model.functions._makers["train"]())
    assert [each.shape for each in model.random_state.values()] == [each.shape for each in before]


@pytest.mark.parametrize("state", [{}, {"shuffler": {"a": 1}, "streams": []}, None])
def test_what_is_no_state(rng, state):
    model, *_ = trained(rng, epochs=1)
    with pytest.raises(DataError, match="no state of random numbers"):
        model.set_random_state(state)


def test_a_training_that_has_begun_goes_back(rng):
    model = Sequential([Dense(3, input_shape=(2,)), Dropout(0.5), Dense(1)], seed=1)
    model.compile("sgd", "mse")
    x, y = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
    first = model.train_on_batch(x, y)
    state, weights = model.get_random_state(), model.get_weights()
    second = model.train_on_batch(x, y)
    moved = model.get_random_state()["streams"]
    model.set_weights(weights)
    model.set_random_state(state)
    np.testing.assert_array_equal(model.get_random_state()["streams"], state["streams"])
    assert model.train_on_batch(x, y) == second != first
    np.testing.assert_array_equal(model.get_random_state()["streams"], moved)
    for wrong in ([], [np.zeros((2, 6), "int32")] * 2):
        with pytest.raises(DataError, match="no state of random numbers.*streams"):
            model.set_random_state({"shuffler": None, "streams": wrong})
    np.testing.assert_array_equal(model.get_random_state()["streams"], moved)
