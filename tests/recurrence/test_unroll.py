"""What is particular to the unrolled driver."""

import sys

import numpy as np
import pytest
import theano.tensor as T
from theano.graph.basic import ancestors
from theano.scan.op import Scan

from theanornn.cells import LSTMCell
from theanornn.errors import NotBuiltError
from theanornn.recurrence import recur


def test_there_is_no_loop():
    hs, _ = recur(LSTMCell(2, 3), T.tensor3(), how="unroll", n_steps=3)
    assert not any(a.owner and isinstance(a.owner.op, Scan) for a in ancestors([hs]))


def test_steps_known_from_the_input_need_not_be_given():
    hs, _ = recur(LSTMCell(2, 3), np.zeros((5, 1, 2)), how="unroll")
    assert hs.shape.eval()[0] == 5


def test_unknown_number_of_steps():
    with pytest.raises(NotBuiltError, match="how='unroll' must know the number of steps"):
        recur(LSTMCell(2, 3), T.tensor3(), how="unroll")


def test_recursion_limit_never_falls():
    before = sys.getrecursionlimit()
    recur(LSTMCell(2, 3), T.tensor3(), how="unroll", n_steps=1)
    assert sys.getrecursionlimit() >= before
