import numpy as np
import pytest

from tests import reference
from tests.cells.one_step import assert_step_equals_oracle
from theanornn.cells import GRUCell
from theanornn.errors import UnknownNameError


@pytest.mark.parametrize("inner_activation", ["sigmoid", "hard_sigmoid"])
@pytest.mark.parametrize("reset_after", [False, True])
def test_step(inner_activation, reset_after, rng):
    cell = GRUCell(
        4,
        3,
        reset_after=reset_after,
        inner_activation=inner_activation,
        initializers={"b": "normal", "b_recurrent": "normal"},
    )
    step = reference.gru_step(
        *cell.params.get_values(), reset_after=reset_after, inner_activation=inner_activation
    )
    assert_step_equals_oracle(cell, step, rng)


def test_reset_after_without_recurrent_bias(rng):
    W, U, b = rng.normal(size=(4, 9)), rng.normal(size=(3, 9)), rng.normal(size=9)
    cell = GRUCell.over(W=W, U=U, b=b, reset_after=True)
    assert cell.b_recurrent is None
    assert_step_equals_oracle(cell, reference.gru_step(W, U, b, reset_after=True), rng)


def test_recurrent_bias_is_refused_where_it_has_no_meaning():
    arrays = dict(W=np.zeros((4, 9)), U=np.zeros((3, 9)), b=np.zeros(9))
    with pytest.raises(UnknownNameError, match="b_recurrent is for reset_after=True only"):
        GRUCell.over(b_recurrent=np.zeros(9), **arrays)
