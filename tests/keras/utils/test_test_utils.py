"""What Keras' own tests are written with."""

import numpy as np
import pytest

from theanornn.keras.utils import test_utils
from theanornn.layers import LSTM, Activation, Dense, Embedding


@pytest.mark.parametrize(
    "options",
    [
        {"num_train": 4, "num_test": 2, "input_shape": (3, 2), "num_classes": 3},
        {"nb_train": 4, "nb_test": 2, "input_shape": (3, 2), "nb_class": 3},
    ],
)
def test_classes(options):
    np.random.seed(1)
    (x, y), (x_test, y_test) = test_utils.get_test_data(**options)
    assert x.shape == (4, 3, 2) and x_test.shape == (2, 3, 2) and y_test.shape == (2,)
    np.random.seed(1)
    labels = np.random.randint(0, 3, size=(6,))
    first = np.random.normal(loc=labels[0], scale=0.7, size=(3, 2))
    assert y.tolist() == labels[:4].tolist()
    np.testing.assert_allclose(x[0], first)


def test_numbers():
    (x, y), _ = test_utils.get_test_data(5, 0, (2,), (3,), classification=False)
    assert x.shape == (5, 2) and y.shape == (5, 3) and y.std() > 0


@pytest.mark.parametrize(
    "layer, options, given",
    [
        (Dense, {"units": 3}, {"input_shape": (2, 4)}),
        (LSTM, {"output_dim": 2}, {"input_shape": (3, 2, 4)}),
        (LSTM, {"units": 2, "return_sequences": True}, {"input_shape": (3, None, 4)}),
        (
            Embedding,
            {"input_dim": 4, "output_dim": 2, "input_length": 3},
            {"input_data": np.ones((2, 3), "int32"), "input_dtype": "int32"},
        ),
        (
            Activation,
            {"activation": "relu"},
            {
                "input_data": np.array([[-1.0, 2.0]]),
                "expected_output": np.array([[0.0, 2.0]]),
                "fixed_batch_size": True,
            },
        ),
    ],
)
def test_layers_that_are_right(layer, options, given):
    output = test_utils.layer_test(layer, options, **given)
    samples = len(given["input_data"]) if "input_data" in given else given["input_shape"][0]
    assert len(output) == samples


def test_layers_that_are_wrong():
    class Liar(Dense):
        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 7)

    with pytest.raises(AssertionError, match=r"gives \(2, 3\), and told \(2, 7\)"):
        test_utils.layer_test(Liar, {"units": 3}, input_shape=(2, 4))
    with pytest.raises(AssertionError):
        test_utils.layer_test(
            Activation,
            {"activation": "relu"},
            input_data=np.array([[-1.0]]),
            expected_output=np.array([[1.0]]),
        )
    with pytest.raises(AssertionError, match="float64, expected int32"):
        test_utils.layer_test(
            Dense, {"units": 3}, input_shape=(2, 4), expected_output_dtype="int32"
        )


def test_the_wrapper_hands_on():
    @test_utils.keras_test
    def function():
        return 3

    assert function() == 3
