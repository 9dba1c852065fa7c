"""The loops over epochs and batches, with functions in plain NumPy."""

import numpy as np
import pytest

from theanornn.callbacks import Callback, CallbackList
from theanornn.training import loops


class Events(Callback):
    """Writes every call down."""

    def __init__(self):
        self.seen = []

    def on_train_begin(self, logs=None):
        self.seen.append("train begins")

    def on_train_end(self, logs=None):
        self.seen.append("train ends")

    def on_epoch_begin(self, epoch, logs=None):
        self.seen.append(f"epoch {epoch} begins")

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append((f"epoch {epoch} ends", dict(logs)))

    def on_batch_begin(self, batch, logs=None):
        assert dict(logs)["batch"] == batch
        self.seen.append(f"batch {batch} begins")

    def on_batch_end(self, batch, logs=None):
        self.seen.append((f"batch {batch} ends", dict(logs)))


def fit(train, data, batch_size=2, epochs=1, shuffle=False, seed=0, callbacks=(), **options):
    settings = {"validate": None, "stop_requested": lambda within_epoch: False, **options}
    rng = np.random.default_rng(seed)
    return loops.fit(
        train,
        ["loss"],
        lambda epoch: loops.batches(data, batch_size, shuffle, rng),
        range(epochs),
        CallbackList(callbacks),
        **settings,
    )


def collected(n, **options):
    """The batches of one epoch over 0 .. n-1."""
    batches = []

    def train(x, y):
        np.testing.assert_array_equal(y, x * 10)
        assert x.flags.c_contiguous
        batches.append(list(x))
        return [0.0], 1

    fit(train, [np.arange(n), np.arange(n) * 10], **options)
    return batches


def test_in_order():
    assert collected(5) == [[0, 1], [2, 3], [4]]


def test_shuffled():
    first, second = np.array_split(np.concatenate(collected(20, shuffle=True, epochs=2)), 2)
    assert sorted(first) == sorted(second) == list(range(20))
    assert list(first) != list(second) != list(range(20))
    again = np.concatenate(collected(20, shuffle=True, epochs=1))
    np.testing.assert_array_equal(again, first)
    assert list(np.concatenate(collected(20, shuffle=True, seed=1))) != list(first)


def test_shuffled_batches():
    batches = collected(21, shuffle="batch")
    assert batches[-1] == [20]
    assert sorted(batches) == [[i, i + 1] for i in range(0, 20, 2)] + [[20]]
    assert batches != sorted(batches)


def test_hooks_and_means():
    events = Events()
    values = iter([1.0, 2.0, 6.0])
    data = [np.arange(5)]
    fit(
        lambda x: ([next(values)], len(x)),
        data,
        callbacks=[events],
        validate=lambda epoch, callbacks: {"val_loss": 7.0 + epoch},
    )
    assert events.seen == [
        "train begins",
        "epoch 0 begins",
        "batch 0 begins",
        ("batch 0 ends", {"loss": 1.0, "batch": 0, "size": 2}),
        "batch 1 begins",
        ("batch 1 ends", {"loss": 2.0, "batch": 1, "size": 2}),
        "batch 2 begins",
        ("batch 2 ends", {"loss": 6.0, "batch": 2, "size": 1}),
        ("epoch 0 ends", {"loss": 12.0 / 5, "val_loss": 7.0}),
        "train ends",
    ]


@pytest.mark.parametrize("at_once", [True, False])
def test_stops(at_once):
    """Keras 2 stops within the epoch and does not validate it; Keras 1 finishes it."""
    events = Events()
    stopped = fit(
        lambda x: ([0.0], 1),
        [np.arange(4)],
        epochs=5,
        callbacks=[events],
        stop_requested=lambda within_epoch: at_once or not within_epoch,
        validate=lambda epoch, callbacks: {"val_loss": 1.0},
    )
    assert events.seen[-1] == "train ends"
    assert "epoch 1 begins" not in events.seen
    assert ("batch 1 begins" in events.seen) is not at_once
    logs = {"loss": 0.0} if at_once else {"loss": 0.0, "val_loss": 1.0}
    assert events.seen[-2] == ("epoch 0 ends", logs)
    assert stopped == ((0, 1) if at_once else None)


def test_evaluate_weighs_values_as_it_is_told():
    def test(x):
        return [x.mean(), x[0]], [len(x), 1]

    assert loops.evaluate(test, ["loss", "first"], [np.arange(5.0)], 2) == [2.0, 2.0]


@pytest.mark.parametrize("n, batch_size", [(5, 2), (1, 32), (4, 4)])
def test_predict(n, batch_size):
    x = np.arange(n * 3.0).reshape(n, 3)
    got, last = loops.predict(lambda b: [b[:, :, np.newaxis] * 2, b[:, -1]], [x], batch_size)
    np.testing.assert_array_equal(got, x[:, :, np.newaxis] * 2)
    np.testing.assert_array_equal(last, x[:, -1])


def test_hooks_of_evaluation_and_prediction():
    seen = []

    class Noted(Callback):
        def __getattribute__(self, name):
            if name.startswith("on_"):
                return lambda *got: seen.append((name, *map(_plain, got)))
            return super().__getattribute__(name)

    def _plain(value):
        return dict(value) if isinstance(value, dict) else value

    listeners = CallbackList([Noted()])
    test = lambda x: ([1.0], [len(x)])
    loops.evaluate(test, ["loss"], [np.arange(3)], 2, listeners=listeners)
    first, last = {"batch": 0, "size": 2}, {"batch": 1, "size": 1}
    assert seen == [
        ("on_test_begin", {}),
        ("on_test_batch_begin", 0, first),
        ("on_test_batch_end", 0, {**first, "loss": 1.0}),
        ("on_test_batch_begin", 1, last),
        ("on_test_batch_end", 1, {**last, "loss": 1.0}),
        ("on_test_end", {}),
    ]
    seen.clear()
    loops.predict(lambda x: [x], [np.arange(3)], 2, listeners=listeners)
    assert seen == [
        ("on_predict_begin", {}),
        ("on_predict_batch_begin", 0, first),
        ("on_predict_batch_end", 0, first),
        ("on_predict_batch_begin", 1, last),
        ("on_predict_batch_end", 1, last),
        ("on_predict_end", {}),
    ]
