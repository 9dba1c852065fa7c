import pytest

from theanornn.errors import DtypeError, ShapeError
from theanornn.keras.engine.topology import InputSpec
from theanornn.layers import Dense, Input, Layer


@pytest.mark.parametrize(
    "options, good, bad",
    [
        ({"ndim": 3}, [(None, 4, 2)], [(None, 2), (None, 4, 2, 1)]),
        ({"min_ndim": 2, "max_ndim": 3}, [(1, 2), (1, 2, 3)], [(1,), (1, 2, 3, 4)]),
        ({"shape": (None, 4, 2)}, [(3, 4, 2), (None, None, 2)], [(None, 4, 3), (4, 2)]),
        ({"axes": {-1: 2, 1: None}}, [(None, 5, 2), (None, 2)], [(None, 5)]),
        ({"axes": {3: 2}}, [(1, 1, 1, 2)], [(1, 1, 2)]),
        ({}, [(), (1, 2)], []),
    ],
)
def test_what_is_accepted(options, good, bad):
    spec = InputSpec(**options)
    assert all(spec.accepts(shape) for shape in good)
    assert not any(spec.accepts(shape) for shape in bad)


def test_keras_1_order_of_arguments():
    spec = InputSpec("float32", (None, 3), 2)
    assert (spec.dtype, spec.shape, spec.ndim) == ("float32", (None, 3), 2)
    assert repr(spec) == "InputSpec(dtype='float32', shape=(None, 3))"


class Picky(Layer):
    def __init__(self, spec, **options):
        self.input_spec = spec
        super().__init__(**options)

    def call(self, x):
        return x


def test_a_layer_refuses_what_it_does_not_accept():
    with pytest.raises(ShapeError, match=r"picky_9.*\(None, 4\).*InputSpec\(ndim=3\)"):
        Picky([InputSpec(ndim=3)], name="picky_9")(Input((4,)))
    with pytest.raises(ShapeError, match="2 inputs, expected 1"):
        Picky(InputSpec(ndim=2))([Input((4,)), Input((4,))])
    with pytest.raises(DtypeError, match="expected InputSpec"):
        Picky([3])(Input((4,)))
    assert Picky([None, InputSpec(ndim=2)])([Input((4, 5)), Input((4,))])


def test_a_layer_that_was_built_refuses_it_too():
    class Later(Layer):
        def build(self, input_shape):
            self.input_spec = [InputSpec(shape=(None, input_shape[-1]))]

        def call(self, x):
            return x

    layer = Later()
    layer(Input((4,)))
    layer(Input((4,)))
    with pytest.raises(ShapeError, match="later"):
        layer(Input((5,)))
    dense = Dense(3)
    dense.input_spec = InputSpec(ndim=2)
    with pytest.raises(ShapeError):
        dense(Input((4, 2)))
