"""Lasagne's update functions against the numbers of Lasagne itself, and their errors.

``tests/data/golden/lasagne/updates.json`` holds what Lasagne (master) computed on Theano 1.0.5 in
float64: parameters after each of five steps of each function.
"""

import inspect
import json
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import updates
from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError

RECORDED = json.loads(
    (Path(__file__).parents[1] / "data" / "golden" / "lasagne" / "updates.json").read_text()
)
RULES = ["sgd", "momentum", "nesterov_momentum", "adagrad", "rmsprop", "adadelta", "adam"]
RULES += ["adamax", "amsgrad"]


def parameters(dtype="float64"):
    return [theano.shared(np.array(p, dtype)) for p in RECORDED["parameters"]]


def loss_of(params):
    targets = (np.asarray(t, params[0].dtype) for t in RECORDED["targets"])
    return sum(T.sum(T.sqr(T.sin(p) - t)) for p, t in zip(params, targets))


def as_recorded(case, params):
    """The updates of a recorded case."""
    loss, options = loss_of(params), case["options"]
    function = getattr(updates, case["function"])
    if case["function"] == "total_norm_constraint":
        return updates.sgd(function(T.grad(loss, params), **options), params, 0.1)
    if "on" in case:
        below = getattr(updates, case["on"])(loss, params, learning_rate=0.1)
        only = [params[case["only"]]] if "only" in case else None
        return function(below, params=only, **options)
    return function(loss, params, **options)


@pytest.mark.parametrize("name", RECORDED["cases"])
def test_lasagne_updates(name):
    case, params = RECORDED["cases"][name], parameters()
    step = theano.function([], [], updates=as_recorded(case, params))
    for expected in case["parameters"]:
        step()
        for parameter, values in zip(params, expected):
            np.testing.assert_allclose(parameter.get_value(), values, rtol=1e-9, atol=1e-11)


def test_lasagne_has_a_recorded_case_of_each_function():
    recorded = {case["function"] for case in RECORDED["cases"].values()}
    assert recorded | {"norm_constraint"} == set(updates.__all__)


@pytest.mark.parametrize("case", RECORDED["norms"], ids=["columns", "rows", "filters"])
def test_lasagne_norm_constraint(case):
    got = updates.norm_constraint(T.constant(case["array"]), **case["options"])
    np.testing.assert_allclose(got.eval(), case["result"], rtol=1e-10)


def test_lasagne_total_norm_constraint():
    case = RECORDED["total_norm"]
    tensors = [T.constant(array) for array in case["arrays"]]
    scaled, norm = updates.total_norm_constraint(tensors, **case["options"], return_norm=True)
    got = theano.function([], [*scaled, norm])()
    for value, expected in zip(got, [*case["results"], case["norm"]]):
        np.testing.assert_allclose(value, expected, rtol=1e-10)
    alone = updates.total_norm_constraint(tensors, **case["options"])
    np.testing.assert_allclose(alone[0].eval(), case["results"][0], rtol=1e-10)


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("sgd", "(loss_or_grads, params, learning_rate)"),
        ("momentum", "(loss_or_grads, params, learning_rate, momentum=0.9)"),
        ("nesterov_momentum", "(loss_or_grads, params, learning_rate, momentum=0.9)"),
        ("apply_momentum", "(updates, params=None, momentum=0.9)"),
        ("apply_nesterov_momentum", "(updates, params=None, momentum=0.9)"),
        ("adagrad", "(loss_or_grads, params, learning_rate=1.0, epsilon=1e-06)"),
        ("rmsprop", "(loss_or_grads, params, learning_rate=1.0, rho=0.9, epsilon=1e-06)"),
        ("adadelta", "(loss_or_grads, params, learning_rate=1.0, rho=0.95, epsilon=1e-06)"),
        *(
            (
                name,
                f"(loss_or_grads, params, learning_rate={rate}, beta1=0.9, beta2=0.999, "
                "epsilon=1e-08)",
            )
            for name, rate in (("adam", 0.001), ("adamax", 0.002), ("amsgrad", 0.001))
        ),
        ("norm_constraint", "(tensor_var, max_norm, norm_axes=None, epsilon=1e-07)"),
        ("total_norm_constraint", "(tensor_vars, max_norm, epsilon=1e-07, return_norm=False)"),
    ],
)
def test_lasagne_signatures(name, signature):
    assert str(inspect.signature(getattr(updates, name))) == signature


@pytest.mark.parametrize("name", RULES)
def test_updates_have_the_types_of_what_they_update(name):
    """float32 parameters with floatX=float64, a parameter of one column, and a gradient list."""
    params = [*parameters("float32"), theano.shared(np.ones((3, 1), "float32"))]
    params[2] = theano.shared(np.ones((3, 1), "float32"), broadcastable=(False, True))
    gradients = [T.zeros_like(p) + 1 for p in params]
    got = getattr(updates, name)(gradients, params, learning_rate=np.float64(0.1))
    assert isinstance(got, OrderedDict) and set(params) <= set(got)
    for shared, new in got.items():
        assert new.type == shared.type
    assert all(shared.get_value().sum() == 0 for shared in got if shared not in params), (
        "what is kept starts at zero"
    )


def test_rates_may_be_shared_variables():
    (w,) = params = [theano.shared(np.array(1.0))]
    rate = theano.shared(np.array(0.5))
    step = theano.function([], [], updates=updates.momentum(w**2, params, rate, momentum=rate))
    step()
    assert w.get_value() == 0.0
    rate.set_value(0.0)
    step()
    assert w.get_value() == 0.0


def test_the_original_updates_stay_as_they_are():
    (w,) = params = [theano.shared(np.array(1.0))]
    before = updates.sgd(w**2, params, 0.1)
    after = updates.apply_momentum(before, momentum=0.5)
    assert list(before) == [w] and len(after) == 2


W = theano.shared(np.ones((2, 3)), name="W")
V = theano.shared(np.ones(3), name="V")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: updates.sgd([W], [W, V], 0.1), ShapeError, "1 gradients for 2 parameters"),
        (lambda: updates.sgd(W * 2, [W], 0.1), ShapeError, "expected a scalar variable"),
        (lambda: updates.sgd(3.0, [W], 0.1), ShapeError, "the loss is 3.0"),
        (lambda: updates.sgd(W.sum(), [W * 1], 0.1), DtypeError, "is no shared variable"),
        (lambda: updates.sgd(W.sum(), W, 0.1), DtypeError, r"expected a list: \[W\]"),
        (lambda: updates.adam(W.sum(), [W], "fast"), DataError, "learning_rate is 'fast'"),
        (lambda: updates.adam(W.sum(), [W], beta1=float("nan")), DataError, "beta1 is nan"),
        (lambda: updates.rmsprop(W.sum(), [W], epsilon=-1), DataError, "epsilon is -1"),
        (lambda: updates.sgd(W.sum(), [W], V), ShapeError, "learning_rate is V of 1 axes"),
        (
            lambda: updates.apply_momentum(updates.sgd(W.sum(), [W], 0.1), [V]),
            UnknownNameError,
            "momentum for V, of which there is no update; the updates are of W",
        ),
        (
            lambda: updates.apply_momentum([()]),
            DtypeError,
            "expected new values by shared variable",
        ),
        (lambda: updates.norm_constraint(V, 1.0), ShapeError, r"1 axes.*norm_axes=\(0,\)"),
        (lambda: updates.total_norm_constraint(V, 1.0), ShapeError, "expected a list"),
        (lambda: updates.total_norm_constraint([V], -1.0), DataError, "max_norm is -1.0"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()
