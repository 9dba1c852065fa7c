"""Python numbers become constants that hold them exactly."""

import numpy as np
import pytest
import theano
import theano.tensor as T


@pytest.mark.parametrize("value, dtype", [(0.9, "float64"), (0.5, "float32"), (1e-300, "float64")])
def test_float_constants_are_exact(value, dtype):
    with theano.config.change_flags(floatX="float64"):
        constant = T.constant(value)
    assert constant.dtype == dtype
    assert float(constant.data) == value


def test_float_constants_follow_floatx():
    with theano.config.change_flags(floatX="float32"):
        assert T.constant(0.9).dtype == "float32"


@pytest.mark.parametrize("value, dtype", [(1, "int8"), (300, "int16"), (2**40, "int64")])
def test_int_constants_are_exact(value, dtype):
    constant = T.constant(value)
    assert constant.dtype == dtype
    assert int(constant.data) == value


def test_a_float_times_a_double():
    x = T.dscalar("x")
    assert theano.function([x], 0.9 * x)(np.float64(1.0)) == 0.9


def test_ints_beyond_int64():
    assert T.constant(2**63).dtype == "uint64"


def test_an_int_times_an_int():
    i = T.iscalar("i")
    assert (300 * i).dtype == "int32"
