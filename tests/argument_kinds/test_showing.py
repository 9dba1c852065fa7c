"""How messages show what came."""

import numpy as np

from theanornn.argument_kinds import shown


def test_large_values_are_shown_in_a_few_words():
    assert shown(np.zeros((1000, 3))) == "an array of shape (1000, 3) and dtype float64"
    assert len(shown(list(range(10000)))) < 100


def test_what_cannot_be_shown_is_named_by_its_class():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert "Broken" in shown(Broken())
