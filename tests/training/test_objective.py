"""What compile chose: names, losses together, and what each value counts in a mean."""

import numpy as np
import pytest

from theanornn import losses
from theanornn.errors import ShapeError, UnknownNameError
from theanornn.layers import GRU, Dense, Embedding, Input, TimeDistributed
from theanornn.models import Model
from theanornn.training.objective import Objective

NAMES, SHAPES = ["a", "b"], [(None, 1), (None, 5, 3)]


def own(y_true, y_pred):
    return abs(y_true - y_pred).mean(axis=-1)


def objective(loss="mse", metrics=None, weighted=None, names=NAMES, generation=2, **options):
    given = {"loss_weights": None, "sample_weight_mode": None, **options}
    return Objective(
        "adam", loss, metrics, weighted, given["loss_weights"], given["sample_weight_mode"],
        names, SHAPES[: len(names)], generation, generation,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("generation", "expected"),
    [
        (1, "loss a_loss b_loss a_mean_squared_error a_acc a_own b_acc"),
        (2, "loss a_loss b_loss a_mse a_accuracy a_own b_acc"),
    ],
)
def test_names_of_several_outputs(generation, expected):
    metrics = {"a": ["mse", "accuracy", own], "b": "acc"}
    assert objective(metrics=metrics, generation=generation).names == expected.split()


@pytest.mark.parametrize(
    ("generation", "expected"), [(1, "loss acc mean_absolute_error"), (2, "loss acc mae")]
)
def test_names_of_one_output(generation, expected):
    made = objective(metrics=["acc", "mae"], names=["a"], generation=generation)
    assert made.names == expected.split()


def test_names_that_come_twice():
    made = objective(metrics=["mae", "mae"], weighted=["mae"], names=["a"])
    assert made.names == ["loss", "mae", "mae_1", "mae_2"]


def test_what_is_learnt_where():
    made = objective(["mse", "mae"], loss_weights=[0.5, 2], sample_weight_mode=[None, "temporal"])
    first, second = made.endings
    assert (first.loss_weight, second.loss_weight) == (0.5, 2.0)
    assert (first.spec.weight_ndim, second.spec.weight_ndim) == (1, 2)
    assert made.loss == [losses.mean_squared_error, losses.mean_absolute_error]
    assert [each.ndim for each in second.variables] == [3, 2]
    made = objective([None, "mse"])
    assert [ending.place for ending in made.endings] == [1]
    assert made.loss[0] is None and made.names == ["loss", "b_loss"]


def test_keras1_has_another_epsilon():
    assert objective(generation=1).optimizer.epsilon == 1e-8
    assert objective(generation=2).optimizer.epsilon == 1e-7


def test_wrong_choices():
    with pytest.raises(ShapeError, match="temporal.*a gives"):
        objective(sample_weight_mode="temporal")
    with pytest.raises(UnknownNameError, match="sample_weight_mode is 'temporl'"):
        objective(sample_weight_mode={"b": "temporl"})
    with pytest.raises(UnknownNameError, match="'accuracy'"):
        objective(metrics={"a": ["accurcy"]})
    with pytest.raises(UnknownNameError, match="the output 'c'"):
        objective(loss_weights={"c": 1.0})


@pytest.mark.parametrize(
    "loss", ["mse", ["mse", "mae"], {"a": "mse", "b": None}, [losses.logcosh, None]]
)
def test_a_config_compiles_to_the_same(loss):
    made = objective(
        loss, {"a": ["mae"]}, [["mse"], []], loss_weights={"a": 0.5}, sample_weight_mode=[None] * 2
    )
    config = made.get_config()
    again = Objective(
        config["optimizer"], config["loss"], config["metrics"], config["weighted_metrics"],
        config["loss_weights"], config["sample_weight_mode"], NAMES, SHAPES,
    )  # fmt: skip
    assert again.get_config() == config
    assert again.names == made.names and again.loss == made.loss


@pytest.fixture
def masked():
    ids = Input((3,), dtype="int32")
    states = GRU(2, return_sequences=True)(Embedding(5, 2, mask_zero=True)(ids))
    return Model(
        ids,
        [TimeDistributed(Dense(1), name="steps")(states), Dense(1, name="last")(GRU(2)(states))],
    )


X = np.array([[1, 2, 3], [4, 0, 0], [1, 0, 0], [2, 2, 0]], "int32")


@pytest.mark.parametrize("generation", [1, 2])
def test_what_counts_how_much_in_a_mean(masked, rng, generation):
    masked.generation = generation
    masked.compile("sgd", "mse", metrics=["mae"], weighted_metrics={"last": ["mae"]})
    y = [rng.normal(size=(4, 3, 1)), rng.normal(size=(4, 1))]
    weights = np.array([1.0, 0.0, 2.0, 1.0])
    arrays = masked._arrays(X, y, {"last": weights})
    values, counts = masked._measuring("test")(*arrays)
    assert masked.metrics_names[:5] == [
        "loss",
        "steps_loss",
        "last_loss",
        *masked.metrics_names[3:5],
    ]
    assert counts == ([4.0] * 6 if generation == 1 else [4.0, 1.0, 1.0, 7.0, 4.0, 4.0])
    assert all(isinstance(value, float) for value in values)

    steps, last = masked.predict(X)
    real = X > 0 if generation == 2 else np.ones_like(X, bool)
    np.testing.assert_allclose(values[3], abs(steps - y[0])[..., 0][real].mean())
    if generation == 2:
        in_halves = masked.evaluate(X, y, batch_size=3, verbose=0, sample_weight={"last": weights})
        np.testing.assert_allclose(in_halves[3:], values[3:])
        errors = abs(last - y[1])[:, 0]
        np.testing.assert_allclose(values[5], np.sum(errors * weights) / np.sum(weights))
