import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.cell_cases import CASES
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.randomness import RandomSource
from theanornn.recurrence.stepping import advance
from theanornn.recurrence.trace import reads, trace


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_a_step_put_at_other_variables_is_the_step(name, masked, rng):
    case = CASES[name]
    weights = {key: theano.shared(value) for key, value in case.random_weights(rng, 2, 3).items()}
    cell = case.cell.over(**weights, **case.options)
    gates = len(cell.gates)
    z_t, *states = (theano.shared(rng.normal(size=(2, 3 * k))) for k in [gates] + [1] * 2)
    states = states[: len(cell.states)]
    mask = T.constant(np.array([[True], [False]]), dtype="bool")
    inputs = [z_t, *([mask] if masked else []), *states]
    got, updates = trace(cell, "float64", masked).at(inputs)
    expected = advance(cell, z_t, states, mask if masked else None)
    values = theano.function([], [*got, *expected])()
    for one, other in zip(values[: len(got)], values[len(got) :]):
        np.testing.assert_array_equal(one, other)
    assert updates == {}


def test_invariants_are_the_largest_expressions_that_no_state_enters():
    assert trace(LSTMCell(2, 3, name="a"), "float64").invariants[0].name == "a_U"
    shapes = [v.shape.eval().tolist() for v in trace(GRUCell(2, 3), "float64").invariants]
    assert sorted(shapes) == [[3, 3], [3, 6]]


def test_sizes_of_symbolic_weights_are_no_obstacle():
    cell = GRUCell.over(W=T.matrix(), U=T.matrix("U"))
    invariants = trace(cell, "float64").invariants
    assert all(isinstance(v.type, T.TensorType) for v in invariants)
    assert sum(v.ndim == 2 for v in invariants) == 2


def test_random_generators_become_updates():
    stream = RandomSource(1).theano_stream()
    cell = SimpleRNNCell(1, 2)
    cell.step = lambda z, h: (h + stream.normal(h.shape),)
    step = trace(cell, "float64")
    (generator,) = step.updates
    assert generator.default_update is step.updates[generator]
    assert generator not in step.invariants


def test_reads():
    cell = SimpleRNNCell(2, 3)
    assert reads(cell, cell.U, "float64")
    assert not reads(cell, cell.W, "float64")
