import numpy as np
import pytest

from tests import reference
from tests.cells.one_step import assert_step_equals_oracle
from theanornn.cells import LSTMCell


@pytest.mark.parametrize("activation", ["tanh", "softsign"])
@pytest.mark.parametrize("inner_activation", ["sigmoid", "hard_sigmoid"])
@pytest.mark.parametrize("peepholes", [False, True])
def test_step(activation, inner_activation, peepholes, rng):
    options = dict(activation=activation, inner_activation=inner_activation)
    cell = LSTMCell(4, 3, peepholes=peepholes, initializers={"b": "normal"}, **options)
    step = reference.lstm_step(*cell.params.get_values(), **options)
    assert_step_equals_oracle(cell, step, rng)


@pytest.mark.parametrize(
    ("forget_bias", "expected"), [(1.0, 1.0), (0, 0.0), ("ones", 1.0), (None, 0.0), (2.5, 2.5)]
)
def test_forget_bias(forget_bias, expected):
    b = LSTMCell(4, 3, forget_bias=forget_bias).b.get_value()
    np.testing.assert_array_equal(b, [0] * 3 + [expected] * 3 + [0] * 6)


def test_forget_bias_by_name_of_the_gate_wins():
    b = LSTMCell(4, 1, initializers={"b_f": "zeros", "b": "ones"}).b.get_value()
    np.testing.assert_array_equal(b, [1, 0, 1, 1])


def test_peepholes_are_small_random_numbers_by_default():
    peepholes = LSTMCell(1, 100, peepholes=True).peepholes.get_value()
    assert peepholes.shape == (300,)
    np.testing.assert_allclose(peepholes.std(), 0.1, rtol=0.2)
