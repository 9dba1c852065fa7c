import numpy as np
import pytest

from tests.cell_cases import MinimalGatedUnit
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.errors import UnknownNameError

ARRAYS = dict(W=np.ones((3, 2)), U=np.ones((2, 2)), b=np.array([1.0, 2.0]))


def projected(cell):
    return cell.project(np.zeros((1, 3))).eval()[0].tolist()


@pytest.mark.parametrize(
    ("options", "total", "biases"),
    [
        ({}, [1, 2], "one"),
        ({"biases": "twice"}, [2, 4], "twice"),
        ({"b_recurrent": np.array([0.5, 0.5])}, [1.5, 2.5], "two"),
        ({"b": None, "b_recurrent": np.array([0.5, 0.5])}, [0.5, 0.5], "two"),
        ({"b": None, "biases": "twice"}, [0, 0], "twice"),
    ],
)
def test_total(options, total, biases):
    cell = SimpleRNNCell.over(**{**ARRAYS, **options})
    assert projected(cell) == total and cell.biases == biases


def test_new_cells():
    two = LSTMCell(3, 2, biases="two")
    assert two.weight_names == ("W", "U", "b", "b_recurrent")
    assert projected(two)[2:4] == [1, 1], "the forget gate's, once"
    assert LSTMCell(3, 2, biases="two", use_bias=False).weight_names == ("W", "U")
    assert GRUCell(3, 2, reset_after=True, biases="one").weight_names == ("W", "U", "b")
    assert GRUCell(3, 2, reset_after=True).biases == "two"
    assert projected(SimpleRNNCell(3, 2, biases="twice", initializers={"b": "ones"})) == [2, 2]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LSTMCell(3, 2, biases=2), "number of biases must be given by name, got 2"),
        (lambda: MinimalGatedUnit(3, 2, biases="two"), "MinimalGatedUnit has no second bias"),
        (lambda: GRUCell(3, 2, biases="two"), "biases='two' is for reset_after=True only"),
        (
            lambda: SimpleRNNCell.over(**ARRAYS, b_recurrent=np.ones(2), biases="one"),
            "b_recurrent was given to 'simplernn', which has one bias",
        ),
    ],
)
def test_wrong(make, message):
    with pytest.raises(UnknownNameError, match=message):
        make()
