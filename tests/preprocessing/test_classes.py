"""Class numbers as one-hot rows."""

import numpy as np
import pytest

from theanornn import generations
from theanornn.argument_names import ArgumentError
from theanornn.errors import DataError
from theanornn.preprocessing.classes import to_categorical


@pytest.mark.parametrize(
    ("y", "shape"),
    [([0, 2, 1], (3, 3)), ([[0], [2], [1]], (3, 3)), ([[0, 2], [1, 1]], (2, 2, 3))],
)
def test_one_row_for_each_class_number(y, shape):
    rows = to_categorical(y)
    assert rows.shape == shape and rows.dtype == "float32"
    np.testing.assert_array_equal(rows.argmax(axis=-1).ravel(), np.ravel(y))
    np.testing.assert_array_equal(rows.sum(axis=-1), np.ones(shape[:-1]))


@pytest.mark.parametrize("options", [{"num_classes": 5}, {"nb_classes": 5}])
def test_the_number_of_classes_under_both_names(options):
    assert to_categorical([0, 2], **options).shape == (2, 5)


@pytest.mark.parametrize("y", [[-1, 0], [0.5], [3]])
def test_what_is_no_class_number_is_refused(y):
    with pytest.raises(DataError, match="to_categorical"):
        to_categorical(y, num_classes=3)


def test_other_arguments_are_refused():
    with pytest.raises(ArgumentError, match="'classes'"):
        to_categorical([0], classes=3)


def test_keras_1_makes_two_axes(monkeypatch):
    assert to_categorical([[0, 2], [1, 1]], nb_classes=3).shape == (4, 3)
    monkeypatch.setattr(generations, "default", 1)
    assert to_categorical([[0, 2], [1, 1]]).shape == (4, 3)
