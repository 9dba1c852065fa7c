import json

import numpy as np
import pytest
import theano.tensor as T

from theanornn import layers
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import DataError, DtypeError, ShapeError
from theanornn.keras import backend as K
from theanornn.layers import LSTM, Dense, Embedding, Input, Lambda, Masking
from theanornn.models import Model, Sequential, load_model
from theanornn.stored_functions import allow_code


def last_step(x):
    return x[:, -1]


def half(shape):
    return (*shape[:-1], shape[-1] // 2)


def test_any_function_of_variables(rng):
    x = rng.normal(size=(3, 4, 2))
    model = Sequential([Lambda(last_step, input_shape=(4, 2)), Lambda(K.square), Dense(1)])
    W, b = model.get_weights()
    np.testing.assert_allclose(model.predict(x), x[:, -1] ** 2 @ W + b)


def test_arguments_and_mask_are_passed(rng):
    def masked_mean(x, factor, mask=None):
        mask = K.expand_dims(K.cast(mask, x.dtype))
        return factor * K.sum(x * mask, axis=1) / K.sum(mask, axis=1)

    layer = Lambda(masked_mean, arguments={"factor": 3.0})
    model = Sequential([Masking(input_shape=(4, 2)), layer])
    x = rng.normal(size=(1, 4, 2))
    x[0, 2:] = 0
    np.testing.assert_allclose(model.predict(x), 3 * x[:, :2].mean(axis=1))
    assert layer.arguments == {"factor": 3.0}  # the mask is no part of them


def test_places_of_arguments_in_both_keras():
    assert Lambda(last_step, (2,), {"a": 1}).arguments == {"a": 1}
    layer = Lambda(last_step, (2,), None, {"a": 1})
    assert layer.arguments == {"a": 1} and layer.mask is None


@pytest.mark.parametrize(
    "output_shape, expected",
    [(None, (None, 4)), ((4,), (None, 4)), ([4], (None, 4)), (half, (None, 7, 2))],
)
def test_output_shape(output_shape, expected):
    assert Lambda(last_step, output_shape=output_shape).compute_output_shape((None, 7, 4)) == (
        expected
    )


def test_shapes_of_several_inputs_and_outputs():
    x, y = Input((3,)), Input((4, 3))
    joined = Lambda(lambda both: K.concatenate([K.expand_dims(both[0], 1), both[1]], axis=1))
    assert joined([x, y])._keras_shape == (None, 5, 3)
    assert Lambda(lambda both: both[0], output_shape=(3,))([x, y])._keras_shape == (None, 3)
    a, b = Lambda(lambda x: [x, x[:, 0]])(y)
    assert (a._keras_shape, b._keras_shape) == ((None, 4, 3), (None, 3))
    shapes = Lambda(lambda x: [x, x], output_shape=lambda shape: [shape, list(shape)])
    assert shapes.compute_output_shape((None, 3)) == [(None, 3), (None, 3)]


def test_of_integers():
    ids = Input((4,), dtype="int32")
    y = Lambda(lambda i: K.one_hot(i, 9))(ids)
    assert y._keras_shape == (None, 4, 9)
    assert LSTM(2)(y)._keras_shape == (None, 2)


def test_what_is_no_function_or_no_shape():
    with pytest.raises(DtypeError, match="lambda.*3, expected a function"):
        Lambda(3)
    with pytest.raises(ShapeError, match="output_shape=3"):
        Lambda(last_step, output_shape=3)
    with pytest.raises(ShapeError, match="returned 5"):
        Lambda(last_step, output_shape=lambda shape: 5).compute_output_shape((None, 2))


def test_masks_end_or_are_said_or_are_refused():
    x, mask = T.tensor3(), T.matrix()
    assert Lambda(last_step).compute_mask(x, mask) is None
    assert Lambda(last_step, mask=lambda x, mask: mask[:, 1:]).compute_mask(x, mask).ndim == 2
    assert Lambda(last_step, mask=mask).compute_mask(x, None) is mask
    with pytest.raises(ValueError, match="does not support a mask"):
        Lambda(last_step, generation=1).compute_mask(x, mask)


def test_it_acts_by_the_phase():
    model = Sequential([Lambda(lambda x: K.in_train_phase(x * 2, x), input_shape=(2,))])
    model.compile("sgd", "mse")
    x = np.ones((1, 2))
    assert model.test_on_batch(x, x) == 0 and model.train_on_batch(x, x) == 1


def test_gradients_go_through(rng):
    model = Sequential([Dense(3, input_shape=(2,)), Lambda(lambda x: K.sum(x, axis=1))])
    model.compile("sgd", "mse")
    x, y = rng.normal(size=(8, 2)), rng.normal(size=8)
    losses = [model.train_on_batch(x, y) for _ in range(20)]
    assert losses[-1] < losses[0]


# -- configuration ---------------------------------------------------------------------------------


def round_trip(layer):
    config = json.loads(json.dumps(layer.get_config()))
    return layers.get({"class_name": "Lambda", "config": config})


def test_a_function_with_a_name_is_written_by_it():
    config = Lambda(last_step, output_shape=half).get_config()
    assert (config["function"], config["function_type"]) == ("last_step", "function")
    assert (config["output_shape"], config["output_shape_type"]) == ("half", "function")
    again = round_trip(Lambda(last_step, output_shape=half))
    assert again.function is last_step and again.compute_output_shape((None, 4)) == (None, 2)


def test_what_the_program_made_comes_back():
    layer = Lambda(lambda x: x * 17, arguments={"a": np.arange(3.0), "n": np.int64(2)})
    again = round_trip(layer)
    assert again.function(2) == 34
    np.testing.assert_array_equal(again.arguments["a"], [0, 1, 2])
    assert again.arguments["n"] == 2


FOREIGN = """
from theanornn.layers import Lambda
from theanornn.models import Sequential
model = Sequential([Lambda(lambda x: x * 3 + offset, input_shape=(2,), name="tripled")])
model.save({path!r})
"""


@pytest.mark.parametrize("ending", ["h5", "safetensors"])
def test_code_of_another_program_is_not_executed_unless_allowed(ending, tmp_path):
    import subprocess
    import sys

    path = str(tmp_path / f"model.{ending}")
    script = "offset = 1" + FOREIGN.format(path=path)
    subprocess.run([sys.executable, "-c", script], check=True, timeout=100)
    with pytest.raises(DataError, match="tripled.*allow_code=True"):
        load_model(path)
    x = np.ones((1, 2))
    model = load_model(path, custom_objects={"tripled": lambda x: x * 30})
    assert model.predict(x).tolist() == [[30, 30]]
    with allow_code(), CustomObjectScope({"offset": 2}):
        assert load_model(path, allow_code=True).predict(x).tolist() == [[5, 5]]


def test_a_whole_model_with_functions_is_saved_and_loaded(tmp_path):
    ids = Input((4,), dtype="int32")
    y = Lambda(last_step)(Embedding(9, 3)(ids))
    model = Model(ids, Lambda(lambda x: x * 2)(y))
    x = np.arange(8).reshape(2, 4)
    for name in ("model.h5", "model.safetensors"):
        model.save(tmp_path / name)
        np.testing.assert_array_equal(load_model(tmp_path / name).predict(x), model.predict(x))
