"""Initializers whose values are not random, and what all of them have in common."""

import numpy as np
import pytest

from theanornn import initializers, set_seed
from theanornn.errors import ShapeError, UnknownNameError


@pytest.mark.parametrize(
    ("identifier", "shape", "expected"),
    [
        ("zero", (2,), [0, 0]),
        ("zeros", (2,), [0, 0]),
        ("one", (2,), [1, 1]),
        ("ones", (2,), [1, 1]),
        ("constant", (2,), [0, 0]),
        (initializers.Constant(2.5), (2, 1), [[2.5], [2.5]]),
        (initializers.Constant([1.0, 2.0]), (2,), [1, 2]),
        ("identity", (2, 3), [[1, 0, 0], [0, 1, 0]]),
        (initializers.Identity(gain=2), (2, 2), [[2, 0], [0, 2]]),
        ({"class_name": "Constant", "config": {"value": 3}}, (1,), [3]),
        ({"name": "ones"}, (1,), [1]),
        (initializers.Ones, (1,), [1]),
    ],
)
def test_fixed_values(identifier, shape, expected, rng):
    np.testing.assert_array_equal(initializers.get(identifier)(shape, rng), expected)


@pytest.mark.parametrize("name", sorted(initializers.FACTORIES))
def test_same_generator_same_values_and_config_round_trip(name):
    first = initializers.get(name)
    second = initializers.get(initializers.serialize(first))
    assert repr(first) == repr(second)
    values = [init((3, 4), np.random.default_rng(7)) for init in (first, second)]
    np.testing.assert_array_equal(*values)


def test_own_seed_wins(rng):
    init = initializers.RandomNormal(seed=3)
    np.testing.assert_array_equal(init((4,), rng), init((4,), rng))


def test_without_a_generator_the_seed_of_the_program_counts():
    set_seed(3)
    first = initializers.get("normal")((4,))
    set_seed(3)
    np.testing.assert_array_equal(first, initializers.get("normal")((4,)))


def test_called_as_in_keras_2():
    assert initializers.get("ones")((2,), "float32").dtype == "float32"
    assert initializers.get("ones")((2,), dtype="float32").dtype == "float32"


@pytest.mark.parametrize(
    ("identifier", "error", "message"),
    [
        ("glorot", UnknownNameError, "unknown initializer 'glorot'; did you mean 'glorot_"),
        (3, UnknownNameError, "a name, a config, or a callable taking a shape; got 3"),
        (None, UnknownNameError, "got None"),
        (
            {"class_name": "VarianceScaling", "config": {"mode": "fan"}},
            UnknownNameError,
            "unknown mode of VarianceScaling 'fan'.*fan_avg",
        ),
    ],
)
def test_unknown(identifier, error, message):
    with pytest.raises(error, match=message):
        initializers.get(identifier)


def test_identity_needs_a_matrix(rng):
    with pytest.raises(ShapeError, match=r"identity needs a shape of rank 2, got \(3,\)"):
        initializers.get("identity")((3,), rng)
