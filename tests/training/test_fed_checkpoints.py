"""Trainings on Sequences and generators go on where they were, as far as these allow it."""

import itertools

import numpy as np
import pytest

from theanornn import Sequential, callbacks
from theanornn.callbacks import Checkpoint
from theanornn.errors import DataError
from theanornn.layers import Dense
from theanornn.training import Sequence

DATA = np.random.default_rng(0).normal(size=(5, 4, 3))


class Died(Exception):
    pass


class Batches(Sequence):
    """Counts what it is asked for; changes itself after each epoch."""

    def __init__(self):
        self.asked, self.factor = [], 1.0

    def __len__(self):
        return len(DATA)

    def __getitem__(self, index):
        self.asked.append(index)
        return DATA[index] * self.factor, DATA[index].sum(1)

    def on_epoch_end(self):
        self.factor *= 1.5


class WithState(Batches):
    replayed = False

    def get_state(self):
        return self.factor

    def set_state(self, state):
        self.factor, self.replayed = state, True


def generator():
    for number in itertools.count(1):
        x = DATA[number % 5] * (1 + 0.01 * number)
        yield x, x.sum(1)


def few():
    return itertools.islice(generator(), 4)


def fit(source, checkpoint=None, dies=99, workers=0, **options):
    def count(batch, logs):
        count.n += 1
        if count.n == dies:
            raise Died

    count.n = 0
    model = Sequential([Dense(1, input_dim=3)], seed=1)
    model.compile("adam", "mse")
    history = model.fit_generator(
        source,
        epochs=3,
        verbose=0,
        workers=workers,
        checkpoint=checkpoint and Checkpoint(checkpoint, batches=1),
        callbacks=[callbacks.LambdaCallback(on_batch_end=count)],
        **options,
    )
    return [each.tobytes() for each in model.get_weights()], history.history


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize(
    "make, options",
    [
        (Batches, {}),
        (WithState, {"shuffle": False}),
        (Batches, {"steps_per_epoch": 3}),
        (generator, {"steps_per_epoch": 4}),
        (generator, {"samples_per_epoch": 14, "nb_epoch": 3}),
    ],
)
@pytest.mark.filterwarnings("ignore:the batches of an epoch had")
def test_bit_for_bit(tmp_path, make, options, workers):
    if options.pop("nb_epoch", None) and workers:
        pytest.skip("the same path as the one above")
    expected = fit(make(), workers=workers, **options)
    for dies in (3, 3, 1, 5):
        with pytest.raises(Died):
            fit(make(), tmp_path, dies, workers, **options)
    source = make()
    assert fit(source, tmp_path, workers=workers, **options) == expected
    if make is WithState:
        assert source.replayed
    if make is Batches and not options and not workers:
        assert len(source.asked) == 15 - 8  # what was done is not made again


def test_validation_on_batches(tmp_path):
    options = {"steps_per_epoch": 2, "validation_steps": 3}
    expected = fit(generator(), validation_data=generator(), **options)
    for dies in (3, 2):
        with pytest.raises(Died):
            fit(generator(), tmp_path, dies, validation_data=generator(), **options)
    assert fit(generator(), tmp_path, validation_data=generator(), **options) == expected


def test_fit_takes_them_too(tmp_path):
    model = Sequential([Dense(1, input_dim=3)], seed=1)
    model.compile("adam", "mse")
    first = model.fit(Batches(), epochs=2, verbose=0, checkpoint=tmp_path)
    again = model.fit(Batches(), epochs=2, verbose=0, checkpoint=tmp_path)
    assert again.history == first.history and len(again.epoch) == 2


def test_a_generator_that_is_too_short(tmp_path):
    with pytest.raises(Died):
        fit(generator(), tmp_path, dies=6, steps_per_epoch=4)
    with pytest.raises(DataError, match="ended before the 5 batches that had been trained on"):
        fit(few(), tmp_path, steps_per_epoch=4)
