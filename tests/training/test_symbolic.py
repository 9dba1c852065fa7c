"""The symbolic attributes of a compiled model; their use is tested with `K.function`."""

import numpy as np
import pytest

from theanornn import losses
from theanornn.errors import NotCompiledError
from theanornn.keras import backend as K
from theanornn.layers import Dense, Dropout, Input, Lambda, Masking, SimpleRNN
from theanornn.layers.nodes import NodeError
from theanornn.models import Model, Sequential


def test_they_need_a_compiled_model():
    model = Sequential([Dense(1, input_shape=(2,))])
    for name in ("targets", "sample_weights", "total_loss"):
        with pytest.raises(NotCompiledError, match=name):
            getattr(model, name)


def test_the_loss_is_that_of_evaluate(rng):
    x, z = Input((4, 2)), Input((3,))
    h = SimpleRNN(3, kernel_regularizer="l2")(Masking()(x))
    model = Model([x, z], [Dense(1, name="a")(h), Dense(2, name="b")(z)])
    model.compile("sgd", ["mse", "mae"], loss_weights=[0.5, 2.0])
    data = [rng.normal(size=(6, 4, 2)), rng.normal(size=(6, 3))]
    data[0][2, 2:] = 0
    targets = [rng.normal(size=(6, 1)), rng.normal(size=(6, 2))]
    weights = [rng.uniform(size=6), np.ones(6)]
    function = K.function(
        [*model.inputs, *model.targets, *model.sample_weights], [model.total_loss]
    )
    expected = model.test_on_batch(data, targets, sample_weight=weights)[0]
    np.testing.assert_allclose(function([*data, *targets, *weights])[0], expected)
    assert len(model.targets) == len(model.sample_weights) == 2


def test_they_follow_compile():
    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    first = model.total_loss
    assert model.total_loss is first
    model.compile("sgd", "mae")
    assert model.total_loss is not first


# -- losses that use tensors of the model ----------------------------------------------------------


def variational():
    """A model and a loss that closes over two of its tensors, in the manner of autoencoders."""
    x = Input((3,))
    mean, spread = Dense(2)(x), Dense(2)(x)
    sampled = Lambda(lambda both: both[0] + K.in_train_phase(both[1] * 0, 0.0))([mean, spread])
    model = Model(x, Dense(3)(Dropout(0.0)(sampled)))

    def loss(y_true, y_pred):
        return losses.mean_squared_error(y_true, y_pred) + K.sum(
            K.square(mean) + K.exp(spread), axis=-1
        )

    return model, loss, mean, spread


def test_a_loss_may_use_tensors_of_the_model(rng):
    model, loss, mean, spread = variational()
    model.compile("sgd", loss, metrics=[lambda y_true, y_pred: K.mean(spread)])
    x = rng.normal(size=(5, 3))
    at = K.function([model.input], [mean, spread, model.output])
    m, s, y = at([x])
    expected = np.mean((y - x) ** 2) + np.mean(np.sum(m**2 + np.exp(s), axis=1))
    np.testing.assert_allclose(model.test_on_batch(x, x), [expected, s.mean()])
    before = model.train_on_batch(x, x)
    np.testing.assert_allclose(before, [expected, s.mean()])
    assert model.test_on_batch(x, x)[0] < expected  # it was learned from
    assert K.function([model.input, *model.targets, *model.sample_weights], [model.total_loss])(
        [x, x, np.ones(5)]
    )[0] == pytest.approx(model.test_on_batch(x, x)[0])


def test_in_a_chain_and_in_a_model_within_too(rng):
    inner = Sequential([Dense(2, input_shape=(3,)), Dense(3)])

    def loss(y_true, y_pred):
        return losses.mean_squared_error(y_true, y_pred) + K.sum(inner.layers[0].output, axis=-1)

    x = rng.normal(size=(5, 3))
    W, b = inner.layers[0].get_weights()
    outer_input = Input((3,))
    for model in (inner, Model(outer_input, inner(outer_input))):
        model.compile("sgd", loss)
        expected = np.mean((model.predict(x) - x) ** 2) + np.mean((x @ W + b).sum(axis=1))
        np.testing.assert_allclose(model.test_on_batch(x, x), expected)


def test_but_not_of_another():
    other = Dense(3, name="elsewhere")(Input((3,)))
    model = Sequential([Dense(3, input_shape=(3,))])
    model.compile("sgd", lambda y_true, y_pred: K.mean(y_pred + other, axis=-1))
    with pytest.raises(NodeError, match="elsewhere"):
        model.train_on_batch(np.ones((2, 3)), np.ones((2, 3)))
