"""Epochs taken from generators and Sequences."""

import threading

import numpy as np
import pytest

from theanornn.errors import DataError, DtypeError
from theanornn.training.feeds import amount, feed, is_generator, iterate, unpacked
from theanornn.training.sequence import Sequence


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = threading.active_count()
    yield
    assert threading.active_count() == before


class Growing(Sequence):
    """One batch more in each epoch."""

    def __init__(self):
        self.size = 2

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return np.full(3, 10 * self.size + index)

    def on_epoch_end(self):
        self.size += 1


class OfPython2:
    """An iterator as Python 2 had them."""

    def __init__(self):
        self.number = 0

    def next(self):
        self.number += 1
        return np.full(4, self.number)


def endless():
    number = 0
    while True:
        number += 1
        yield np.full(4, number)


def epochs(source, count, workers=1, **size):
    ask = None if size else amount("fit", source, None, None, "steps")
    with feed(source, workers, whole_epochs=not size) as batches:
        return [
            [int(arrays[0][0]) for arrays in batches.epoch(lambda b: [b], **(size or ask()))]
            for _ in range(count)
        ]


@pytest.mark.parametrize("workers", [0, 1, 3])
@pytest.mark.parametrize("make", [endless, OfPython2])
def test_steps(make, workers):
    assert epochs(make(), 2, workers, steps=3) == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize("workers", [0, 2])
def test_samples(workers):
    assert epochs(endless(), 2, workers, samples=8) == [[1, 2], [3, 4]]
    with pytest.warns(UserWarning, match="had 12 samples, more than the 9"):
        assert epochs(endless(), 1, workers, samples=9) == [[1, 2, 3]]


@pytest.mark.parametrize("workers", [0, 1, 4])
def test_the_length_of_a_sequence_is_asked_anew(workers):
    assert epochs(Growing(), 3, workers) == [[20, 21], [30, 31, 32], [40, 41, 42, 43]]


@pytest.mark.parametrize("workers", [0, 2])
def test_shuffled(workers):
    class Ten(Sequence):
        def __len__(self):
            return 10

        def __getitem__(self, index):
            return [index]

    rng = np.random.default_rng(1)
    with feed(Ten(), workers, shuffle=True, rng=rng, whole_epochs=True) as batches:
        one, two = ([b[0] for b in batches.epoch(lambda b: [b], steps=10)] for _ in range(2))
    assert [each for (each,) in sorted(one)] == list(range(10)) != [each for (each,) in one]
    assert one != two


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize(
    "size, message", [({"steps": 5}, "after 3 of 5 batches"), ({"samples": 9}, "6 of 9 samples")]
)
def test_a_generator_that_ends_too_early(workers, size, message):
    with pytest.raises(DataError, match=f"{message}; let it begin anew"):
        epochs(iter([np.ones(2)] * 3), 1, workers, **size)


@pytest.mark.parametrize("workers", [0, 1])
def test_an_empty_sequence(workers):
    empty = Growing()
    empty.size = 0
    with pytest.raises(DataError, match="Growing has no batches"):
        epochs(empty, 1, workers, steps=1)


@pytest.mark.parametrize(
    "steps, samples, expected",
    [
        (3, None, {"steps": 3}),
        (3.2, None, {"steps": 4}),
        (np.int64(3), None, {"steps": 3}),
        (None, 50, {"samples": 50}),
    ],
)
def test_amounts(steps, samples, expected):
    assert amount("fit", endless(), steps, samples, "steps")() == expected
    assert amount("fit", Growing(), steps, samples, "steps")() == expected


def test_amounts_that_make_no_sense():
    assert amount("fit", Growing(), None, None, "steps")() == {"steps": 2}
    with pytest.raises(DataError, match="fit: a generator does not tell.*pass steps_per_epoch="):
        amount("fit", endless(), None, None, "steps_per_epoch")
    with pytest.raises(DataError, match="steps is 0, expected 1"):
        amount("fit", endless(), 0, None, "steps")
    for wrong in ("3", True, None.__class__):
        with pytest.raises(DtypeError, match="expected a number"):
            amount("fit", endless(), wrong, None, "steps")


def test_what_is_a_generator():
    assert all(map(is_generator, (endless(), OfPython2(), Growing(), iterate(OfPython2()))))
    assert not any(map(is_generator, ([], np.ones(2), None, {}, (1, 2))))


@pytest.mark.parametrize(
    "batch, expected",
    [((1, 2), (1, 2, None)), ([1, 2], (1, 2, None)), ((1, 2, 3), (1, 2, 3))],
)
def test_what_is_in_a_batch(batch, expected):
    assert unpacked(batch) == expected


@pytest.mark.parametrize("batch", [np.ones((2, 3)), (1,), (1, 2, 3, 4), None])
def test_what_is_no_batch(batch):
    with pytest.raises(DtypeError, match=r"expected \(x, y\) or \(x, y, sample_weight\)"):
        unpacked(batch)
