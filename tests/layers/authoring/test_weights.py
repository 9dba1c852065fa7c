"""Weights of layers that are written as for Keras 1 or 2."""

import numpy as np
import pytest

from theanornn import regularizers
from theanornn.argument_names import ArgumentError
from theanornn.constraints import MaxNorm
from theanornn.errors import DtypeError, NotBuiltError, ShapeError
from theanornn.keras import backend as K
from theanornn.keras import initializations
from theanornn.keras.layers import Wrapper
from theanornn.layers import LSTM, Dense, Input, Layer
from theanornn.models import Model, Sequential
from theanornn.randomness import RandomSource


class Plain(Layer):
    def call(self, x):
        return x


def names(variables):
    return [variable.name for variable in variables]


KERAS_2 = {
    "name": "W",
    "shape": (2, 3),
    "dtype": "float64",
    "initializer": "ones",
    "regularizer": "l2",
    "trainable": True,
    "constraint": "non_neg",
}


@pytest.mark.parametrize(
    "args, kwargs",
    [
        ((), KERAS_2),
        (tuple(KERAS_2.values()), {}),
        (("W", (2, 3)), {"initializer": "ones", "regularizer": "l2", "constraint": "non_neg"}),
        (((2, 3), "one", "plain_1_W", True, regularizers.l2(), "nonneg"), {}),
        (([2, 3.0],), {key: KERAS_2[key] for key in KERAS_2 if key != "shape"}),
    ],
)
def test_add_weight_has_the_arguments_of_both(args, kwargs):
    layer = Plain(name="plain_1")
    W = layer.add_weight(*args, **kwargs)
    assert W.name == "plain_1_W" and layer.W is W and layer.kernel is W
    assert W.get_value().tolist() == np.ones((2, 3)).tolist()
    assert layer.trainable_weights == [W] and list(layer.params) == ["W"]
    assert K.eval(layer.penalties()[0]) == pytest.approx(0.06)
    assert list(layer.constraints_by_weight()) == [W]


def test_what_add_weight_does_where_it_is_not_told():
    layer = Plain(name="plain_1")
    scalar, other, count = layer.add_weight(), layer.add_weight("b", 3 * (1,)), None
    count = layer.add_weight("b", (2,), dtype="int32", trainable=False)
    assert names([scalar, other, count]) == ["plain_1_param_0", "plain_1_b", "plain_1_b_1"]
    assert scalar.ndim == 0 and scalar.dtype == K.floatx()
    assert count.get_value().tolist() == [0, 0] and count.dtype == "int32"
    assert layer.non_trainable_weights == [count]


@pytest.mark.parametrize(
    "args, kwargs, message",
    [
        ((), {"shap": (2,)}, "'shap'.*it takes name, shape"),
        (("W",), {"name": "b"}, "'name': twice"),
        (((2,), "one", "W", True, None, None, 1), {}, "7 arguments"),
    ],
)
def test_add_weight_does_not_take_everything(args, kwargs, message):
    with pytest.raises(ArgumentError, match=message):
        Plain().add_weight(*args, **kwargs)


def test_weights_follow_the_layers_source():
    values = []
    for _ in range(2):
        layer = Drawn()
        layer.random = RandomSource(3)
        layer.build((None, 2))
        values.append(np.concatenate([w.ravel() for w in layer.get_weights()]))
    np.testing.assert_array_equal(*values)


class Drawn(Plain):
    """All the ways in which weights are drawn."""

    def build(self, input_shape):
        self.add_weight("a", (2,), initializer="uniform")
        b = initializations.get("normal")((2,))
        c = K.random_normal_variable((2,), 0.0, 1.0)
        d = K.variable(K.random_uniform((2,)))
        self.trainable_weights += [b, c, d]


def test_lists_of_weights_can_be_set_and_added_to():
    layer = Plain(name="plain_1")
    a, b, c, d = (K.zeros((2,), name=name) for name in ("plain_1_a", "b", None, "plain_1_a"))
    layer.trainable_weights = [a, b]
    layer.trainable_weights.append(c)
    layer._trainable_weights.extend([d])
    assert layer.trainable_weights == [a, b, c, d]
    assert list(layer.params) == ["a", "b", "param_2", "a_1"]
    layer.trainable_weights = [c]
    layer.non_trainable_weights = [a]
    layer.non_trainable_weights.append(b)
    assert layer.weights == [c, a, b]
    layer.non_trainable_weights += [d]
    assert layer.non_trainable_weights == [a, b, d]
    layer.trainable = False
    assert layer.trainable_weights == [] and layer.non_trainable_weights == [c, a, b, d]
    layer.trainable = True
    layer._non_trainable_weights = []
    assert layer.weights == layer.trainable_weights == [c]


def test_what_is_no_variable_is_no_weight():
    layer = Plain(name="plain_1")
    layer.add_weight("W", (2,))
    with pytest.raises(DtypeError, match="plain_1.*shared variable.*K.variable"):
        layer.trainable_weights = [np.zeros(2)]
    assert list(layer.params) == ["W"]


def test_weights_keep_penalty_and_constraint_when_the_list_changes():
    layer = Plain()
    W = layer.add_weight("W", (2,), regularizer="l1", constraint="non_neg")
    b = K.variable([1.0], constraint=MaxNorm(2))
    layer.trainable_weights.append(b)
    assert len(layer.penalties()) == 1 and set(layer.constraints_by_weight()) == {W, b}


def test_constraints_and_regularizers_as_attributes():
    class Old(Plain):
        def build(self, input_shape):
            self.W = K.variable([3.0, 4.0])
            self.b = K.variable([1.0])
            self.trainable_weights = [self.W, self.b]
            self.constraints = {self.W: MaxNorm(1)}
            self.regularizers = []
            penalty = regularizers.l1(0.5)
            penalty.set_param(self.b)
            self.regularizers.append(penalty)
            self.regularizers.append(regularizers.l2())  # of nothing

        def call(self, x, mask=None):
            return x * K.sum(self.W) + self.b

        def get_output_shape_for(self, input_shape):
            return input_shape

    model = Sequential([Old(input_shape=(1,))])
    assert [K.eval(penalty) for penalty in model.penalties()] == [0.5]
    model.compile("sgd", "mse")
    model.train_on_batch(np.zeros((2, 1)), np.ones((2, 1)))
    np.testing.assert_allclose(np.linalg.norm(model.get_weights()[0]), 1, rtol=1e-6)


def test_a_layer_that_no_list_was_set_for_has_lists_too():
    layer = Plain()
    assert layer.constraints == {} and layer.regularizers == []


@pytest.mark.parametrize("how", ["argument", "attribute"])
def test_first_values(how):
    class Started(Plain):
        def __init__(self, weights=None, **options):
            self.initial_weights = weights if how == "attribute" else None
            if how == "argument":
                options["weights"] = weights
            super().__init__(**options)

        def build(self, input_shape):
            self.add_weight("W", input_shape[-1:])
            if self.initial_weights is not None:
                self.set_weights(self.initial_weights)

    layer = Started(weights=[np.array([5.0, 6.0])])
    layer.build((None, 2))
    assert layer.get_weights()[0].tolist() == [5, 6]
    wrong = Started(weights=[np.zeros(3)])
    with pytest.raises(ShapeError):
        wrong.build((None, 2))
    assert not wrong.built and not wrong.weights


def test_first_values_of_a_subclass_are_of_all_its_weights():
    class More(Dense):
        def build(self, input_shape):
            super().build(input_shape)
            self.scale = self.add_weight(name="scale", shape=(1,))

    values = [np.ones((2, 3)), np.full(3, 2.0), np.full(1, 4.0)]
    layer = More(3, weights=values)
    layer.build((None, 2))
    for got, value in zip(layer.get_weights(), values):
        np.testing.assert_array_equal(got, value)


def test_built_in_layers_know_their_weights_by_keras_names():
    dense, lstm = Dense(2), LSTM(3)
    for layer, shape in ((dense, (None, 4)), (lstm, (None, 5, 4))):
        with pytest.raises(AttributeError, match="'kernel'"):
            _ = layer.kernel
        layer.build(shape)
    assert dense.kernel is dense.W is dense.weights[0] and dense.bias is dense.b
    assert [lstm.kernel, lstm.recurrent_kernel, lstm.bias] == lstm.weights


def test_an_attribute_that_fails_says_why_itself():
    with pytest.raises(AttributeError, match="plain.*was not used on anything yet"):
        _ = Plain().input
    with pytest.raises(NotBuiltError, match="plain"):
        Plain().count_params()


class Within(Layer):
    """Has layers as attributes."""

    def __init__(self, shared=None, **options):
        super().__init__(**options)
        self.dense = Dense(3, kernel_regularizer="l2", bias_constraint="non_neg", name="inner")
        self.more = [Dense(2, name="last"), "no layer"]
        self.shared = shared

    def build(self, input_shape):
        self.scale = self.add_weight("scale", (3,), initializer="ones", trainable=False)
        super().build(input_shape)

    def call(self, x):
        return self.more[0](self.dense(x) * self.scale)


def test_weights_of_layers_within_are_the_layers_own(tmp_path):
    x = Input((4,))
    layer = Within(name="within")
    model = Model(x, layer(x))
    assert names(layer.trainable_weights) == ["inner_W", "inner_b", "last_W", "last_b"]
    assert layer.weights == model.weights == [*layer.trainable_weights, layer.scale]
    assert layer.non_trainable_weights == [layer.scale]
    assert [w.shape for w in layer.get_weights()] == [(4, 3), (3,), (3, 2), (2,), (3,)]
    assert len(model.penalties()) == 1
    assert list(model.constraints_by_weight()) == [layer.dense.b]
    assert layer.count_params() == 12 + 3 + 6 + 2 + 3
    data = np.random.default_rng(1).normal(size=(5, 4))
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.train_on_batch(data, np.ones((5, 2)))
    changed = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights())]
    assert changed == [True] * 4 + [False]
    model.save_weights(tmp_path / "w.h5")
    predicted = model.predict(data)
    model.set_weights(before)
    model.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(model.predict(data), predicted)


def test_a_layer_that_is_listed_as_well_counts_once():
    class Listed(Within):
        def build(self, input_shape):
            super().build(input_shape)
            self.dense.build(input_shape)
            self.trainable_weights += self.dense.trainable_weights

    layer = Listed()
    layer(Input((4,)))
    assert len(layer.weights) == len(set(layer.weights)) == 5
    assert len(layer.penalties()) == 1


def test_in_keras_1_layers_within_are_told_by_the_lists_alone():
    layer = Within(generation=1)
    layer(Input((4,)))
    assert layer.weights == [layer.scale]


def test_a_wrapper_of_ones_own():
    class Scaled(Wrapper):
        def build(self, input_shape=None):
            self.layer.build(input_shape)
            super().build()
            self.scale = self.layer.add_weight(name="scale", shape=(), initializer="ones")

        def call(self, x):
            return self.layer.call(x) * self.scale

        def compute_output_shape(self, input_shape):
            return self.layer.compute_output_shape(input_shape)

    model = Sequential([Scaled(Dense(2, name="d"), input_shape=(3,))])
    assert names(model.weights) == ["d_W", "d_b", "d_scale"]
    model.layers[0].scale.set_value(0.0)
    assert not model.predict(np.ones((1, 3))).any()
    again = Scaled.from_config(model.layers[0].get_config())
    assert again.layer.name == "d" and again.layer.units == 2
