"""Plain data come back as they were, bit for bit and of their types."""

import collections
import json
import random

import numpy as np
import pytest

from theanornn.checkpointing.plain import NotPlain, pack, unpack


def there_and_back(value):
    arrays = {}
    text = json.dumps(pack(value, arrays))
    return unpack(json.loads(text), arrays)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2**200,
        -0.1,
        float("inf"),
        "é\0\ud800",
        [],
        (1, (2, [3])),
        {"a": {1: 2, (3, 4): None}},
        {},
        {1, 2},
        frozenset({"x"}),
        collections.deque([1, 2], maxlen=3),
        np.float32(0.1),
        np.int8(-3),
        np.bool_(True),
    ],
)
def test_values(value):
    again = there_and_back(value)
    assert again == value and type(again) is type(value)
    assert getattr(again, "maxlen", None) == getattr(value, "maxlen", None)


def test_not_a_number():
    assert np.isnan(there_and_back([float("nan"), np.float32("nan")])).all()


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((0, 3)),
        np.array(1.5, "float16"),
        np.arange(6, dtype="int64").reshape(2, 3).T,
        np.arange(6)[::-2],
        np.arange(4, dtype=">f8"),
        np.array([True, False]),
    ],
)
def test_arrays(array):
    again = there_and_back({"a": array})["a"]
    np.testing.assert_array_equal(again, array)
    assert again.dtype == array.dtype.newbyteorder("=") and again.shape == array.shape
    assert again.flags.writeable


@pytest.mark.parametrize(
    "generator, draw",
    [
        (np.random.default_rng(1), lambda g: g.random()),
        (np.random.Generator(np.random.MT19937(1)), lambda g: g.random()),
        (np.random.RandomState(1), lambda g: g.random_sample()),
        (random.Random(1), lambda g: g.random()),
    ],
)
def test_generators_go_on(generator, draw):
    draw(generator)
    again = there_and_back([generator])[0]
    assert [draw(again) for _ in range(3)] == [draw(generator) for _ in range(3)]


@pytest.mark.parametrize("value", [object(), [len], {"a": open}, np.array([None]), 1j, b"x"])
def test_what_is_not_plain(value):
    with pytest.raises(NotPlain, match="a checkpoint cannot hold a"):
        pack(value, {})
