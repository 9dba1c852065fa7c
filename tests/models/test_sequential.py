"""Sequential: wiring, weights and files."""

import json

import numpy as np
import pytest
import theano.tensor as T

from theanornn import set_seed
from theanornn.callbacks import ModelCheckpoint
from theanornn.custom_objects import CustomObjectScope, get_custom_objects
from theanornn.errors import (
    DataError,
    DtypeError,
    NotBuiltError,
    NotCompiledError,
    ShapeError,
    UnknownNameError,
)
from theanornn.layers import (
    GRU,
    LSTM,
    Dense,
    Dropout,
    Embedding,
    Input,
    InputLayer,
    Merge,
    TimeDistributed,
)
from theanornn.models import Sequential, load_model
from theanornn.optimizers import SGD


def small(seed=1, **options):
    return Sequential([Dense(3, activation="tanh", input_dim=2), Dense(1)], seed=seed, **options)


def masked(seed=1):
    layers = [Embedding(9, 3, mask_zero=True), GRU(2, return_sequences=True), Dropout(0.5)]
    return Sequential([*layers, TimeDistributed(Dense(1))], seed=seed)


def compiled(model=None, **options):
    model = model or small()
    model.compile(**{"optimizer": "adam", "loss": "mse", **options})
    return model


def xy(rng, n=10):
    return rng.normal(size=(n, 2)), rng.normal(size=(n, 1))


# ------------------------------------------------------------------ the chain


def test_layers_know_each_other():
    model = small()
    assert model.input_shape == (None, 2) and model.output_shape == (None, 1)
    assert [layer.input_shape for layer in model.layers] == [(None, 2), (None, 3)]
    assert model.count_params() == 13


def test_prediction_is_the_layers_one_after_another(rng):
    x = rng.normal(size=(4, 2))
    model = small()
    W1, b1, W2, b2 = model.get_weights()
    expected = np.tanh(x @ W1 + b1) @ W2 + b2
    np.testing.assert_allclose(model.predict(x), expected, rtol=1e-12)


@pytest.mark.parametrize(
    "layer, error, message",
    [
        (Dense, DtypeError, "expected a layer object"),
        ("Dense", DtypeError, "expected a layer object"),
        (None, DtypeError, "got None"),
    ],
)
def test_what_cannot_come_first(layer, error, message):
    model = Sequential()
    with pytest.raises(error, match=message):
        model.add(layer)
    assert model.layers == []


def test_a_layer_that_does_not_fit_is_not_added():
    model = small()
    with pytest.raises(ShapeError, match=r"lstm_1.*\(None, 1\)"):
        model.add(LSTM(2, name="lstm_1"))
    assert len(model.layers) == 2 and model.output_shape == (None, 1)


def test_names_must_differ():
    with pytest.raises(UnknownNameError, match="'a' in m already"):
        Sequential([Dense(1, input_dim=1, name="a"), Dense(1, name="a")], name="m")


def test_pop(rng):
    model = compiled()
    model.predict(np.ones((1, 2)))
    assert model.pop().units == 1
    assert model.output_shape == (None, 3) and model.predict(np.ones((1, 2))).shape == (1, 3)
    with pytest.raises(NotCompiledError):
        model.fit(*xy(rng))
    model.pop()
    with pytest.raises(NotBuiltError, match="no layers"):
        model.pop()


def test_without_layers_nothing_works():
    model = Sequential()
    for method in (
        lambda: model.predict(np.ones((1, 2))),
        lambda: model.compile("sgd", "mse"),
        lambda: model.input_shape,
        model.summary,
        lambda: model.save("nowhere"),
    ):
        with pytest.raises(NotBuiltError, match="has no layers"):
            method()


def test_repr():
    model = Sequential([Dense(1, input_dim=1, name="a"), Dense(1, name="b")], name="m")
    assert repr(model) == "<Sequential m: a -> b>"


# ------------------------------------------------------------------ randomness


def test_the_seed_decides_the_weights():
    for a, b in zip(small(seed=1).get_weights(), small(seed=1).get_weights()):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(small(seed=1).get_weights()[0], small(seed=2).get_weights()[0])


def test_set_seed_and_numpys_seed_decide_without_one():
    for seed in (set_seed, lambda number: (set_seed(None), np.random.seed(number))):
        weights = []
        for _ in range(2):
            seed(5)
            weights.append(small(seed=None).get_weights()[0])
        np.testing.assert_array_equal(*weights)


def test_training_with_shuffling_and_dropout_gives_the_same_bits_twice(rng):
    x, y = rng.integers(0, 9, (12, 4)), rng.normal(size=(12, 4, 1))
    weights = []
    for _ in range(2):
        model = compiled(masked(seed=3))
        model.fit(x, y, batch_size=5, epochs=3, verbose=0)
        weights.append(model.get_weights())
    for a, b in zip(*weights):
        np.testing.assert_array_equal(a, b)


# ------------------------------------------------------------------ weights


def test_weights_go_from_model_to_model():
    a, b = small(seed=1), small(seed=2)
    b.set_weights(a.get_weights())
    for have, want in zip(b.get_weights(), a.get_weights()):
        np.testing.assert_array_equal(have, want)


def test_weights_that_do_not_fit_change_nothing():
    model = small()
    before = model.get_weights()
    wrong = [np.zeros_like(w) for w in before]
    wrong[-1] = np.zeros(7)
    with pytest.raises(ShapeError, match=r"\(7,\)"):
        model.set_weights(wrong)
    with pytest.raises(ShapeError, match="got 1 arrays.*expected 4: dense"):
        model.set_weights([np.zeros(3)])
    for have, want in zip(model.get_weights(), before):
        np.testing.assert_array_equal(have, want)


# ------------------------------------------------------------------ files


def test_config_makes_an_equal_model():
    model = masked()
    again = Sequential.from_config(model.get_config())
    assert again.get_config() == model.get_config()
    again.set_weights(model.get_weights())
    x = np.array([[0, 1, 2], [3, 0, 5]])
    np.testing.assert_array_equal(again.predict(x), model.predict(x))


def test_a_saved_model_trains_on_as_if_nothing_had_happened(rng, tmp_path):
    x, y = xy(rng)
    model = compiled(optimizer="nadam", metrics=["mae"])
    model.train_on_batch(x, y)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert again.metrics_names == ["loss", "mae"]
    assert repr(again.optimizer) == repr(model.optimizer)
    for _ in range(2):
        assert model.train_on_batch(x, y) == again.train_on_batch(x, y)
    for have, want in zip(again.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(have, want)


def test_saving_before_compile_and_without_training(rng, tmp_path):
    path = tmp_path / "model.safetensors"
    small().save(path)
    assert load_model(path).objective is None
    compiled().save(path, include_optimizer=False)
    assert load_model(path).objective is None
    compiled().save(path)
    assert load_model(path, compile=False).objective is None
    assert load_model(path).train_on_batch(*xy(rng)) > 0


def test_weights_alone(tmp_path):
    path = tmp_path / "weights.safetensors"
    model, other = small(seed=1), small(seed=2)
    model.save_weights(path)
    other.load_weights(path)
    for have, want in zip(other.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(have, want)
    with pytest.raises(DataError, match="weights without an architecture"):
        load_model(path)


def test_weights_of_a_whole_model_by_name(tmp_path):
    path = tmp_path / "model.safetensors"
    model = Sequential([Dense(2, input_dim=2, name="a"), Dense(1, name="b")], seed=1)
    model.save(path)
    other = Sequential([Dense(2, input_dim=2, name="a"), Dense(5, name="c")], seed=2)
    last = other.layers[1].get_weights()
    other.load_weights(path, by_name=True)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    np.testing.assert_array_equal(other.get_weights()[2], last[0])


def test_weights_of_another_architecture_change_nothing(tmp_path):
    path = tmp_path / "weights.safetensors"
    Sequential([Dense(3, input_dim=2), Dense(2)]).save_weights(path)
    model = small()
    before = model.get_weights()
    with pytest.raises(ShapeError, match=r"W has shape \(3, 2\), but .* \(3, 1\)"):
        model.load_weights(path)
    for have, want in zip(model.get_weights(), before):
        np.testing.assert_array_equal(have, want)


def test_a_file_that_is_there(tmp_path):
    path = tmp_path / "model.safetensors"
    small().save(path)
    with pytest.raises(FileExistsError, match="overwrite=True"):
        small().save(path, overwrite=False)
    small().save_weights(path)


def test_names_of_ones_own_hold_where_compile_waits_for_shapes():
    def own(y_true, y_pred):
        return T.mean(abs(y_true - y_pred), axis=-1)

    with CustomObjectScope({"own": own}):
        model = Sequential([Dense(1)])
        model.compile(loss="own", optimizer="sgd", metrics=["own"])
    history = model.fit(np.ones((4, 2)), np.zeros((4, 1)), epochs=1, verbose=0).history
    assert history["loss"] == history["own"]
    assert not get_custom_objects()


def test_own_losses_and_metrics_need_custom_objects(rng, tmp_path):
    def own(y_true, y_pred):
        return abs(y_true - y_pred).mean(axis=-1)

    path = tmp_path / "model.safetensors"
    compiled(loss=own, metrics=[own]).save(path)
    with pytest.raises(UnknownNameError, match="'own'"):
        load_model(path)
    again = load_model(path, custom_objects={"own": own})
    assert again.loss is own and again.metrics_names == ["loss", "own"]


def test_an_optimizer_of_ones_own(rng, tmp_path):
    class Plain(SGD):
        pass

    path = tmp_path / "model.safetensors"
    model = compiled(optimizer=Plain(0.5, momentum=0.9))
    model.train_on_batch(*xy(rng))
    model.save(path)
    with pytest.raises(UnknownNameError, match="'Plain'"):
        load_model(path)
    again = load_model(path, custom_objects={"Plain": Plain})
    np.testing.assert_array_equal(
        again.optimizer.get_weights()[1], model.optimizer.get_weights()[1]
    )


def test_checkpoints_can_be_loaded(rng, tmp_path):
    model = compiled()
    keeper = ModelCheckpoint(tmp_path / "{epoch}.safetensors")
    model.fit(*xy(rng), epochs=2, verbose=0, callbacks=[keeper])
    last = load_model(tmp_path / "2.safetensors")
    for have, want in zip(last.get_weights(), model.get_weights()):
        np.testing.assert_array_equal(have, want)


# ------------------------------------------------------------------ built by the first data


def test_a_model_waits_for_the_shape_of_its_data(rng):
    model = Sequential([GRU(3, return_sequences=True), Dense(1)], name="m")
    with pytest.raises(NotBuiltError, match=r"summary: m has no weights yet.*input_shape="):
        model.summary()
    model.compile("sgd", "mse", metrics=["mae"])
    assert not model.built and type(model.optimizer).__name__ == "SGD"
    x, y = rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 5, 1))
    assert set(model.fit(x, y, verbose=0).history) == {"loss", "mae"}
    assert model.input_shape == (None, 5, 2) and model.output_shape == (None, 5, 1)
    assert len(model.get_weights()) == 5


@pytest.mark.parametrize("method", ["predict", "evaluate", "train_on_batch", "predict_on_batch"])
def test_every_method_builds(method, rng):
    model = Sequential([Dense(1)])
    model.compile("sgd", "mse")
    x, y = xy(rng)
    getattr(model, method)(*([x] if "predict" in method else [x, y]))
    assert model.input_shape == (None, 2)


@pytest.mark.parametrize("x", [np.ones((4, 2)), [np.ones((4, 2))], [[1.0, 2.0]] * 4])
def test_data_that_tell_the_shape(x):
    model = Sequential([Dense(1)])
    assert model.predict(x).shape == (4, 1) and model.input_shape == (None, 2)


def test_building_by_hand():
    model = Sequential([Dense(3), LSTM(2)])
    with pytest.raises(ShapeError, match="lstm"):
        model.build((None, 4))
    assert not model.built
    model.build((2, 5, 4))
    model.build((2, 9, 9))
    assert model.input_shape == (2, 5, 4) and model.output_shape == (2, 2)
    with pytest.raises(NotBuiltError, match="build: .* has no layers"):
        Sequential().build((None, 3))


def test_compile_is_asked_for_before_building(rng):
    model = Sequential([Dense(1)])
    with pytest.raises(NotCompiledError, match="fit needs a compiled model"):
        model.fit(*xy(rng))


def test_as_a_layer_it_is_built_by_what_it_is_called_on():
    inner = Sequential([Dense(3), Dense(2)])
    y = inner(Input((4,)))
    assert y._keras_shape == (None, 2) and inner.input_shape == (None, 4)
    assert [node.layer for node in inner.inbound_nodes] == [inner, inner]
    assert y._keras_history == (inner, 1, 0)


def test_an_input_layer_can_come_first(rng):
    model = Sequential([InputLayer(input_shape=(2,), name="x"), Dense(1)])
    assert model.input_names == ["x"] and [type(layer) for layer in model.layers] == [Dense]
    assert model.predict({"x": rng.normal(size=(3, 2))}).shape == (3, 1)
    with pytest.raises(ShapeError, match="can only come first"):
        model.add(InputLayer(input_shape=(2,)))


def test_a_model_merged_with_itself_is_so_again_after_its_config(rng, tmp_path):
    left = Sequential([Dense(3, input_dim=2)])
    model = Sequential([Merge([left, left], mode="concat"), Dense(1)])
    again = Sequential.from_config(json.loads(json.dumps(model.get_config())))
    assert len(again.get_weights()) == 4 and len(again.inputs) == 1
    again.set_weights(model.get_weights())
    x = rng.normal(size=(4, 2))
    np.testing.assert_array_equal(again.predict(x), model.predict(x))
