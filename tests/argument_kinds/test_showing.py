"""How messages show what came."""

import numpy as np

from theanornn.argument_kinds import shown


def test_large_values_are_shown_in_a_few_words():
    assert shown(np.zeros((1000, 3))) == "an array of shape (1000, 3) and dtype float64"
    assert len(shown(list(range(10000)))) < 100


def test_nested_lists_are_told_by_their_shape():
    nested = np.ones((4, 5, 3))
    for value in (nested.tolist(), list(nested), tuple(nested.tolist())):
        assert shown(value) == "nested lists of shape (4, 5, 3)"
    assert shown([[1, 2], [3, 4]]) == "[[1, 2], [3, 4]]"
    assert shown([[1, 2, 3, 4], [5, 6, 7]]) == "[[1, 2, 3, 4], [5, 6, 7]]"
    endless = []
    endless.append(endless)
    assert shown(endless) == "[[[[[[[...]]]]]]]"
    assert "'a'" in shown([["a"] * 9] * 9)


def test_what_cannot_be_shown_is_named_by_its_class():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert "Broken" in shown(Broken())
