"""Metrics against their formulas in NumPy, and what "accuracy" means where."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import losses, metrics
from theanornn.errors import DataError, UnknownNameError


def binary(y):
    return np.round(np.clip(y, 0, 1))


def counts(t, p):
    t, p = binary(t), binary(p)
    return (np.sum(t * p), np.sum((1 - t) * (1 - p)), np.sum((1 - t) * p), np.sum(t * (1 - p)))


def matthews(t, p):
    tp, tn, fp, fn = counts(t, p)
    return (tp * tn - fp * fn) / (np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)) + 1e-7)


def precision(t, p):
    tp, _, fp, _ = counts(t, p)
    return tp / (tp + fp + 1e-7)


def recall(t, p):
    tp, _, _, fn = counts(t, p)
    return tp / (tp + fn + 1e-7)


def fmeasure(t, p):
    a, b = precision(t, p), recall(t, p)
    return 2 * a * b / (a + b + 1e-7)


def top_k(t, p, k=5):
    return [np.argmax(target) in np.argsort(row)[-k:] for target, row in zip(t, p)]


OF_PROBABILITIES = {
    "binary_accuracy": lambda t, p: np.mean(t == np.round(p), axis=-1),
    "matthews_correlation": matthews,
    "precision": precision,
    "recall": recall,
    "fbeta_score": fmeasure,
    "fmeasure": fmeasure,
    "fscore": fmeasure,
    "f1score": fmeasure,
}
OF_CLASSES = {
    "categorical_accuracy": lambda t, p: t.argmax(-1) == p.argmax(-1),
    "sparse_categorical_accuracy": lambda t, p: t.argmax(-1) == p.argmax(-1),
    "top_k_categorical_accuracy": top_k,
    "sparse_top_k_categorical_accuracy": top_k,
}


def evaluated(metric, t, p):
    y_true = T.TensorType(str(t.dtype), (False,) * t.ndim)()
    y_pred = T.TensorType(str(p.dtype), (False,) * p.ndim)()
    return theano.function([y_true, y_pred], metric(y_true, y_pred))(t, p)


def test_every_name_is_tested():
    assert set(metrics.METRICS) == set(OF_PROBABILITIES) | set(OF_CLASSES) | set(losses.LOSSES)


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("name", OF_PROBABILITIES)
def test_of_probabilities(name, units, rng):
    t, p = rng.integers(0, 2, (20, units)).astype(float), rng.uniform(size=(20, units))
    got = evaluated(metrics.get(name), t, p)
    np.testing.assert_allclose(got, OF_PROBABILITIES[name](t, p), rtol=1e-12)


@pytest.mark.parametrize("name", OF_CLASSES)
def test_of_classes(name, rng):
    classes, p = rng.integers(0, 8, 20), rng.uniform(size=(20, 8))
    one_hot = np.eye(8)[classes]
    t = classes[:, np.newaxis].astype("int32") if "sparse" in name else one_hot
    got = evaluated(metrics.get(name), t, p)
    np.testing.assert_array_equal(got, OF_CLASSES[name](one_hot, p))


@pytest.mark.parametrize("name", [name for name in OF_CLASSES if "sparse" in name])
def test_classes_need_no_axis_of_their_own(name, rng):
    classes, p = rng.integers(0, 8, 20).astype("int32"), rng.uniform(size=(20, 8))
    got = evaluated(metrics.get(name), classes, p)
    np.testing.assert_array_equal(got, OF_CLASSES[name](np.eye(8)[classes], p))


def test_no_positives():
    t, p = np.zeros((4, 1)), np.ones((4, 1))
    assert evaluated(metrics.fmeasure, t, p) == 0.0


@pytest.mark.parametrize(
    "units, loss, expected",
    [
        (1, "mse", metrics.binary_accuracy),
        (4, "binary_crossentropy", metrics.binary_accuracy),
        (4, "categorical_crossentropy", metrics.categorical_accuracy),
        (4, "sparse_categorical_crossentropy", metrics.sparse_categorical_accuracy),
    ],
)
@pytest.mark.parametrize("name", ["accuracy", "acc"])
def test_accuracy_fits_itself(name, units, loss, expected):
    assert metrics.for_output(name, (None, units), losses.get(loss)) is expected


def test_unknown_names():
    with pytest.raises(UnknownNameError, match="fmeasure"):
        metrics.for_output("f_measure", (None, 1), losses.mse)


def test_a_mask_takes_padding_out(rng):
    t, p, mask = T.dtensor3(), T.dtensor3(), T.imatrix()
    value = metrics.averaged(metrics.binary_accuracy)(t, p, mask)
    function = theano.function([t, p, mask], value)
    ones = np.ones((2, 3, 1))
    predictions = np.array([[1, 1, 0], [0, 0, 0]], dtype=float)[..., np.newaxis]
    assert function(ones, predictions, [[1, 1, 0], [1, 0, 0]]) == pytest.approx(2 / 3)
    assert function(ones, predictions, np.zeros((2, 3), "int32")) == 0.0


@pytest.mark.parametrize("name", ["loss", "val_loss", "own", "batch"])
def test_names_without_aliases(name):
    assert metrics.aliases(name) == (name,)


def test_a_threshold():
    t, p = np.array([[1.0, 0.0, 1.0]]), np.array([[0.4, 0.2, 0.6]])

    def metric(t, p):
        return metrics.binary_accuracy(t, p, threshold=0.3)

    np.testing.assert_allclose(evaluated(metric, t, p), [1.0])
    np.testing.assert_allclose(evaluated(metrics.binary_accuracy, t, p), [2 / 3])


def test_what_a_cosine_is_in_keras_2():
    t = np.array([[1.0, 0.0], [0.0, 2.0]])
    p = np.array([[2.0, 0.0], [0.0, -1.0]])
    for name in ("cosine_proximity", "cosine", "cosine_similarity"):
        assert metrics.for_output(name, (None, 2), losses.mse, 2) is metrics.cosine_similarity
    np.testing.assert_allclose(evaluated(metrics.get("cosine", 2), t, p), [1, -1])
    np.testing.assert_allclose(evaluated(metrics.get("cosine", 1), t, p), [-0.5, 0.5])


def test_a_negative_beta():
    with pytest.raises(DataError, match="beta is -1, expected 0"):
        metrics.fbeta_score(T.dmatrix(), T.dmatrix(), beta=-1)
