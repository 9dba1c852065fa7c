"""Models as estimators, with and without scikit-learn."""

import importlib.util

import numpy as np
import pytest

from theanornn import generations
from theanornn.argument_names import ArgumentError
from theanornn.errors import NotCompiledError, ShapeError
from theanornn.estimators import KerasClassifier, KerasRegressor
from theanornn.layers import Dense
from theanornn.models import Sequential
from theanornn.preprocessing.classes import to_categorical

X = np.linspace(-1, 1, 12)[:, None]
LABELS = np.where(X[:, 0] > 0, "up", "down")
HAS_SKLEARN = importlib.util.find_spec("sklearn") is not None


def build(units=2, outputs=1, loss="binary_crossentropy", metrics=("accuracy",)):
    last = Dense(outputs, activation="softmax" if outputs > 1 else "sigmoid")
    model = Sequential([Dense(units, input_dim=1), last], seed=1)
    model.compile("sgd", loss, metrics=list(metrics))
    return model


def regression(units=2):
    model = Sequential([Dense(units, input_dim=1), Dense(1)], seed=1)
    model.compile("sgd", "mse")
    return model


def trained(y=LABELS, **options):
    classifier = KerasClassifier(build, epochs=30, batch_size=4, verbose=0, **options)
    history = classifier.fit(X, y)
    assert len(history.history["loss"]) == 30
    return classifier


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"outputs": 2, "loss": "categorical_crossentropy"},
        {"outputs": 2, "loss": "sparse_categorical_crossentropy"},
    ],
)
def test_a_classifier(options):
    classifier = trained(**options)
    assert classifier.classes_.tolist() == ["down", "up"] and classifier.n_classes_ == 2
    predicted = classifier.predict(X)
    assert set(predicted.ravel()) <= {"down", "up"}
    assert classifier.score(X, LABELS) == pytest.approx(np.mean(predicted.ravel() == LABELS))
    probabilities = classifier.predict_proba(X)
    assert probabilities.shape == (12, 2)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    np.testing.assert_array_equal(classifier.classes_[probabilities.argmax(1)], predicted.ravel())


def test_rows_as_targets():
    rows = to_categorical((X[:, 0] > 0).astype(int))
    classifier = trained(rows, outputs=2, loss="categorical_crossentropy")
    assert classifier.classes_.tolist() == [0, 1]
    assert classifier.score(X, rows) == np.mean(classifier.predict(X) == (X[:, 0] > 0))


def test_parameters_reach_what_takes_them():
    classifier = KerasClassifier(build, units=5, nb_epoch=2, verbose=0)
    history = classifier.fit(X, LABELS)
    assert classifier.model.layers[0].units == 5 and len(history.epoch) == 2
    assert classifier.set_params(units=3, nb_epoch=1) is classifier
    assert classifier.get_params() == {
        "build_fn": build,
        "units": 3,
        "nb_epoch": 1,
        "verbose": 0,
    }
    history = classifier.fit(X, LABELS, nb_epoch=3)
    assert classifier.model.layers[0].units == 3 and len(history.epoch) == 3


def test_sample_weights():
    weighted, plain = (KerasClassifier(build, epochs=1, verbose=0) for _ in range(2))
    weighted.fit(X, LABELS, sample_weight=np.linspace(0, 2, 12))
    plain.fit(X, LABELS)
    assert not np.allclose(weighted.predict_proba(X), plain.predict_proba(X))


@pytest.mark.parametrize("generation, sign", [(1, 1), (2, -1)])
def test_a_regressor(generation, sign, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    regressor = KerasRegressor(build_fn=regression, epochs=2, verbose=0)
    regressor.fit(X, 2 * X[:, 0])
    predicted = regressor.predict(X)
    assert predicted.shape == (12,)
    expected = sign * np.mean((predicted - 2 * X[:, 0]) ** 2)
    assert regressor.score(X, 2 * X[:, 0]) == pytest.approx(expected)


def test_other_ways_to_build():
    class Builder:
        def __call__(self, units=2):
            return regression(units)

    class Own(KerasRegressor):
        def __call__(self, units=2):
            return regression(units)

    for estimator in (KerasRegressor(Builder(), units=4), Own(units=4)):
        estimator.fit(X, X, verbose=0, epochs=1)
        assert estimator.model.layers[0].units == 4


def test_wrong_arguments():
    with pytest.raises(ArgumentError, match="KerasClassifier has no argument 'unit'.*units"):
        KerasClassifier(build, unit=3)
    with pytest.raises(ArgumentError, match="no argument 'epoch'"):
        KerasClassifier(build).set_params(epoch=3)
    with pytest.raises(ShapeError, match=r"y has shape \(1, 1, 1\)"):
        KerasClassifier(build).fit(X, np.zeros((1, 1, 1)))
    classifier = KerasClassifier(build, metrics=(), epochs=1, verbose=0)
    classifier.fit(X, LABELS)
    with pytest.raises(NotCompiledError, match='metrics=\\["accuracy"\\]'):
        classifier.score(X, LABELS)


@pytest.mark.skipif(not HAS_SKLEARN, reason="scikit-learn is not installed")
def test_searches_of_scikit_learn():
    from sklearn.base import clone, is_classifier, is_regressor
    from sklearn.model_selection import GridSearchCV, cross_val_score

    classifier = KerasClassifier(build, epochs=1, verbose=0)
    assert is_classifier(classifier) and is_regressor(KerasRegressor(regression))
    assert clone(classifier).get_params() == classifier.get_params()
    order = np.random.default_rng(1).permutation(12)
    assert len(cross_val_score(classifier, X[order], LABELS[order], cv=3)) == 3
    search = GridSearchCV(classifier, {"units": [1, 2], "epochs": [1, 2]}, cv=2)
    search.fit(X[order], LABELS[order])
    assert set(search.best_params_) == {"units", "epochs"}
    assert search.predict(X).shape == (12, 1)
