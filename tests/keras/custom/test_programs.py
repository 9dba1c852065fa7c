"""What scripts do with `K` and with layers of their own, beside the layers themselves."""

import numpy as np
import pytest

from tests.keras.custom import layers_keras1, layers_keras2
from tests.keras.custom.record import data
from theanornn import generations, keras
from theanornn.errors import DataError
from theanornn.keras import backend as K
from theanornn.keras import constraints, initializations, regularizers
from theanornn.keras.callbacks import Callback
from theanornn.keras.layers import Activation, Dense, Dropout, SimpleRNN
from theanornn.keras.models import Sequential, load_model, model_from_json


def normal_1(shape, name=None):
    return initializations.normal(shape, scale=0.01, name=name)


def normal_2(shape, dtype=None):
    return K.random_normal(shape, stddev=0.01, dtype=dtype)


def mean_prediction(y_true, y_pred):
    return K.mean(y_pred)


def weighted_error(y_true, y_pred):
    return K.mean(K.square(y_pred - y_true) * K.exp(-K.abs(y_true)), axis=-1)


def twice_tanh(x):
    return 2 * K.tanh(x)


class Absolute(regularizers.Regularizer):
    def __call__(self, w):
        return 0.1 * K.sum(K.abs(w))


class UnitMatrix(constraints.Constraint):
    def __call__(self, p):
        return p / K.sqrt(K.sum(K.square(p)))


OWN = [normal_1, normal_2, mean_prediction, weighted_error, twice_tanh, Absolute, UnitMatrix]


def test_losses_metrics_and_the_rest_in_terms_of_k(rng, tmp_path):
    model = Sequential(
        [
            Dense(3, init=normal_1, W_regularizer=Absolute(), input_shape=(4,)),
            Activation(twice_tanh),
            Dense(1, kernel_initializer=normal_2, kernel_constraint=UnitMatrix()),
        ]
    )
    model.compile("sgd", weighted_error, metrics=[mean_prediction])
    W, _, V, _ = model.get_weights()
    assert 0 < abs(W).max() < 0.1 and 0 < abs(V).max() < 0.1
    x, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 1))
    p = 2 * np.tanh(x @ W) @ V
    expected = np.mean((p - y) ** 2 * np.exp(-abs(y))) + 0.1 * abs(W).sum()
    np.testing.assert_allclose(model.train_on_batch(x, y), [expected, p.mean()])
    assert np.linalg.norm(model.get_weights()[2]) == pytest.approx(1)
    model.save(tmp_path / "model.h5")
    own = {thing.__name__: thing for thing in OWN}
    again = load_model(tmp_path / "model.h5", custom_objects=own)
    np.testing.assert_allclose(again.train_on_batch(x, y), model.train_on_batch(x, y))


@pytest.mark.parametrize("ending", ["h5", "safetensors"])
def test_layers_of_ones_own_come_back_from_a_file(ending, tmp_path):
    for module, name in ((layers_keras1, "attention"), (layers_keras2, "centered")):
        make = next(make for make in module.models(keras) if make.__name__ == name)
        model = make()
        model.compile(keras.optimizers.SGD(lr=0.1, momentum=0.9), "mse")
        x, y = data(name)
        model.train_on_batch(x, y)
        path = tmp_path / f"model.{ending}"
        model.save(path)
        own = {type(layer).__name__: type(layer) for layer in model.layers}
        again = load_model(path, custom_objects=own)
        for _ in range(2):
            np.testing.assert_allclose(again.train_on_batch(x, y), model.train_on_batch(x, y))
        np.testing.assert_allclose(again.predict(x), model.predict(x))


def test_a_layer_that_does_not_tell_its_arguments(monkeypatch):
    monkeypatch.setattr(generations, "default", 2)
    make = next(m for m in layers_keras2.models(keras) if m.__name__ == "recurrence")
    model = make()
    own = {type(layer).__name__: type(layer) for layer in model.layers}
    with pytest.raises(DataError, match="recurrence.*'units'.*get_config"):
        model_from_json(model.to_json(), custom_objects=own)


def test_callbacks_read_and_set_the_learning_rate(rng):
    rates = []

    class Halving(Callback):
        def on_epoch_end(self, epoch, logs={}):  # noqa: B006
            rate = self.model.optimizer.lr
            rates.append((float(rate.get_value()), float(K.get_value(rate)), float(K.eval(rate))))
            K.set_value(rate, 0.5 * K.get_value(rate))

    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile(keras.optimizers.SGD(lr=0.5), "mse")
    x = rng.normal(size=(4, 2))
    model.fit(x, x[:, :1], epochs=3, verbose=0, callbacks=[Halving()])
    assert rates == [(0.5,) * 3, (0.25,) * 3, (0.125,) * 3]


def test_dropout_in_prediction_by_a_function(rng):
    model = Sequential([SimpleRNN(20, input_shape=(5, 4)), Dropout(0.5), Dense(1)])
    sampled = K.function([model.layers[0].input, K.learning_phase()], [model.layers[-1].output])
    x = rng.normal(size=(3, 5, 4))
    draws = [sampled((x, 1))[0] for _ in range(3)]
    assert np.std(draws, axis=0).min() > 0
    np.testing.assert_allclose(sampled((x, 0))[0], model.predict(x))
