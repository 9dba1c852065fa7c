import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from theanornn import activations
from theanornn.errors import UnknownNameError

POINTS = np.array([[-700.0, -3.1, -2.5, -0.3, 0.2], [2.5, 3.1, 30.0, 1e-3, -1e-3]])


def evaluate(function, x):
    variable = T.TensorType(x.dtype, (False,) * x.ndim)()
    return theano.function([variable], function(variable), on_unused_input="ignore")(x)


@pytest.mark.parametrize("name", sorted(set(activations.FUNCTIONS) - {"softmax"}))
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_values(name, dtype):
    points = POINTS.astype(dtype)
    with np.errstate(over="ignore"):
        expected = reference.ACTIVATIONS[name](points.astype("float64"))
        got = evaluate(activations.get(name), points)
    assert got.dtype == dtype
    rtol, atol = (1e-5, 1e-7) if dtype == "float32" else (1e-12, 0)
    np.testing.assert_allclose(got, expected, rtol, atol)


@pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 5)])
def test_softmax_sums_to_one_over_the_last_axis(shape, rng):
    x = rng.normal(size=shape) + 1000.0
    powers = np.exp(x - 1000.0)
    expected = powers / powers.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(evaluate(activations.softmax, x), expected, rtol=1e-10)


@pytest.mark.parametrize("axis", [0, 1, -2, -1])
def test_softmax_over_another_axis(axis, rng):
    x = rng.normal(size=(2, 3, 5))
    powers = np.exp(x)
    got = evaluate(lambda x: activations.softmax(x, axis=axis), x)
    np.testing.assert_allclose(got, powers / powers.sum(axis=axis, keepdims=True), rtol=1e-10)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"threshold": 1.0}, [0.0, 0.0, 0.0, 3.0]),
        ({"threshold": 1.0, "alpha": 0.5}, [-1.5, -0.25, 0.0, 3.0]),
        ({"threshold": 1.0, "max_value": 2.0}, [0.0, 0.0, 0.0, 2.0]),
    ],
)
def test_relu_from_a_threshold_on(options, expected):
    x = np.array([-2.0, 0.5, 1.0, 3.0])
    got = evaluate(lambda x: activations.relu(x, **options), x)
    np.testing.assert_allclose(got, expected)


@pytest.mark.parametrize("name", sorted(activations.FUNCTIONS))
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_nan_is_not_swallowed(name):
    assert np.isnan(evaluate(activations.get(name), np.full((1, 2), np.nan))).all()


@pytest.mark.parametrize("name", sorted(set(activations.FUNCTIONS) - {"hard_sigmoid"}))
def test_gradients(name, rng):
    # Away from the corners of the piecewise ones.
    points = np.array([[-1.7, -0.4, 0.3], [0.9, 1.3, -0.2]])
    theano.gradient.verify_grad(activations.get(name), [points], rng=np.random.RandomState(1))


def test_gradient_of_hard_sigmoid():
    x = T.vector()
    gradient = theano.function([x], T.grad(activations.hard_sigmoid(x).sum(), x))
    np.testing.assert_allclose(
        gradient(np.array([-3.0, -2.0, 0.0, 2.0, 3.0])), [0, 0.2, 0.2, 0.2, 0]
    )


def test_options_of_relu_and_elu():
    x = np.array([-2.0, 1.0, 9.0])
    got = evaluate(lambda v: activations.relu(v, alpha=0.1, max_value=6.0), x)
    np.testing.assert_allclose(got, [-0.2, 1.0, 6.0])
    got = evaluate(lambda v: activations.elu(v, alpha=2.0), x)
    np.testing.assert_allclose(got, [2 * np.expm1(-2.0), 1.0, 9.0])


@pytest.mark.parametrize("name", sorted(activations.FUNCTIONS))
def test_name_of_is_the_reverse_of_get(name):
    assert activations.name_of(activations.get(name)) == name


def test_get_takes_functions_and_none():
    assert activations.get(None) is activations.linear
    assert activations.get(T.tanh) is T.tanh
    with pytest.raises(UnknownNameError, match="unknown activation 'tahn'; did you mean 'tanh'"):
        activations.get("tahn")


def test_is_elementwise():
    assert activations.is_elementwise(activations.tanh)
    assert activations.is_elementwise(T.nnet.sigmoid)
    assert not activations.is_elementwise(activations.softmax)
    assert not activations.is_elementwise(lambda x: x)


def test_nameless_activation_cannot_be_saved():
    class Nameless:
        def __call__(self, x):
            return x

    with pytest.raises(UnknownNameError, match="has no name to be saved under"):
        activations.name_of(Nameless())
