import pytest

from tests import reference
from tests.cells.one_step import assert_step_equals_oracle
from theanornn.cells import SimpleRNNCell


@pytest.mark.parametrize("activation", sorted(reference.ACTIVATIONS))
def test_step(activation, rng):
    cell = SimpleRNNCell(4, 3, activation=activation, initializers={"b": "normal"})
    step = reference.simple_rnn_step(*cell.params.get_values(), activation=activation)
    assert_step_equals_oracle(cell, step, rng)
