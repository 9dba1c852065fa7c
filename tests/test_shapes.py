import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import DtypeError, ShapeError
from theanornn.shapes import disagrees, known_shape, require_float, require_shape


@pytest.mark.parametrize(
    ("variable", "shape"),
    [
        (theano.shared(np.zeros((2, 3))), (2, 3)),
        (T.constant(np.zeros((4, 0))), (4, 0)),
        (T.matrix(), (None, None)),
        (T.row(), (1, None)),
        (T.dot(T.matrix(), T.matrix()), (None, None)),
        (T.scalar(), ()),
    ],
)
def test_known_shape(variable, shape):
    assert known_shape(variable) == shape


def test_disagrees():
    assert not disagrees((2, None, 4), (None, 3, 4))
    assert disagrees((2, 3), (2, 4))
    assert disagrees((2,), (2, None))


def test_messages():
    variable = theano.shared(np.zeros((2, 3)))
    require_shape("W", variable, (None, 3), "(n_in, units)")
    with pytest.raises(ShapeError, match=r"^W has shape \(2, 3\), expected \(\?, 4\) = \(n_in, u"):
        require_shape("W", variable, (None, 4), "(n_in, units)")
    with pytest.raises(
        ShapeError, match=r"W has 2 dimensions, expected 1: \(units,\)\. Do this\.$"
    ):
        require_shape("W", variable, (4,), "(units,)", "Do this.")
    with pytest.raises(ShapeError, match=r"b has shape \(3,\), expected \(4,\) = \(units,\)"):
        require_shape("b", T.constant(np.zeros(3)), (4,), "(units,)")


def test_require_float():
    require_float("W", T.fmatrix())
    with pytest.raises(DtypeError, match=r"W has dtype int64, expected floats; cast it: W.astype"):
        require_float("W", T.lmatrix())
