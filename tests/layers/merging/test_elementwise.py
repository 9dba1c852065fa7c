import numpy as np
import pytest

from tests.layers.merging.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import Add, Average, Maximum, Minimum, Multiply, Subtract

CASES = {
    Add: np.add,
    Subtract: np.subtract,
    Multiply: np.multiply,
    Average: lambda a, b: (a + b) / 2,
    Maximum: np.maximum,
    Minimum: np.minimum,
}
every_layer = pytest.mark.parametrize(("layer", "expected"), CASES.items())


@every_layer
def test_values(layer, expected, rng):
    a, b = rng.normal(size=(2, 3, 4, 2))
    np.testing.assert_allclose(run(layer(), [a, b]), expected(a, b), rtol=1e-12)


@every_layer
def test_inputs_of_fewer_axes_are_repeated_over_time(layer, expected, rng):
    a, b = rng.normal(size=(3, 2)), rng.normal(size=(3, 4, 2))
    for inputs, wanted in (([a, b], expected(a[:, None], b)), ([b, a], expected(b, a[:, None]))):
        merged = layer()
        np.testing.assert_allclose(run(merged, inputs), wanted, rtol=1e-12)
        assert merged.output_shape == (None, 4, 2)


@every_layer
def test_sizes_of_one_are_repeated(layer, expected, rng):
    a, b = rng.normal(size=(3, 1, 2)), rng.normal(size=(3, 4, 1))
    merged = layer()
    np.testing.assert_allclose(run(merged, [a, b]), expected(a, b), rtol=1e-12)
    assert merged.output_shape == (None, 4, 2)


def test_more_than_two(rng):
    x = list(rng.normal(size=(4, 3, 2)))
    np.testing.assert_allclose(run(Add(), x), sum(x), rtol=1e-12)
    np.testing.assert_allclose(run(Average(), x), sum(x) / 4, rtol=1e-12)
    np.testing.assert_allclose(run(Multiply(), x), np.prod(x, axis=0), rtol=1e-12)
    with pytest.raises(ShapeError, match="4 inputs.*exactly 2"):
        Subtract().build([(None, 2)] * 4)


def test_shapes_that_are_partly_known():
    assert Add().compute_output_shape([(None, None, 2), (5, 4, 2)]) == (5, None, 2)
    assert Add().compute_output_shape([(None, 2), (None, 4, 2)]) == (None, 4, 2)


@pytest.mark.parametrize(
    "shapes", [[(None, 3), (None, 4)], [(2, 3), (4, 3)], [(None, 4, 3), (None, 4)]]
)
def test_sizes_that_do_not_fit(shapes):
    layer = Add()
    with pytest.raises(ShapeError, match=layer.name):
        layer.build(shapes)
