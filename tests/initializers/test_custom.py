"""Functions of the user's own as initializers."""

import functools

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import initializers
from theanornn.custom_objects import custom_object_scope
from theanornn.errors import ShapeError, UnknownNameError


class Eights(initializers.Initializer):
    """As the documentation of Keras 2 has it."""

    def __call__(self, shape, dtype=None):
        return np.full(shape, 8.0, dtype=dtype)


class Nines:
    """Anything that can be called."""

    def __call__(self, shape, name=None):
        return theano.shared(np.full(shape, 9.0), name=name)


def tens(shape, dtype):
    return T.alloc(np.asarray(10, dtype), *shape)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda shape, name=None: theano.shared(np.full(shape, 4.0), name=name), 4),
        (lambda shape, name: np.full(shape, float(len(name) > 0)), 1),
        (lambda shape: np.full(shape, 5), 5),
        (lambda shape, rng: np.full(shape, 6.0), 6),
        (lambda shape, dtype=None: T.constant(np.full(shape, 7.0, dtype=dtype)), 7),
        (Eights(), 8),
        (Eights, 8),
        (Nines(), 9),
        (tens, 10),
        (functools.partial(np.full, fill_value=11), 11),
        (np.zeros, 0),
    ],
)
def test_what_is_called_and_how(function, expected, rng):
    values = initializers.get(function)((2, 3), rng)
    np.testing.assert_array_equal(values, np.full((2, 3), expected))


def test_the_generator_is_that_of_the_layer():
    init = initializers.get(lambda shape, rng: rng.normal(size=shape))
    first, again = (init((2,), np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_a_wrong_shape():
    with pytest.raises(ShapeError, match=r"mine returned shape \(1,\) .* of shape \(3,\)"):

        def mine(shape):
            return np.zeros(1)

        initializers.get(mine)((3,))


def test_a_config_has_the_name_which_custom_objects_finds():
    assert initializers.serialize(initializers.get(tens)) == "tens"
    assert initializers.serialize(initializers.get(Eights())) == {
        "class_name": "Eights",
        "config": {},
    }
    with pytest.raises(UnknownNameError, match="unknown initializer 'tens'"):
        initializers.get("tens")
    with custom_object_scope({"tens": tens, "Eights": Eights}):
        assert initializers.get("tens")((1,)) == 10
        assert initializers.get({"class_name": "Eights", "config": {}})((1,)) == 8
    with pytest.raises(UnknownNameError, match="neither a get_config"):
        initializers.serialize(initializers.get(Nines()))
