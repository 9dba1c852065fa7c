"""Batches made in threads: their order, their errors, and the end of the threads."""

import threading
import time
import traceback

import numpy as np
import pytest

from theanornn.errors import DataError
from theanornn.training.enqueuers import GeneratorEnqueuer, OrderedEnqueuer
from theanornn.training.sequence import Sequence


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = threading.active_count()
    yield
    assert threading.active_count() == before


def take(enqueuer, count, **options):
    enqueuer.start(**options)
    try:
        batches = enqueuer.get()
        return [next(batches) for _ in range(count)]
    finally:
        enqueuer.stop()


class Numbers(Sequence):
    def __init__(self, size=5):
        self.size, self.ended = size, 0
        self.threads = set()

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        self.threads.add(threading.get_ident())
        time.sleep(0.002 * ((7 * index) % 3))
        return 100 * self.ended + index

    def on_epoch_end(self):
        self.ended += 1


def endless():
    number = 0
    while True:
        yield number
        number += 1


@pytest.mark.parametrize(
    "options",
    [{}, {"workers": 4, "max_queue_size": 1}, {"nb_worker": 2, "max_q_size": 3}, {"workers": 0}],
)
def test_generators_keep_their_order(options):
    assert take(GeneratorEnqueuer(endless()), 50, **options) == list(range(50))


def test_a_generator_that_ends():
    enqueuer = GeneratorEnqueuer(iter([1, 2]))
    enqueuer.start()
    assert list(enqueuer.get()) == [1, 2]
    assert list(enqueuer.get()) == []
    enqueuer.stop()


def test_no_more_than_the_queue_holds_is_made():
    made = []

    def generator():
        for number in range(100):
            made.append(number)
            yield number

    enqueuer = GeneratorEnqueuer(generator())
    enqueuer.start(max_queue_size=3)
    deadline = time.monotonic() + 5
    while len(made) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.05)
    enqueuer.stop()
    assert made == [0, 1, 2, 3]


@pytest.mark.parametrize("kind", [ValueError, StopAsyncIteration, SystemExit])
def test_errors_of_a_generator_come_out_with_their_place(kind):
    def generator():
        yield 1
        raise kind("mine")

    enqueuer = GeneratorEnqueuer(generator())
    enqueuer.start()
    batches = enqueuer.get()
    assert next(batches) == 1
    with pytest.raises(kind, match="mine") as caught:
        next(batches)
    enqueuer.stop()
    frames = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "generator" in frames


def test_stop_before_start_and_twice():
    for enqueuer in (GeneratorEnqueuer(endless()), OrderedEnqueuer(Numbers())):
        enqueuer.stop()
        assert not enqueuer.is_running()
        enqueuer.start(max_queue_size=1)
        assert enqueuer.is_running()
        enqueuer.stop()
        enqueuer.stop()
        assert not enqueuer.is_running()


@pytest.mark.parametrize("workers", [1, 3])
def test_sequences_keep_their_order_and_end_their_epochs(workers):
    numbers = Numbers()
    got = take(OrderedEnqueuer(numbers), 12, workers=workers, max_queue_size=4)
    assert got == [0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 200, 201]
    assert len(numbers.threads) <= workers


def test_workers_work_at_the_same_time():
    meeting = threading.Barrier(3, timeout=10)

    class Meeting(Numbers):
        def __getitem__(self, index):
            meeting.wait()
            return index

    assert take(OrderedEnqueuer(Meeting(3)), 3, workers=3) == [0, 1, 2]


def test_shuffled_sequences():
    rng = np.random.default_rng(1)
    got = take(OrderedEnqueuer(Numbers(20), shuffle=True, rng=rng), 40)
    assert sorted(got[:20]) == list(range(20)) != got[:20]
    assert sorted(got[20:]) == list(range(100, 120))
    assert [number - 100 for number in got[20:]] != got[:20]


def test_the_end_of_an_epoch_can_be_waited_for():
    class Slow(Numbers):
        def on_epoch_end(self):
            time.sleep(0.05)
            super().on_epoch_end()

    slow = Slow(2)
    enqueuer = OrderedEnqueuer(slow)
    enqueuer.start()
    batches = enqueuer.get()
    for epoch in (1, 2):
        next(batches), next(batches)
        enqueuer.join_end_of_epoch(epoch)
        assert slow.ended == epoch
    enqueuer.stop()


@pytest.mark.parametrize("where", ["__getitem__", "on_epoch_end", "__len__"])
def test_errors_of_a_sequence(where):
    def fail(*arguments):
        raise ZeroDivisionError("mine")

    numbers = type("Failing", (Numbers,), {where: fail})(1)
    enqueuer = OrderedEnqueuer(numbers)
    enqueuer.start()
    with pytest.raises(ZeroDivisionError, match="mine"):
        list(enqueuer.get())
    enqueuer.stop()


def test_waiting_for_an_epoch_that_failed():
    class Failing(Numbers):
        def on_epoch_end(self):
            raise ZeroDivisionError

    enqueuer = OrderedEnqueuer(Failing(1))
    enqueuer.start()
    next(enqueuer.get())
    enqueuer.join_end_of_epoch()
    enqueuer.stop()


def test_an_empty_sequence():
    enqueuer = OrderedEnqueuer(Numbers(0))
    enqueuer.start()
    with pytest.raises(DataError, match="Numbers has no batches"):
        next(enqueuer.get())
    enqueuer.stop()
