"""The decorator that checks kinds; tests/contract tries it on every public function."""

import numpy as np
import pytest

from theanornn.argument_kinds import kinds
from theanornn.errors import DtypeError, ShapeError


@kinds(times="size", label="text")
def repeated(word, times=1, label=None):
    return word * times


@pytest.mark.parametrize("times", [3, np.int64(3), np.array(3), 3.0])
def test_what_is_of_its_kind_passes_as_it_is(times):
    assert repeated("so", int(times)) == "sososo"
    assert repeated("so", 3, label="x") == repeated("so", times=3, label=None) == "sososo"


@pytest.mark.parametrize("times", [0, -2, 1.5, float("nan"), float("inf"), "3", None, [3], True])
def test_what_is_not_is_refused_by_name_before_the_call(times):
    called = []

    @kinds(times="size")
    def noted(times):
        called.append(times)

    for pass_it in (lambda: noted(times), lambda: noted(times=times)):
        with pytest.raises((ShapeError, DtypeError), match="^noted: times=.*expected"):
            pass_it()
    assert called == []


def test_bytes_are_told_to_be_decoded():
    with pytest.raises(DtypeError, match="label=b'x', expected a text; decode it"):
        repeated("so", label=b"x")


def test_none_is_a_default_only_where_there_is_one():
    @kinds(label="text")
    def needs(label):
        return label

    with pytest.raises(DtypeError, match="needs: label=None, expected a text"):
        needs(None)
