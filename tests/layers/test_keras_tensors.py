"""Theano variables that know which layer they come from."""

import pytest
import theano.tensor as T

from theanornn.layers import Dense, Input
from theanornn.layers.keras_tensors import (
    as_list,
    keras_tensors,
    list_of_shapes,
    masks_for,
    note_shapes,
    replaced,
    shape_of,
    single_or_list,
)


def test_expressions_stand_for_what_they_are_made_of():
    x, y = Input((4,)), Input((4,))
    z = Dense(3)(x)
    assert keras_tensors([{"a": T.exp(z) + y}, (z, 3)]) == [z, y] or set(
        keras_tensors([{"a": T.exp(z) + y}, (z, 3)])
    ) == {z, y}
    assert keras_tensors(T.matrix() + 1) == []


@pytest.mark.parametrize(("thing", "expected"), [(None, []), (1, [1]), ((1, 2), [1, 2])])
def test_lists(thing, expected):
    assert as_list(thing) == expected


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ((None, 3), [(None, 3)]),
        ([None, 3], [(None, 3)]),
        ([(None, 3), [2, 4]], [(None, 3), (2, 4)]),
    ],
)
def test_lists_of_shapes(shapes, expected):
    assert list_of_shapes(shapes) == expected


def test_shapes_and_masks():
    x, y = Input((3,)), T.matrix()
    assert shape_of(x) == (None, 3) and shape_of([x, x]) == [(None, 3)] * 2
    assert shape_of(y) is None and shape_of([x, y]) is None
    note_shapes([y], (2, 3))
    assert shape_of(y) == (2, 3)
    assert masks_for([x, y], None) == [None, None] and masks_for([x], y) == [y]
    assert single_or_list([x]) is x and single_or_list((x, y)) == [x, y]


def test_what_stands_for_keras_tensors():
    x, z, other = Input((3,)), T.matrix("z"), T.matrix("other")
    nested = {"a": [x, (x + 1, 5)], "b": other}
    made = replaced(nested, {x: z})
    assert made["a"][0] is z and made["b"] is other and made["a"][1][1] == 5
    assert (made["a"][1][0].eval({z: [[1.0]]}) == 2.0).all()
