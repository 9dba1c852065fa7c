import numpy as np
import pytest

from tests.layers.merging.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import Dot


@pytest.mark.parametrize(
    ("axes", "subscripts", "shapes"),
    [
        (1, "bi,bi->b", [(4,), (4,)]),
        (-1, "bi,bi->b", [(4,), (4,)]),
        (2, "bti,bsi->bts", [(3, 4), (5, 4)]),
        ((2, 1), "bti,bis->bts", [(3, 4), (4, 5)]),
        ((1, 1), "bit,bis->bts", [(4, 3), (4, 5)]),
        ((1, 1), "bi,bis->bs", [(4,), (4, 5)]),
        ((-1, -2), "bti,bis->bts", [(3, 4), (4, 5)]),
        ((2, 3), "bti,brsi->btrs", [(3, 4), (2, 5, 4)]),
    ],
)
def test_values(axes, subscripts, shapes, rng):
    a, b = (rng.normal(size=(6, *shape)) for shape in shapes)
    expected = np.einsum(subscripts, a, b)
    layer = Dot(axes)
    got = run(layer, [a, b])
    np.testing.assert_allclose(got, expected.reshape(got.shape), rtol=1e-10)
    assert got.shape[1:] == layer.output_shape[1:] and got.ndim >= 2


def test_normalized_it_is_the_cosine(rng):
    a, b = rng.normal(size=(2, 6, 4))
    a[0] = 0  # has no direction
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    expected = (a * b).sum(axis=1) / np.where(lengths == 0, 1, lengths)
    got = run(Dot(1, normalize=True), [a, b])
    np.testing.assert_allclose(got[:, 0], expected, rtol=1e-10)


def test_axes_are_normalized_on_their_own(rng):
    a, b = rng.normal(size=(6, 3, 4)), rng.normal(size=(6, 4, 5))
    unit = [x / np.linalg.norm(x, axis=axis, keepdims=True) for x, axis in ((a, 2), (b, 1))]
    got = run(Dot((2, 1), normalize=True), [a, b])
    np.testing.assert_allclose(got, unit[0] @ unit[1], rtol=1e-10)


def test_lists_of_one_axis_are_those_axes():
    assert Dot([(2,), (1,)]).axes == [2, 1]


@pytest.mark.parametrize("axes", ["2", (1, 2, 3), (1.0, 2), None, ((1, 2), (1, 2))])
def test_axes_that_are_none(axes):
    with pytest.raises(ShapeError, match="axes="):
        Dot(axes)


@pytest.mark.parametrize(
    ("axes", "shapes"),
    [
        (1, [(None, 3), (None, 4)]),
        (2, [(None, 3), (None, 3)]),
        (0, [(None, 3), (None, 3)]),
        ((-2, 1), [(None, 3), (None, 3)]),
    ],
)
def test_inputs_that_do_not_fit(axes, shapes):
    layer = Dot(axes)
    with pytest.raises(ShapeError, match=layer.name):
        layer.build(shapes)
