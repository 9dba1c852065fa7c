"""What all optimizers have in common: one suite over all of them."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import constraints, optimizers
from theanornn.errors import (
    DataError,
    DtypeError,
    NotBuiltError,
    ShapeError,
    UnknownNameError,
)

CLASSES = sorted(set(optimizers.OPTIMIZERS.values()), key=lambda rule: rule.__name__)


@pytest.fixture(params=CLASSES, ids=lambda rule: rule.__name__)
def rule(request):
    return request.param


def parameters():
    return [
        theano.shared(np.array([[3.0, -4.0]]), name="W"),
        theano.shared(np.array([1.0, 2.0, 2.0]), name="b"),
    ]


def trained(optimizer, params, limits=None):
    """A function that does one update of ``sum(p ** 2) / 2``; the gradient is the parameter."""
    loss = sum(T.sum(T.sqr(p)) for p in params) / 2
    return theano.function([], loss, updates=optimizer.get_updates(params, limits or {}, loss))


def test_every_public_rule_is_listed():
    public = {value for value in vars(optimizers).values() if isinstance(value, type)}
    assert public - {optimizers.Optimizer, DtypeError} == set(CLASSES)


def test_names(rule):
    for name in (rule.__name__, rule.__name__.lower()):
        assert type(optimizers.get(name)) is rule


def test_config_makes_an_equal_one(rule):
    config = rule(learning_rate=0.25, decay=0.5, clipnorm=2.0, clipvalue=3.0).get_config()
    assert config["learning_rate"] == 0.25
    assert (config["decay"], config["clipnorm"], config["clipvalue"]) == (0.5, 2.0, 3.0)
    described = {"class_name": rule.__name__, "config": config}
    assert optimizers.get(described).get_config() == config


def test_a_float32_learning_rate_is_written_as_it_was_given(rule):
    with theano.config.change_flags(floatX="float32"):
        assert rule(0.001).get_config()["learning_rate"] == 0.001


def test_loss_goes_down(rule):
    params = parameters()
    update = trained(rule(), params)
    losses = [float(update()) for _ in range(5)]
    assert all(later < earlier for earlier, later in zip(losses, losses[1:]))


def test_the_learning_rate_changes_without_a_new_function(rule):
    params = parameters()
    optimizer = rule()
    update = trained(optimizer, params)
    update()
    before = [p.get_value() for p in params]
    optimizer.lr = 0.0
    update()
    for p, value in zip(params, before):
        np.testing.assert_array_equal(p.get_value(), value)
    optimizer.learning_rate.set_value(1.0)
    update()
    assert not np.array_equal(params[0].get_value(), before[0])


def test_keras1_name_of_the_learning_rate(rule):
    assert rule(lr=0.5).get_config()["learning_rate"] == 0.5
    with pytest.raises(UnknownNameError, match="both were given"):
        rule(lr=0.5, learning_rate=0.5)


def test_state_can_be_kept_and_put_back(rule):
    optimizer, params = rule(), parameters()
    update = trained(optimizer, params)
    update()
    state, values = optimizer.get_weights(), [p.get_value() for p in params]
    update()
    expected = [p.get_value() for p in params]

    optimizer.set_weights(state)
    for p, value in zip(params, values):
        p.set_value(value)
    update()
    for p, value in zip(params, expected):
        np.testing.assert_array_equal(p.get_value(), value)


def test_state_that_does_not_fit_changes_nothing():
    optimizer = optimizers.Adam()
    with pytest.raises(NotBuiltError, match="build"):
        optimizer.set_weights([np.int64(3)])
    optimizer.build(parameters())
    wrong = optimizer.get_weights()
    wrong[0], wrong[-1] = np.int64(3), np.zeros(7)
    with pytest.raises(ShapeError, match=r"b_v has shape \(3,\), got \(7,\)"):
        optimizer.set_weights(wrong)
    with pytest.raises(ShapeError, match="5 arrays of state, got 1"):
        optimizer.set_weights([np.int64(3)])
    assert optimizer.iterations.get_value() == 0


def test_clipnorm_is_of_all_gradients_together():
    params = parameters()  # 3, -4, 1, 2, 2: norm sqrt(34)
    before = [p.get_value() for p in params]
    trained(optimizers.SGD(1.0, clipnorm=0.5), params)()
    change = [value - p.get_value() for p, value in zip(params, before)]
    for got, value in zip(change, before):
        np.testing.assert_allclose(got, value * 0.5 / np.sqrt(34), rtol=1e-12)


def test_clipnorm_leaves_small_gradients_alone():
    params = parameters()
    trained(optimizers.SGD(1.0, clipnorm=6.0), params)()
    np.testing.assert_allclose(params[0].get_value(), 0.0, atol=1e-15)


def test_clipvalue():
    params = parameters()
    trained(optimizers.SGD(1.0, clipvalue=1.5), params)()
    np.testing.assert_allclose(params[0].get_value(), [[1.5, -2.5]])
    np.testing.assert_allclose(params[1].get_value(), [0.0, 0.5, 0.5])


def test_constraints_apply_after_the_update(rule):
    params = parameters()
    trained(rule(), params, {params[0]: constraints.NonNeg()})()
    assert params[0].get_value()[0, 1] == 0.0


def test_a_parameter_with_an_axis_of_one_keeps_its_type(rule):
    p = theano.shared(np.ones((1, 2)), broadcastable=(True, False), name="p")
    trained(rule(), [p])()
    assert p.get_value().shape == (1, 2)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"learning_rate": -1.0}, "learning_rate is -1.0, expected 0 or more"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast', expected a number"),
        ({"learning_rate": float("nan")}, "expected a finite number"),
        ({"decay": -0.1}, "decay is -0.1"),
        ({"clipnorm": 0}, "clipnorm is 0, expected more than 0"),
        ({"clipvalue": -1}, "clipvalue is -1"),
    ],
)
def test_bad_numbers(rule, options, message):
    with pytest.raises(DataError, match=message):
        rule(**options)


def test_bad_identifiers():
    with pytest.raises(UnknownNameError, match="did you mean 'adam'"):
        optimizers.get("adan")
    with pytest.raises(DtypeError, match="expected a name such as 'adam'"):
        optimizers.get(optimizers.Adam)
    with pytest.raises(UnknownNameError, match="learning_rate"):
        optimizers.get({"class_name": "SGD", "config": {"learning_rat": 1}})


def test_repr_is_what_makes_it():
    assert repr(optimizers.SGD(0.5, momentum=0.9, clipnorm=1)) == (
        "SGD(learning_rate=0.5, momentum=0.9, decay=0.0, nesterov=False, clipnorm=1.0)"
    )
