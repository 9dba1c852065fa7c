import numpy as np
import pytest

from theanornn.errors import TheanornnError
from theanornn.keras import backend as K
from theanornn.randomness import RandomSource, drawing_from

N = 4000


def drawn(variable):
    return K.function([], [variable])([])[0]


@pytest.mark.parametrize(
    "variable, mean, std",
    [
        (lambda: K.random_normal((N,), mean=3.0, stddev=2.0), 3, 2),
        (lambda: K.random_normal((N,), 3.0, std=2.0), 3, 2),
        (lambda: K.random_uniform((N,), minval=-1.0, maxval=2.0), 0.5, 3 / 12**0.5),
        (lambda: K.random_uniform((N,), low=-1.0, high=2.0), 0.5, 3 / 12**0.5),
        (lambda: K.random_binomial((N,), p=0.25), 0.25, (3 / 16) ** 0.5),
        (lambda: K.truncated_normal((N,), mean=1.0, stddev=2.0), 1, 2 * 0.8796),
    ],
)
def test_distributions(variable, mean, std):
    values = drawn(variable())
    assert values.shape == (N,) and values.dtype == K.floatx()
    assert abs(values.mean() - mean) < 5 * std / N**0.5
    assert abs(values.std() / std - 1) < 0.05


def test_nothing_beyond_two_deviations():
    assert abs(drawn(K.truncated_normal((N,), 0.0, 1.5))).max() <= 3


def test_each_call_draws_anew_and_each_source_repeats():
    def twice():
        with drawing_from(RandomSource(5)):
            function = K.function([], [K.random_uniform((3,))])
        return function([])[0], function([])[0]

    (a, b), (c, d) = twice(), twice()
    assert not np.array_equal(a, b)
    np.testing.assert_array_equal([a, b], [c, d])
    assert not np.array_equal(drawn(K.random_uniform((3,))), drawn(K.random_uniform((3,))))
    seeded = [drawn(K.random_normal((3,), seed=2)) for _ in range(2)]
    np.testing.assert_array_equal(*seeded)


def test_symbolic_shapes_and_dtypes():
    x = K.placeholder((None, 2))
    noise = K.random_normal((x.shape[0], 2), dtype="float32")
    assert noise.dtype == "float32" and K.int_shape(noise) == (None, 2)
    assert K.function([x], [noise])([np.zeros((5, 2))])[0].shape == (5, 2)
    assert K.function([x], [K.random_uniform(K.shape(x))])([np.zeros((5, 2))])[0].shape == (5, 2)


@pytest.mark.parametrize("noise_shape", [None, (N, 1), [None, 1]])
def test_dropout(noise_shape):
    values = drawn(K.dropout(K.ones((N, 3)), 0.25, noise_shape, seed=1))
    assert set(np.unique(values)) == {0, 1 / 0.75}
    assert abs(np.mean(values == 0) - 0.25) < 0.03
    together = np.all(values == values[:, :1])
    assert together == (noise_shape is not None)


@pytest.mark.parametrize("level", [-0.1, 1.0])
def test_dropout_of_a_share_that_is_none(level):
    with pytest.raises(TheanornnError, match="level"):
        K.dropout(K.ones((2, 3)), level)
