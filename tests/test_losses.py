"""Losses against their formulas in NumPy, and Keras 1's rule for masks and weights."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import generations, losses
from theanornn.errors import UnknownNameError

EPS = 1e-7


def mean(values):
    return np.mean(values, axis=-1)


def clipped(p):
    return np.clip(p, EPS, 1 - EPS)


def unit(v):
    return v / np.sqrt(np.maximum(np.sum(v**2, axis=-1, keepdims=True), EPS))


def categorical(t, p):
    return -np.sum(t * np.log(clipped(p / p.sum(axis=-1, keepdims=True))), axis=-1)


def kld(t, p):
    t, p = np.clip(t, EPS, 1), np.clip(p, EPS, 1)
    return np.sum(t * np.log(t / p), axis=-1)


def huber(t, p):
    size = abs(p - t)
    return mean(np.where(size <= 1, size**2 / 2, size - 0.5))


FORMULAS = {
    "mean_squared_error": lambda t, p: mean((p - t) ** 2),
    "mean_absolute_error": lambda t, p: mean(abs(p - t)),
    "mean_absolute_percentage_error": lambda t, p: (
        100 * mean(abs((t - p) / np.maximum(abs(t), EPS)))
    ),
    "mean_squared_logarithmic_error": lambda t, p: mean(
        (np.log(np.maximum(p, EPS) + 1) - np.log(np.maximum(t, EPS) + 1)) ** 2
    ),
    "hinge": lambda t, p: mean(np.maximum(1 - t * p, 0)),
    "squared_hinge": lambda t, p: mean(np.maximum(1 - t * p, 0) ** 2),
    "binary_crossentropy": lambda t, p: mean(
        -(t * np.log(clipped(p)) + (1 - t) * np.log(1 - clipped(p)))
    ),
    "categorical_crossentropy": categorical,
    "sparse_categorical_crossentropy": lambda t, p: categorical(
        np.eye(p.shape[-1])[t[..., 0].astype(int)], p
    ),
    "kullback_leibler_divergence": kld,
    "poisson": lambda t, p: mean(p - t * np.log(p + EPS)),
    "cosine_proximity": lambda t, p: -mean(unit(t) * unit(p)),
    "cosine_similarity": lambda t, p: -np.sum(unit(t) * unit(p), axis=-1),
    "logcosh": lambda t, p: mean(np.log(np.cosh(p - t))),
    "categorical_hinge": lambda t, p: np.maximum(
        0, 1 + np.max((1 - t) * p, axis=-1) - np.sum(t * p, axis=-1)
    ),
    "huber_loss": huber,
}
ALIASES = {
    "mse": "mean_squared_error",
    "MSE": "mean_squared_error",
    "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "MAPE": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "MSLE": "mean_squared_logarithmic_error",
    "kld": "kullback_leibler_divergence",
    "KLD": "kullback_leibler_divergence",
    "cosine": "cosine_proximity",
}


def test_every_name_is_tested():
    assert set(losses.LOSSES) == set(FORMULAS) | set(ALIASES)


@pytest.mark.parametrize("alias, name", ALIASES.items())
def test_aliases(alias, name):
    assert losses.get(alias) is losses.get(name)
    assert getattr(losses, alias) is losses.get(alias, 1) is losses.LOSSES[name]
    assert losses.name_of(losses.get(alias, 1)) == name


def data(name, shape, rng, dtype):
    p = rng.uniform(0.05, 0.95, shape).astype(dtype)
    if name == "sparse_categorical_crossentropy":
        return rng.integers(0, shape[-1], (*shape[:-1], 1)).astype("int32"), p
    t = rng.uniform(0, 1, shape).astype(dtype)
    t.flat[0], p.flat[-1] = 0.0, 0.0  # what the clipping is for
    return t, p


@pytest.mark.parametrize("dtype, tolerance", [("float64", 1e-12), ("float32", 1e-5)])
@pytest.mark.parametrize("shape", [(4, 3), (2, 5, 3), (1, 2)], ids=str)
@pytest.mark.parametrize("name", FORMULAS)
def test_values(name, shape, dtype, tolerance, rng):
    with theano.config.change_flags(floatX=dtype):
        t, p = data(name, shape, rng, dtype)
        y_true = T.TensorType(t.dtype, (False,) * t.ndim)()
        y_pred = T.TensorType(p.dtype, (False,) * p.ndim)()
        score = losses.LOSSES[name](y_true, y_pred)
        assert score.dtype == dtype
        got = score.eval({y_true: t, y_pred: p})
    expected = FORMULAS[name](t.astype(float), p.astype(float))
    assert got.shape == shape[:-1]
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def test_gradient_of_the_sparse_loss_is_that_of_the_dense_one(rng):
    classes, p = np.array([[1], [0], [2]]), rng.uniform(0.1, 0.9, (3, 3))
    y = T.dmatrix()
    sparse = losses.sparse_categorical_crossentropy(T.constant(classes), y).sum()
    dense = losses.categorical_crossentropy(T.constant(np.eye(3)[classes[:, 0]]), y).sum()
    np.testing.assert_allclose(T.grad(sparse, y).eval({y: p}), T.grad(dense, y).eval({y: p}))


def test_rows_of_a_softmax_that_were_joined_are_scaled(rng):
    """They are probabilities no more: they sum to 2."""
    logits = T.dmatrix()
    p = T.reshape(T.nnet.softmax(logits), (1, 8))
    score = losses.sparse_categorical_crossentropy(T.constant([[5]]), p)
    a = rng.normal(size=(2, 4))
    expected = -np.log(np.exp(a[1, 1]) / np.exp(a[1]).sum() / 2)
    np.testing.assert_allclose(score.eval({logits: a}), [expected])


@pytest.mark.parametrize("shape", [(4, 5), (2, 2, 5)])
def test_predictions_of_a_softmax(shape, rng):
    """Scaled again or not, value and gradient are those of any prediction that sums to 1."""
    classes, a = np.array([1, 0, 4, 2]).reshape((*shape[:-1], 1)), rng.normal(size=(4, 5))
    logits, bare = T.dmatrix(), T.TensorType("float64", (False,) * len(shape))()
    p = T.nnet.softmax(logits)
    p = p if len(shape) == 2 else T.reshape(p, shape)
    cost = losses.sparse_categorical_crossentropy(T.constant(classes), p).sum()
    at_once = theano.function([logits], [cost, T.grad(cost, logits)])
    scaled = losses.sparse_categorical_crossentropy(T.constant(classes), bare).sum()
    scaled = theano.clone(scaled, {bare: p})
    expected = theano.function([logits], [scaled, T.grad(scaled, logits)])(a)
    for got, wanted in zip(at_once(a), expected):
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("wrong", [-1, 3, 100])
def test_a_class_that_is_none_has_no_probability(wrong, rng):
    """As in the one-hot form: what is picked is never of another row."""
    p = rng.uniform(0.1, 0.9, (2, 3))
    classes, y = T.imatrix(), T.dmatrix()
    score = losses.sparse_categorical_crossentropy(classes, y)
    got = theano.function([classes, y], [score, T.grad(score.sum(), y)])
    values, gradient = got(np.array([[wrong], [1]], "int32"), p)
    np.testing.assert_allclose(values, [-np.log(1e-7), -np.log(p[1, 1] / p[1].sum())])
    np.testing.assert_array_equal(gradient[0], 0)


def test_classes_need_no_axis_of_their_own(rng):
    classes, p = np.array([[1, 0], [0, 2]], dtype="int32"), rng.uniform(0.1, 0.9, (2, 2, 3))
    with_axis, without, y = T.itensor3(), T.imatrix(), T.dtensor3()
    scores = [losses.sparse_categorical_crossentropy(t, y) for t in (with_axis, without)]
    got = theano.function([with_axis, without, y], scores)(classes[..., None], classes, p)
    np.testing.assert_array_equal(*got)


def test_huber_is_linear_beyond_delta():
    t, p = T.dmatrices(2)
    score = losses.huber_loss(t, p, delta=0.5)
    got = score.eval({t: np.zeros((1, 2)), p: np.array([[3.0, -0.2]])})
    np.testing.assert_allclose(got, [(0.125 + 0.5 * 2.5 + 0.02) / 2])


@pytest.mark.parametrize("name", ["cosine_proximity", "cosine"])
def test_a_name_that_means_something_else_in_keras_2(name):
    assert losses.get(name, generation=1) is losses.cosine_proximity
    assert losses.get(name) is losses.get(name, generation=2) is losses.cosine_similarity
    assert losses.get("mse", generation=2) is losses.mse


def test_the_generation_is_that_of_the_program(monkeypatch):
    monkeypatch.setattr(generations, "default", 1)
    assert losses.get("cosine") is losses.cosine_proximity


@pytest.mark.parametrize("name", ["hinge", "squared_hinge"])
def test_targets_of_0_and_1_are_signs_in_keras_2(name):
    assert losses.name_of(losses.get(name, generation=2)) == name
    t, p = T.dmatrices(2)
    old, new = (losses.get(name, generation)(t, p) for generation in (1, 2))
    function = theano.function([t, p], [old, new])
    p_value = np.array([[0.5, -0.25]])
    signs, labels = np.array([[1.0, -1.0]]), np.array([[1.0, 0.0]])
    for_signs, again = function(signs, p_value)
    np.testing.assert_array_equal(for_signs, again)
    untouched, as_signs = function(labels, p_value)
    np.testing.assert_array_equal(as_signs, for_signs)
    assert untouched != as_signs


def test_unknown_names():
    with pytest.raises(UnknownNameError, match="did you mean 'mean_squared_error'"):
        losses.get("mean_square_error")


def test_a_function_is_a_loss():
    def own(y_true, y_pred):
        return y_pred

    assert losses.get(own) is own
    assert losses.name_of(own) == "own"


# ------------------------------------------------------------------ weighted


def objective(t, p, weights=None, mask=None):
    symbols = [
        None if array is None else T.TensorType("float64", (False,) * np.ndim(array))()
        for array in (t, p, weights, mask)
    ]
    value = losses.weighted(losses.mean_squared_error)(*symbols)
    values = [np.asarray(a, float) for a in (t, p, weights, mask) if a is not None]
    return theano.function([s for s in symbols if s is not None], value)(*values)


def keras1_rule(score, weights=None, mask=None):
    """A second time, in NumPy: keras/engine/training.py of 1.2.2 says the same."""
    if mask is not None:
        score = score * mask / np.mean(mask)
    if weights is not None:
        score = score.mean(axis=tuple(range(np.ndim(weights), score.ndim)))
        score = score * weights / np.mean(np.not_equal(weights, 0))
    return score.mean()


MASK = np.array([[1, 1, 0], [1, 0, 0]])
WEIGHTS = {
    "none": None,
    "per sample": np.array([2.0, 0.0]),
    "per step": np.array([[1.0, 0.5, 3.0], [0.0, 2.0, 0.0]]),
}


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("weights", WEIGHTS.values(), ids=WEIGHTS)
def test_weighted(weights, mask, rng):
    t, p = rng.normal(size=(2, 2, 3, 4))
    expected = keras1_rule(np.mean((t - p) ** 2, axis=-1), weights, mask)
    np.testing.assert_allclose(objective(t, p, weights, mask), expected, rtol=1e-12)


def test_all_masked_or_without_weight_is_zero_and_has_no_nan_gradient(rng):
    t, p = T.dtensor3(), T.dtensor3()
    for options in ({"mask": T.zeros((2, 3))}, {"weights": T.zeros((2,))}):
        value = losses.weighted(losses.mean_squared_error)(t, p, **options)
        got = theano.function([t, p], [value, T.grad(value, p)])(*rng.normal(size=(2, 2, 3, 4)))
        assert got[0] == 0.0
        np.testing.assert_array_equal(got[1], 0.0)


def test_what_is_masked_gets_no_gradient(rng):
    t, p = T.dtensor3(), T.dtensor3()
    value = losses.weighted(losses.mean_squared_error)(t, p, mask=T.constant(MASK))
    gradient = theano.function([t, p], T.grad(value, p))(*rng.normal(size=(2, 2, 3, 4)))
    np.testing.assert_array_equal(np.any(gradient != 0, axis=-1), MASK.astype(bool))
