"""Element-wise functions of the kernels against NumPy's in higher precision."""

import functools

import numpy as np
import pytest

from tests.recurrence.fused import kernels

pytestmark = [pytest.mark.compiled, pytest.mark.filterwarnings("ignore::RuntimeWarning")]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


# By name: the function in NumPy, and the largest error in units of the last place.
FUNCTIONS = {
    "exp": (np.exp, 2),
    "expm1": (np.expm1, 4),
    "log": (np.log, 2),
    "log1p": (np.log1p, 3),
    "tanh": (np.tanh, 4),
    "sigmoid": (sigmoid, 4),
    "softplus": (softplus, 4),
    "sqrt": (np.sqrt, 0.5),
    "abs": (np.abs, 0),
    "sign": (np.sign, 0),
    "truncate": (np.trunc, 0),
}
# Below this v_sigmoid is zero.
SIGMOID_LOW = {"float32": -87, "float64": -708}
WIDTHS = kernels.vector_widths()


@functools.cache
def library(dtype, width):
    names = {name: f"v_{name}(a)" for name in FUNCTIONS}
    code = '#include "mathematics.h"\n' + kernels.elementwise(names, 1)
    code += kernels.elementwise({name: f"v_{name}(a, b)" for name in ("max", "min")}, 2)
    return kernels.load(code, dtype, width)


def inputs(dtype):
    """Numbers of all sizes, many around 0 and 1, and every special one."""
    info, rng = np.finfo(dtype), np.random.default_rng(3)
    sizes = np.exp(rng.uniform(np.log(info.smallest_subnormal), np.log(info.max), 20000))
    usual = np.concatenate([rng.normal(scale=scale, size=20000) for scale in (0.1, 1, 10, 100)])
    near = 1 + rng.normal(size=10000) * 10.0 ** rng.uniform(-17, 0, 10000)
    limits = [0, np.inf, np.nan, info.max, info.tiny, info.smallest_subnormal, info.eps]
    limits = np.array([*limits, 0.5, 1, 2, 3, 88, 89])
    limits = np.concatenate([limits, np.log([info.max, info.tiny, info.smallest_subnormal])])
    all_of_them = np.concatenate([sizes, usual, near, limits])
    return np.concatenate([all_of_them, -all_of_them]).astype(dtype)


def errors(got, expected):
    """Return the errors in units of the last place, given what is expected more precisely."""
    info = np.finfo(got.dtype)
    size = np.maximum(np.abs(expected), info.tiny)
    unit = np.exp2(np.floor(np.log2(size))) * info.eps
    return np.where(got == expected, 0, np.abs(got - expected) / unit)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dtype", kernels.DTYPES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_accuracy(name, dtype, width):
    function, most = FUNCTIONS[name]
    x = inputs(dtype)
    got = kernels.apply(getattr(library(dtype, width), f"on_{name}"), x)
    expected = function(x.astype("longdouble" if dtype == "float64" else "float64"))
    if name == "sigmoid":
        low = x < SIGMOID_LOW[dtype]
        assert not got[low].any()
        got, expected = got[~low], expected[~low]
    np.testing.assert_array_equal(np.isnan(got), np.isnan(expected))
    rounded = expected.astype(dtype)
    infinite = np.isinf(rounded) | np.isinf(got)
    np.testing.assert_array_equal(got[infinite], rounded[infinite])
    finite = ~infinite & ~np.isnan(expected)
    error = errors(got[finite], expected[finite])
    assert error.max() <= most, (x[finite][error.argmax()], error.max())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dtype", kernels.DTYPES)
def test_maximum_and_minimum_keep_nan_of_either_side(dtype, width):
    numbers = np.array([-np.inf, -1, 0, 2, np.inf, np.nan], dtype)
    a, b = (grid.ravel() for grid in np.meshgrid(numbers, numbers))
    for name, function in (("max", np.maximum), ("min", np.minimum)):
        got = kernels.apply(getattr(library(dtype, width), f"on_{name}"), a, b)
        np.testing.assert_array_equal(got, function(a, b))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dtype", kernels.DTYPES)
def test_any_number_of_numbers_and_not_one_more(dtype, width):
    x = np.linspace(-1, 1, 40).astype(dtype)
    whole = kernels.apply(library(dtype, width).on_tanh, x)
    for n in range(len(x)):
        result = np.full_like(x, 7)
        kernels.call(library(dtype, width).on_tanh, n, result, x)
        np.testing.assert_array_equal(result[:n], whole[:n])
        assert (result[n:] == 7).all()
