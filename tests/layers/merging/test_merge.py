"""Keras 1's Merge, beside what `tests.layers.test_recurrent_and_merging_against_keras` holds."""

import json

import numpy as np
import pytest
import theano.tensor as T

from tests.layers.merging.evaluation import compiled, run, run_mask
from theanornn import layers
from theanornn.errors import ShapeError, TheanornnError, UnknownNameError
from theanornn.layers import Dense, Input, Merge, merge

MASK = np.array([[1, 0], [1, 1], [0, 0]])


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("sum", lambda a, b: a + b),
        ("mul", lambda a, b: a * b),
        ("ave", lambda a, b: (a + b) / 2),
        ("max", np.maximum),
        ("concat", lambda a, b: np.concatenate([a, b], axis=-1)),
        ("dot", lambda a, b: np.einsum("bti,bsi->bts", a, b)),
    ],
)
def test_modes(mode, expected, rng):
    a, b = rng.normal(size=(2, 3, 2, 4))
    np.testing.assert_allclose(run(Merge(mode=mode), [a, b]), expected(a, b), rtol=1e-10)


def test_the_cosine_has_an_axis_more_than_its_shape_says(rng):
    a, b = rng.normal(size=(2, 3, 4))
    layer = Merge(mode="cos")
    got = run(layer, [a, b])
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    assert got.shape == (3, 1, 1) and layer.output_shape == (None, 1)
    np.testing.assert_allclose(got[:, 0, 0], (a * b).sum(axis=1) / lengths, rtol=1e-10)


def test_a_function_as_mode(rng):
    def weighted(inputs, by):
        return inputs[0] - by * inputs[1]

    a, b = rng.normal(size=(2, 3, 4))
    layer = Merge(mode=weighted, output_shape=(4,), arguments={"by": 2})
    np.testing.assert_allclose(run(layer, [a, b]), a - 2 * b, rtol=1e-10)
    assert layer.output_shape == (None, 4)


def test_a_function_may_compute_shapes_and_masks_and_see_masks(rng):
    def first_if_real(inputs, mask):
        return inputs[0] * T.shape_padright(mask[0])

    layer = Merge(
        mode=first_if_real, output_shape=lambda shapes: shapes[0], output_mask=lambda m: m[0]
    )
    a, b = rng.normal(size=(2, 3, 2, 4))
    y, passed_on = compiled(layer, [a, b], [MASK, None])
    np.testing.assert_allclose(y, a * MASK[:, :, None], rtol=1e-10)
    np.testing.assert_array_equal(passed_on, MASK)
    assert layer.output_shape == (None, 2, 4)
    assert run_mask(Merge(mode=lambda x: x[0], output_shape=(2, 4)), [a, b], [MASK, None]) is None


def test_the_shape_of_a_function_is_found_out():
    layer = Merge(mode=lambda x: T.concatenate([x[0], 2 * x[1]], axis=1))
    layer.build([(None, 3), (None, 4)])
    assert layer.output_shape == (None, 7)


def halved(inputs, by=2):
    return (inputs[0] + inputs[1]) / by


def test_functions_are_written_into_the_config():
    for mode, kind in ((halved, "function"), (lambda x: x[0], "lambda")):
        layer = Merge(
            mode=mode,
            output_shape=lambda shapes: shapes[0],
            output_mask=lambda masks: masks[0],
            name="a",
        )
        config = json.loads(json.dumps(layer.get_config()))
        assert config["mode_type"] == kind and config["output_shape_type"] == "lambda"
        again = layers.get({"class_name": "Merge", "config": config})
        assert again.mode([np.ones(1), np.ones(1)]) == mode([np.ones(1), np.ones(1)])
        assert again.compute_output_shape([(None, 3), (None, 3)]) == (None, 3)
        assert again.get_config() == config


def test_merging_layers_at_once():
    dense = Dense(3, name="dense")
    other = Input((3,))
    dense(Input((2,)))
    layer = Merge([dense, other._keras_history[0]], mode="concat", name="both")
    assert layer.output_shape == (None, 6)
    assert layer.output._keras_history[0] is layer
    assert layer.layers[0] is dense
    assert merge([dense, other._keras_history[0]]).mode == "sum"


def test_a_use_and_an_output_can_be_chosen():
    dense = Dense(3)
    for _ in range(2):
        dense(Input((2,)))
    layer = Merge([dense, dense], node_indices=[0, 1])
    assert layer.inbound_nodes[0].node_indices == [0, 1]


def test_tensors_are_merged_by_the_function():
    y = merge([Input((4,)), Input((2,))], mode="concat", name="merged")
    assert y._keras_shape == (None, 6) and y._keras_history[0].name == "merged"
    with pytest.raises(TheanornnError, match=r"merge\(\[tensors\]"):
        Merge([Input((4,)), Input((4,))])


@pytest.mark.parametrize("mode", ["sum", "mul", "ave", "max", "cos"])
def test_shapes_must_be_equal(mode):
    with pytest.raises(ShapeError, match=f"equal ones for mode='{mode}'"):
        Merge(mode=mode).build([(None, 4), (None, 1)])


def test_unknown_modes():
    with pytest.raises(UnknownNameError, match="'concat'"):
        Merge(mode="concatenate")
