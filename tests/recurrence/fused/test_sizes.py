"""Sizes that disagree are refused when data arrive, by the array that is to blame."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.cells import LSTMCell, SimpleRNNCell
from theanornn.errors import ShapeError
from theanornn.recurrence import recur

pytestmark = pytest.mark.compiled

SHAPES = {
    "x": (4, 3, 2),
    "W": (2, 12),
    "U": (3, 12),
    "b": (12,),
    "peepholes": (9,),
    "mask": (4, 3),
    "h": (3, 3),
    "c": (3, 3),
    "state_dropout": (3, 3),
}


def variables(shapes):
    return {key: T.TensorType("float64", (False,) * len(s))(key) for key, s in shapes.items()}


@pytest.fixture(scope="module")
def lstm():
    given = variables(SHAPES)
    states = recur(
        LSTMCell.over(**{key: given[key] for key in ("W", "U", "b", "peepholes")}),
        given["x"],
        [given["h"], given["c"]],
        given["mask"],
        state_dropout=given["state_dropout"],
        how="fused",
    )
    return theano.function(list(given.values()), list(states))


def refused(function, shapes):
    """What is said, without what Theano adds."""
    with pytest.raises(ShapeError) as error:
        function(*(np.zeros(shape) for shape in shapes.values()))
    return str(error.value).splitlines()[0].partition("the fused recurrence of ")[2]


@pytest.mark.parametrize(
    ("name", "shape", "said"),
    [
        (
            "x",
            (4, 3, 5),
            "x has shape (4, 3, 5), which is 5 features, but W, of shape (2, 12), takes 2: "
            "expected (4, 3, 2) = (time, batch, n_in)",
        ),
        ("W", (2, 13), "W has shape (2, 13), expected (2, 12): (n_in, 4*units) with 3 units, as U"),
        ("W", (2, 16), "W has shape (2, 16), expected (2, 12): (n_in, 4*units) with 3 units, as U"),
        ("b", (11,), "b has shape (11,), expected (12,): (4*units,) with 3 units, as U has"),
        (
            "mask",
            (4, 2),
            "the mask has shape (4, 2), expected (4, 3): (time, batch) of x, which has shape "
            "(4, 3, 2)",
        ),
        ("mask", (5, 3), "the mask has shape (5, 3), expected (4, 3): (time, batch) of x"),
        ("U", (3, 9), "U has shape (3, 9), expected (3, 12): 3 units, as W has"),
        ("U", (4, 12), "U has shape (4, 12), expected (3, 12): 3 units, as U has"),
        ("peepholes", (12,), "peepholes has shape (12,), expected (9,): 3 units, as U has"),
        (
            "h",
            (2, 3),
            "the initial state 'h' has shape (2, 3), expected (3, 3): (batch, units), the batch of "
            "x, which has shape (4, 3, 2), with 3 units",
        ),
        ("h", (3, 4), "the initial state 'h' has shape (3, 4), expected (3, 3)"),
        ("c", (3, 4), "the initial state 'c' has shape (3, 4), expected (3, 3)"),
        ("state_dropout", (2, 3), "state_dropout has shape (2, 3), expected (3, 3): (batch, units"),
    ],
)
def test_the_one_that_is_wrong_is_named(lstm, name, shape, said):
    assert refused(lstm, {**SHAPES, name: shape}).startswith(f"lstm: {said}")


def test_it_runs_after_an_error(lstm):
    refused(lstm, {**SHAPES, "x": (4, 3, 5)})
    h, c = lstm(*(np.zeros(shape) for shape in SHAPES.values()))
    np.testing.assert_array_equal(h, np.zeros((4, 3, 3)))


class Whole(SimpleRNNCell):
    """Its input is projected before the kernel has it."""

    def project(self, x):
        return 2 * T.dot(x, self.W)


def test_input_that_was_projected():
    shapes = {"x": (4, 3, 2), "W": (2, 3), "U": (3, 3), "h": (3, 3)}
    given = variables(shapes)
    cell = Whole.over(W=given["W"], U=given["U"], b=None)
    function = theano.function(list(given.values()), list(recur(cell, given["x"], given["h"])))
    function(*(np.zeros(shape) for shape in shapes.values()))
    said = refused(function, {**shapes, "W": (2, 4)})
    assert "the projected input has shape (4, 3, 4), expected (4, 3, 3)" in said
    assert "(time, batch, 1*units) with 3 units, as U has" in said
    assert "state 'h' has shape (5, 3), expected (3, 3)" in refused(
        function, {**shapes, "h": (5, 3)}
    )


def test_the_gradient_refuses_as_well():
    cell, x = SimpleRNNCell(2, 3), T.tensor3("x")
    (hs,) = recur(cell, x, how="fused")
    function = theano.function([x], T.grad(hs.sum(), cell.U))
    assert "x has shape (4, 3, 5), which is 5 features" in refused(function, {"x": (4, 3, 5)})
