import numpy as np
import pytest
import theano

from theanornn import initializers
from theanornn.errors import ShapeError, UnknownNameError

SHAPE = (300, 200)

# name, generation: mean, standard deviation, largest absolute value (None: no limit)
STATISTICS = {
    ("uniform", 2): (0, 0.05 / np.sqrt(3), 0.05),
    ("random_uniform", 2): (0, 0.05 / np.sqrt(3), 0.05),
    ("normal", 2): (0, 0.05, None),
    ("random_normal", 2): (0, 0.05, None),
    ("truncated_normal", 2): (0, 0.05 * 0.87962566, 0.1),
    ("glorot_uniform", 2): (0, np.sqrt(2 / 500), np.sqrt(6 / 500)),
    ("glorot_uniform", 1): (0, np.sqrt(2 / 500), np.sqrt(6 / 500)),
    ("glorot_normal", 2): (0, np.sqrt(2 / 500), 2 * np.sqrt(2 / 500) / 0.87962566),
    ("glorot_normal", 1): (0, np.sqrt(2 / 500), None),
    ("he_uniform", 2): (0, np.sqrt(2 / 300), np.sqrt(6 / 300)),
    ("he_normal", 2): (0, np.sqrt(2 / 300), 2 * np.sqrt(2 / 300) / 0.87962566),
    ("he_normal", 1): (0, np.sqrt(2 / 300), None),
    ("lecun_uniform", 2): (0, np.sqrt(1 / 300), np.sqrt(3 / 300)),
    ("lecun_normal", 2): (0, np.sqrt(1 / 300), 2 * np.sqrt(1 / 300) / 0.87962566),
    ("variance_scaling", 2): (0, np.sqrt(1 / 300), 2 * np.sqrt(1 / 300) / 0.87962566),
}


@pytest.mark.parametrize(("name", "generation"), STATISTICS)
def test_distribution(name, generation, rng):
    mean, deviation, limit = STATISTICS[name, generation]
    values = initializers.get(name, generation)(SHAPE, rng)
    assert values.shape == SHAPE and values.dtype == "float64"
    assert abs(values.mean() - mean) < 5 * deviation / np.sqrt(values.size)
    np.testing.assert_allclose(values.std(), deviation, rtol=0.02)
    if limit is None:
        assert abs(values).max() > 3.5 * deviation
    else:
        assert 0.99 * limit < abs(values).max() <= limit


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (1, 4), (4, 1), (2, 3, 4)])
@pytest.mark.parametrize(("generation", "gain"), [(1, 1.1), (2, 1.0)])
def test_orthogonal(shape, generation, gain, rng):
    q = initializers.get("orthogonal", generation)(shape, rng).reshape(-1, shape[-1])
    product = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    np.testing.assert_allclose(product, gain**2 * np.eye(min(q.shape)), atol=1e-12)


@pytest.mark.parametrize(
    ("identifier", "shape", "expected"),
    [
        ("zero", (2,), [0, 0]),
        ("zeros", (2,), [0, 0]),
        ("one", (2,), [1, 1]),
        ("ones", (2,), [1, 1]),
        ("constant", (2,), [0, 0]),
        (initializers.Constant(2.5), (2,), [2.5, 2.5]),
        (initializers.Constant([1.0, 2.0]), (2,), [1, 2]),
        ("identity", (2, 3), [[1, 0, 0], [0, 1, 0]]),
        (initializers.Identity(gain=2), (2, 2), [[2, 0], [0, 2]]),
        ({"class_name": "Constant", "config": {"value": 3}}, (1,), [3]),
        ({"name": "ones"}, (1,), [1]),
        (initializers.Ones, (1,), [1]),
        (lambda shape, name=None: theano.shared(np.full(shape, 4.0), name=name), (2,), [4, 4]),
        (lambda shape: np.full(shape, 5), (2,), [5, 5]),
        (lambda shape, rng: np.full(shape, 6.0), (2,), [6, 6]),
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


def test_wrong_shapes(rng):
    with pytest.raises(ShapeError, match=r"orthogonal needs .* rank 2 or more, got \(3,\)"):
        initializers.get("orthogonal")((3,), rng)
    with pytest.raises(ShapeError, match=r"identity needs a shape of rank 2, got \(3,\)"):
        initializers.get("identity")((3,), rng)
    with pytest.raises(ShapeError, match=r"mine returned shape \(1,\) .* of shape \(3,\)"):

        def mine(shape):
            return np.zeros(1)

        initializers.get(mine)((3,), rng)


def test_function_has_no_config():
    with pytest.raises(UnknownNameError, match="cannot be written to a config"):
        initializers.serialize(initializers.get(lambda shape: np.zeros(shape)))
