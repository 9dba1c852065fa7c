"""Chains that begin with what merges several branches."""

import numpy as np
import pytest

from theanornn.errors import ShapeError
from theanornn.layers import LSTM, Add, Dense, Input, Merge
from theanornn.models import Model, Sequential, load_model
from theanornn.models.branches import sources


@pytest.fixture
def merged():
    left = Sequential([Dense(2, input_dim=3, name="l1"), Dense(2, name="l2")], seed=1)
    right = Sequential([LSTM(2, input_shape=(4, 1), name="r1")], seed=2)
    return Sequential([Merge([left, right], mode="concat", name="both"), Dense(1, name="end")])


def test_a_merge_brings_its_inputs(merged, rng):
    assert [layer.name for layer in merged.layers] == ["both", "end"]
    assert [layer.name for layer in merged.flattened_layers] == ["l1", "l2", "r1", "both", "end"]
    assert merged.input_shape == [(None, 3), (None, 4, 1)] and merged.output_shape == (None, 1)
    assert len(merged.get_weights()) == 2 + 2 + len(merged.get_layer("r1").get_weights()) + 2
    x = [rng.normal(size=(6, 3)), rng.normal(size=(6, 4, 1))]
    left, right = (layer.predict(data) for layer, data in zip(merged.layers[0].layers, x))
    W, b = merged.get_layer("end").get_weights()
    np.testing.assert_allclose(merged.predict(x), np.concatenate([left, right], 1) @ W + b)


def test_a_merge_trains_what_comes_before_it(merged, rng, tmp_path):
    x = [rng.normal(size=(6, 3)), rng.normal(size=(6, 4, 1))]
    merged.compile("adam", "mse")
    before = merged.get_weights()
    merged.fit(x, np.ones((6, 1)), epochs=1, validation_split=0.5, verbose=0)
    assert all((a != b).any() for a, b in zip(before, merged.get_weights()))
    merged.save(tmp_path / "merged.safetensors")
    again = load_model(tmp_path / "merged.safetensors")
    np.testing.assert_array_equal(again.predict(x), merged.predict(x))
    with pytest.raises(ShapeError, match="x holds 1 entries, but the model has 2 inputs"):
        merged.predict([x[0]])


def test_popping_a_merge(merged):
    merged.pop()
    assert merged.output_shape == (None, 4)
    merged.pop()
    merged.add(Dense(1, input_dim=2))
    assert merged.input_shape == (None, 2)


def test_a_model_of_several_inputs_can_come_first(rng):
    a, b = Input((3,)), Input((3,))
    model = Sequential([Model([a, b], Add()([a, b])), Dense(1)])
    x = rng.normal(size=(4, 3))
    np.testing.assert_array_equal(model.predict([x, x]), model.predict([2 * x, 0 * x]))


def test_sources_come_in_order():
    a, b, c = (Input((3,)) for _ in range(3))
    assert sources([Add()([b, a]), c, a]) == [b, a, c]
    assert sources([Add()([Dense(3)(Add()([c, b])), c])]) == [c, b]
