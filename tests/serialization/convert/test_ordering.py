"""The order of layers, where a file has none."""

import numpy as np
import pytest

from theanornn.serialization.convert import LayerRecord
from theanornn.serialization.convert.ordering import in_order, sizes


def dense(name, n_in, n_out):
    return LayerRecord(name, "dense", {"W": np.zeros((n_in, n_out))})


def rnn(name, n_in, units):
    return LayerRecord(name, "gru", {"W": np.zeros((n_in, 3 * units)), "U": np.zeros((units, 3))})


def names(records):
    return [record.name for record in records]


WORDS = LayerRecord("words", "embedding", {"W": np.zeros((9, 2))})
BOTH = LayerRecord("both", "bidirectional", parts=(rnn("f", 2, 3), rnn("b", 2, 3)))


def test_sizes():
    assert sizes(WORDS) == (None, 2) and sizes(BOTH) == (2, 6) and sizes(rnn("r", 4, 5)) == (4, 5)
    assert sizes(LayerRecord("x", "array", {"W": np.zeros((2, 3))})) == (None, None)


@pytest.mark.parametrize(
    "records, order",
    [
        ([dense("out", 6, 1), WORDS, BOTH], ["words", "both", "out"]),
        ([dense("l.10", 3, 3), dense("l.2", 3, 3)], ["l.10", "l.2"]),  # as they came
        ([dense("l.10", 3, 4), dense("l.9", 3, 3)], ["l.9", "l.10"]),
        ([dense("b", 5, 1), rnn("c", 2, 3), dense("a", 3, 5), WORDS], ["words", "c", "a", "b"]),
        # Two orders are possible, or none: by the names.
        ([dense("c", 4, 1), dense("b", 4, 4), dense("a", 4, 4)], ["a", "b", "c"]),
        ([dense("out", 4, 1), dense("d", 2, 4), dense("e", 2, 4)], ["d", "e", "out"]),
        ([dense("b", 1, 2), LayerRecord("a", "array", {"g": np.ones(2)})], ["a", "b"]),
    ],
)
def test_the_order(records, order):
    assert names(in_order(records)) == order
