"""Losses, metrics, optimizers and activations against the real Keras 1.2.2 and 2.3.1.

``tests/data/golden/functions`` holds what those computed with Theano 1.0.5 in float64: the values
of functions for random arguments, and where each optimizer is after the first, third and sixth
step from ``start`` towards ``goal``, down ``sum((1 + t) * (p - goal) ** 2)`` with t = 0, 1, 2, 0…
"""

import json
from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import activations, losses, metrics, optimizers
from theanornn.argument_names import NAMES, translate

GOLDEN = Path(__file__).parent / "data" / "golden" / "functions"
RECORDED = {generation: json.loads((GOLDEN / f"keras{generation}.json").read_text())
            for generation in (1, 2)}  # fmt: skip


def cases(kind):
    return [
        pytest.param(generation, case, id=f"keras{generation}-{case['name']}-{number}")
        for generation, recorded in RECORDED.items()
        for number, case in enumerate(recorded[kind])
    ]


def close(got, case, expected=None):
    # Keras has log(2) in float32 in its logcosh.
    tolerance = 1e-6 if case["name"] == "logcosh" else 1e-9
    expected = case["value"] if expected is None else expected
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=1e-12)


def evaluated(function, case):
    y_true, y_pred = (np.asarray(case[key]) for key in ("y_true", "y_pred"))
    if "sparse" in case["name"]:
        y_true = y_true.astype("int32")
    symbols = [T.TensorType(str(y.dtype), (False,) * y.ndim)() for y in (y_true, y_pred)]
    value = function(*symbols, **case.get("options", {}))
    return theano.function(symbols, value, on_unused_input="ignore")(y_true, y_pred)


@pytest.mark.parametrize(("generation", "case"), cases("losses"))
def test_losses(generation, case):
    expected = np.asarray(case["value"])
    if case["name"] == "huber_loss":  # which Keras averages later
        expected = expected.mean(axis=-1)
    close(evaluated(losses.get(case["name"], generation), case), case, expected)


@pytest.mark.parametrize(("generation", "case"), cases("metrics"))
def test_metrics(generation, case):
    got = evaluated(metrics.get(case["name"], generation), case)
    if generation == 1:
        got = got.mean()  # as Keras 1 does in the metric itself
    close(got, case)


@pytest.mark.parametrize(("generation", "case"), cases("optimizers"))
def test_optimizers(generation, case):
    recorded = RECORDED[generation]
    options, _ = translate(case["options"], NAMES["optimizer"], case["name"])
    if generation == 1 and case["name"] != "SGD":
        options.setdefault("epsilon", 1e-8)
    optimizer = optimizers.get({"class_name": case["name"], "config": options})
    params = [theano.shared(np.asarray(array)) for array in recorded["start"]]
    t = T.scalar()
    gaps = [T.sum((1 + t) * (p - np.asarray(g)) ** 2) for p, g in zip(params, recorded["goal"])]
    updates = optimizer.get_updates(params, {}, sum(gaps))
    step = theano.function([t], [], updates=updates)
    reached = []
    for number in range(6):
        step(number % 3)
        if number in (0, 2, 5):
            reached.append([p.get_value() for p in params])
    for got, expected in zip(reached, case["values"]):
        for mine, theirs in zip(got, expected):
            np.testing.assert_allclose(mine, theirs, rtol=1e-10)


@pytest.mark.parametrize(("generation", "case"), cases("activations"))
def test_activations(generation, case):
    x = T.constant(np.asarray(RECORDED[generation]["x"]))
    got = activations.get(case["name"])(x, **case.get("options", {}))
    close(theano.function([], got)(), case)


def test_nothing_is_left_out():
    tested = {kind: {case["name"] for generation in RECORDED for case in RECORDED[generation][kind]}
              for kind in ("losses", "metrics", "optimizers", "activations")}  # fmt: skip
    known = {name for name, loss in losses.LOSSES.items() if name == loss.__name__}
    assert tested["losses"] == known
    assert tested["optimizers"] == {rule.__name__ for rule in optimizers.OPTIMIZERS.values()}
    assert tested["activations"] == set(activations.FUNCTIONS)
    own = {name for name, metric in metrics.METRICS.items() if name == metric.__name__}
    assert tested["metrics"] == own - {"categorical_hinge", "huber_loss"}
