"""One value, a list, or a dict by name, for several inputs or outputs."""

import pytest

from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError
from theanornn.training import choices

NAMES = ["first", "second"]


@pytest.mark.parametrize("value", [[1, 2], (1, 2), {"second": 2, "first": 1}])
def test_in_order(value):
    assert choices.in_order("x", value, NAMES, "input") == [1, 2]


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ([1], ShapeError, "x holds 1 entries, but the model has 2 inputs: first, second"),
        ({"first": 1}, DataError, "x has nothing for 'second'"),
        ({"frist": 1, "second": 2}, UnknownNameError, "'frist'.*did you mean 'first'"),
        ({"zzz": 1}, UnknownNameError, "there are first, second"),
        (3, DtypeError, "x is one int, but the model has 2 inputs"),
    ],
)
def test_not_in_order(value, error, message):
    with pytest.raises(error, match=message):
        choices.in_order("x", value, NAMES, "input")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mse", ["mse", "mse"]),
        (["mse", "mae"], ["mse", "mae"]),
        ({"second": "mae"}, ["none", "mae"]),
        (None, ["none", "none"]),
        (len, [len, len]),
    ],
)
def test_for_each(value, expected):
    assert choices.for_each("loss", value, NAMES, "none") == expected


def test_one_value_may_not_be_for_several():
    with pytest.raises(DtypeError, match="loss_weights is one float"):
        choices.for_each("loss_weights", 0.5, NAMES, 1.0, single=False)
    assert choices.for_each("loss_weights", 0.5, ["only"], 1.0, single=False) == [0.5]


def test_losses_that_a_dict_lacks_are_warned_of():
    with pytest.warns(UserWarning, match="nothing for 'first'") as told:
        assert choices.losses_for_each({"second": "mse"}, NAMES) == [None, "mse"]
    assert told[0].filename == __file__


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, [[], []]),
        (["acc"], [["acc"], ["acc"]]),
        ({"second": "acc"}, [[], ["acc"]]),
        ({"first": ["acc", len], "second": None}, [["acc", len], []]),
        ([["acc"], []], [["acc"], []]),
        ([["acc", "mse"], "mae"], [["acc", "mse"], ["mae"]]),
        ([], [[], []]),
    ],
)
def test_measures(value, expected):
    assert choices.measures_for_each("metrics", value, NAMES) == expected


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ("acc", DtypeError, r"metrics is 'acc', expected a list such as \['accuracy'\]"),
        (len, DtypeError, "expected a list"),
        ({"third": "acc"}, UnknownNameError, "the output 'third'"),
        ([["acc"]], ShapeError, "metrics holds 1 entries"),
    ],
)
def test_no_measures(value, error, message):
    with pytest.raises(error, match=message):
        choices.measures_for_each("metrics", value, NAMES)


def test_mapped():
    nested = {"a": [1, (2, None)], "b": 3}
    assert choices.mapped(nested, str) == {"a": ["1", ["2", None]], "b": "3"}
