"""The contract of a layer, and a layer of the user's own."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn import initializers
from theanornn.errors import NotBuiltError, ShapeError, UnknownNameError
from theanornn.layers import (
    LSTM,
    CallContext,
    Conv1D,
    Dense,
    Layer,
    SimpleRNN,
    TimeDistributed,
    get,
)
from theanornn.layers.base import reset_names
from theanornn.models import Sequential
from theanornn.randomness import RandomSource


class Scale(Layer):
    """A layer as a user writes it."""

    def __init__(self, start=1.0, **options):
        super().__init__(**options)
        self.start = start

    def create_params(self, input_shape):
        self.add_param("s", (input_shape[-1],), initializers.Constant(self.start))

    def call(self, x, mask=None, *, context):
        return x * self.params["s"]

    def get_config(self):
        return {**super().get_config(), "start": self.start}


def test_a_layer_of_ones_own():
    layer = Scale(start=3.0, input_shape=(4,), name="mine")
    layer.build(layer.batch_input_shape)
    x = T.matrix()
    np.testing.assert_array_equal(layer(x).eval({x: np.ones((2, 4))}), np.full((2, 4), 3.0))
    assert layer.output_shape == (None, 4)
    assert [weight.name for weight in layer.weights] == ["mine_s"]
    again = get({"class_name": "Scale", "config": layer.get_config()}, {"Scale": Scale})
    assert again.get_config() == layer.get_config()


def test_it_needs_a_call():
    with pytest.raises(NotImplementedError, match="call"):
        Layer().call(T.matrix(), context=CallContext())


def test_names_of_keras_1_have_no_underscores():
    reset_names()
    made = [
        SimpleRNN(output_dim=2),
        SimpleRNN(units=2),
        SimpleRNN(output_dim=2),
        TimeDistributed(Dense(output_dim=2)),
        Conv1D(nb_filter=2, filter_length=3),
        LSTM(output_dim=2),
        LSTM(units=2),
    ]
    assert [layer.name for layer in made] == [
        "simplernn_1", "simple_rnn_1", "simplernn_2", "timedistributed_1", "convolution1d_1",
        "lstm_1", "lstm_2",
    ]  # fmt: skip


def test_names_are_numbered_by_class():
    reset_names()
    made = [LSTM(3), LSTM(3), TimeDistributed(Dense(3)), Dense(3, name="mine"), Dense(3)]
    assert [layer.name for layer in made] == [
        "lstm_1", "lstm_2", "time_distributed_1", "mine", "dense_2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, None),
        ({"input_shape": (7, 2)}, (None, 7, 2)),
        ({"input_shape": (None, 2), "batch_size": 5}, (5, None, 2)),
        ({"batch_input_shape": [5, 7, 2]}, (5, 7, 2)),
        ({"input_dim": 3}, (None, 3)),
        ({"input_dim": 3, "batch_input_shape": (5, 4)}, (5, 4)),
    ],
)
def test_ways_to_give_the_input_shape(options, expected):
    assert Scale(**options).batch_input_shape == expected


@pytest.mark.parametrize("shape", [7, "ab", (None, "x")])
def test_what_is_no_shape_is_refused(shape):
    with pytest.raises(ShapeError, match="mine.*not a shape"):
        Scale(name="mine", input_shape=shape)


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, None), ({"input_dtype": "float64"}, None), ({"dtype": "int32"}, "int32")],
)
def test_floating_input_has_floatX_and_integers_their_own(options, expected):
    assert Scale(**options).input_dtype == expected


@pytest.mark.parametrize(
    ("shape", "way_out"),
    [
        ((40, 10, 1), "input_shape has no axis for the batch"),
        ((10,), r"\(batch, time, features\)\.$"),
    ],
)
def test_a_wrong_number_of_axes(shape, way_out):
    with pytest.raises(
        ShapeError, match=f"mine: got input of shape .*, expected 3 axes: .*{way_out}"
    ):
        LSTM(2, input_shape=shape, name="mine")


def test_a_layer_of_sequences_after_one_that_gives_its_last_output():
    with pytest.raises(ShapeError, match="before it gives all steps with return_sequences=True"):
        Sequential([LSTM(2, input_shape=(4, 1)), LSTM(2)])


def test_a_layer_is_built_for_one_size():
    layer = Scale(name="mine")
    layer.build((None, 4))
    layer.build((8, 4))
    with pytest.raises(ShapeError, match=r"mine.*\(None, 4\).*\(None, 5\)"):
        layer.build((None, 5))
    assert layer.input_shape == (None, 4)


def test_a_failed_build_leaves_nothing_behind():
    class Broken(Scale):
        def create_params(self, input_shape):
            super().create_params(input_shape)
            raise ShapeError("no")

    layer = Broken()
    with pytest.raises(ShapeError):
        layer.build((None, 4))
    assert not layer.built and not layer.params and layer.input_shape is None
    with pytest.raises(NotBuiltError):
        layer.count_params()


def test_the_source_of_random_numbers_can_be_set():
    values = []
    for _ in range(2):
        layer = Dense(3)
        layer.random = RandomSource(5)
        layer.build((None, 4))
        values.append(layer.get_weights()[0])
    np.testing.assert_array_equal(*values)


@pytest.mark.parametrize("identifier", ["LSTM", {"config": {}}, None])
def test_a_layer_is_described_by_a_class_name(identifier):
    with pytest.raises(UnknownNameError, match="class_name"):
        get(identifier)


def test_an_unknown_layer_gets_the_nearest_name():
    with pytest.raises(UnknownNameError, match="'LSTM'"):
        get({"class_name": "LSTMM", "config": {}})


def test_how_it_looks():
    layer = Dense(3, name="mine")
    assert repr(layer) == "<Dense mine>"
    layer.build((None, 4))
    assert repr(layer) == "<Dense mine, (None, 4) -> (None, 3)>"
