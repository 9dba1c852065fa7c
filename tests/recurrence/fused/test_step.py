"""What a step is made of."""

import theano.tensor as T

from theanornn.errors import TheanornnError
from theanornn.recurrence.fused.step import Extent, Leaf, NotFusable, Step


def test_a_step_that_cannot_be_fused_is_a_value_error():
    assert issubclass(NotFusable, TheanornnError)
    assert issubclass(NotFusable, ValueError)


def test_leaves_of_one_place_are_equal():
    assert Leaf("z", "z", 1) == Leaf("z", "z", 1)
    assert len({Leaf("vector", "b", 0), Leaf("vector", "b", 0), Leaf("vector", "b", 1)}) == 2


def test_the_number_of_states_is_that_of_what_comes_out():
    step = Step("float32", gates=4)
    assert step.n_states == 0 and not step.masked
    step.new_states += [T.fscalar(), T.fscalar()]
    assert step.n_states == 2


def test_steps_have_nothing_in_common():
    one, other = Step("float32", 4), Step("float32", 4)
    one.leaves[T.fscalar()] = Leaf("z", "z", 0)
    one.extents["U"] = Extent(1, 4)
    one.products.append(None)
    assert not other.leaves and not other.extents and not other.products
