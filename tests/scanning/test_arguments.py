"""Arguments of scans that do not fit: what the messages say, and when they come."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn import scan
from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.scanning.arguments import settle

V = T.vector("v")


def add(*terms):
    return sum(terms)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"sequences": None}, ShapeError, "there is no sequence, so give n_steps"),
        ({"sequences": T.scalar("s")}, ShapeError, r"sequences\[0\] is a scalar"),
        ({"sequences": {"taps": [0]}}, ShapeError, r"sequences\[0\] has no 'input'"),
        ({"sequences": {"input": V, "tap": 0}}, UnknownNameError, r"keys \['tap'\]"),
        ({"sequences": {"input": V, "taps": [0.5]}}, ShapeError, "expected integers"),
        ({"sequences": np.ones(3), "n_steps": 4}, ShapeError, "has 3 steps, too few for n_steps=4"),
        (
            {"sequences": {"input": np.ones(3), "taps": [-1, 0]}, "n_steps": 3},
            ShapeError,
            r"has 3 steps, too few for n_steps=3 with taps \[-1, 0\]",
        ),
        ({"n_steps": -3}, ShapeError, "give go_backwards=True"),
        ({"n_steps": 2.5}, ShapeError, "n_steps=2.5, expected a whole number"),
        ({"n_steps": T.scalar()}, DtypeError, r"T.cast\(n_steps, 'int64'\)"),
        ({"truncate_gradient": -2}, ShapeError, "truncate_gradient is -2"),
        ({"outputs_info": {"inital": 0.0}}, UnknownNameError, r"keys \['inital'\], expected"),
        ({"outputs_info": {"taps": [-1]}}, ShapeError, r"taps \[-1\] but no 'initial'"),
        ({"outputs_info": {"initial": V, "taps": [-1, 1]}}, ShapeError, "different negative"),
        ({"outputs_info": {"initial": V, "taps": [-2, -2]}}, ShapeError, "different negative"),
        ({"outputs_info": {"initial": 0.0, "taps": [-2]}}, ShapeError, "without axes"),
        (
            {"outputs_info": {"initial": np.zeros(1), "taps": [-2, -1]}},
            ShapeError,
            r"needs 2 steps on its first axis.*has 1",
        ),
        ({"outputs_info": {"initial": 0.0, "return_steps": 1}}, ShapeError, r"outputs\[-1\]"),
        ({"how": "quick"}, UnknownNameError, "how is 'quick'"),
    ],
)
def test_refused_when_the_graph_is_built(arguments, error, message):
    with pytest.raises(error, match=message):
        scan(add, **{"sequences": V, "outputs_info": 0.0, **arguments})


@pytest.mark.compiled
@pytest.mark.parametrize("how", ["fused", "scan"])
def test_too_few_steps_are_refused_when_data_arrive(how):
    total, _ = scan(add, V, T.zeros(()), n_steps=3, how=how)
    assert total.eval({V: [1, 2, 3, 4]}).tolist() == [1, 3, 6]
    with pytest.raises(ShapeError, match=r"\[0\] \(v\) has 2 steps, too few for n_steps=3"):
        total.eval({V: [1, 2]})


def test_sequences_are_cut_to_what_the_steps_see():
    loop = settle([{"input": V, "taps": [-2, 1]}, np.arange(4.0)], None, None, None, -1)
    loop.go_backwards = True
    early, late, other = (each.eval({V: np.arange(10.0)}) for each in loop.cut_sequences())
    assert (early.tolist(), late.tolist(), other.tolist()) == (
        [6, 5, 4, 3],
        [9, 8, 7, 6],
        [3, 2, 1, 0],
    )
    assert loop.steps.eval({V: np.arange(5.0)}) == 2
