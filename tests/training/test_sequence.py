"""Data sets that make batches when they are asked."""

import types

import pytest

from theanornn.training.sequence import Sequence, is_sequence


class Three(Sequence):
    def __len__(self):
        return 3

    def __getitem__(self, index):
        return index * 10


def test_iteration():
    assert list(Three()) == [0, 10, 20]


@pytest.mark.parametrize("ask", [len, lambda sequence: sequence[0]])
def test_what_a_subclass_must_define(ask):
    class Empty(Sequence):
        pass

    with pytest.raises(NotImplementedError, match="Empty must define __"):
        ask(Empty())


def test_what_counts_as_one():
    foreign = types.new_class("Sequence", exec_body=lambda body: body.update(__module__="keras.u"))
    own = type("Own", (foreign,), {})
    assert is_sequence(Three()) and is_sequence(own())
    assert not any(map(is_sequence, ([], "", iter([]), None, type("Sequence", (), {})())))
