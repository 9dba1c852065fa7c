"""Compiled functions are made once, on first use, and say what they are."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.cells import SimpleRNNCell
from theanornn.errors import NotCompiledError, UnknownNameError
from theanornn.functions import Functions, Graph
from theanornn.recurrence import recur


@pytest.fixture
def counted():
    """Functions with one called "double", and how often its graph was made."""
    made, functions, x = [], Functions(), T.dvector("x")

    def make():
        made.append(1)
        return Graph([x], [(2 * x).copy(name="doubled")], [])

    functions.define("double", make)
    return functions, made


def test_compiled_once_and_on_first_use(counted):
    functions, made = counted
    assert made == [] and not functions.is_compiled("double")
    first = functions["double"]
    np.testing.assert_array_equal(first(np.ones(2))[0], [2, 2])
    np.testing.assert_array_equal(functions["double"](np.ones(5))[0], 2 * np.ones(5))
    assert functions["double"] is first and made == [1]


def test_discarded_functions_are_made_anew(counted):
    functions, made = counted
    functions["double"]
    functions.discard("double")
    assert not functions.is_compiled("double") and "double" in functions
    functions["double"]
    assert made == [1, 1]


def test_defining_again_throws_the_old_one_away(counted):
    functions, _ = counted
    functions["double"]
    x = T.dscalar("x")
    functions.define("double", lambda: Graph([x], [x + x], []))
    assert functions["double"](3.0)[0] == 6.0


def test_removed_functions_are_unknown(counted):
    functions, _ = counted
    functions.remove("double")
    assert list(functions) == []
    with pytest.raises(UnknownNameError, match="no function 'double'"):
        functions["double"]


def test_what_is_known_of_a_function(counted):
    functions, _ = counted
    assert repr(functions) == "double: not compiled yet"
    function = functions["double"]
    assert function.inputs == ["x: TensorType(float64, vector)"]
    assert function.outputs == ["doubled: TensorType(float64, vector)"]
    assert function.drivers == []
    assert function.nodes >= 1 and function.seconds > 0
    assert repr(functions).startswith("double(x: TensorType(float64, vector)) -> doubled")


def test_updates_are_applied():
    total, x = theano.shared(0.0), T.dscalar("x")
    functions = Functions()
    functions.define("add", lambda: Graph([x], [total], [(total, total + x)]))
    functions["add"](2.0)
    functions["add"](3.0)
    assert total.get_value() == 5.0


def test_drivers_of_recurrent_layers_are_recorded():
    x, functions = T.dtensor3("x"), Functions()
    cell = SimpleRNNCell(2, 3)
    functions.define("scan", lambda: Graph([x], [recur(cell, x, how="scan")[0][-1]], []))
    assert functions["scan"].drivers == ["scan"]


def test_training_before_compile_says_so():
    with pytest.raises(NotCompiledError, match="compile"):
        Functions()["train"]


def test_options_are_theanos_and_what_was_compiled_with_others_is_stale():
    x = T.dvector("x")
    functions = Functions()
    functions.define("twice", lambda: Graph([x], [2 * x], []))
    first = functions["twice"]
    functions.set_options()
    assert functions["twice"] is first
    functions.set_options(profile=True)
    again = functions["twice"]
    assert again is not first and again._function.profile
    assert again([1.0])[0].tolist() == [2.0]
