"""Windows of series, against those of real Keras."""

import numpy as np
import pytest

from tests.preprocessing.keras_values import KERAS
from theanornn.errors import DataError, ShapeError
from theanornn.preprocessing.timeseries import (
    TimeseriesGenerator,
    timeseries_generator_from_json,
)
from theanornn.training.sequence import is_sequence

DATA, TARGETS = np.arange(20).reshape(10, 2), np.arange(10) * 0.5


@pytest.mark.parametrize("options, size, batches", KERAS[2]["series"])
def test_the_batches_of_keras(options, size, batches):
    np.random.seed(3)
    generator = TimeseriesGenerator(DATA, TARGETS, **options)
    assert is_sequence(generator) and len(generator) == size
    got = [[array.tolist() for array in generator[index]] for index in range(size)]
    assert got == batches


def test_lists():
    (x, y), *rest = TimeseriesGenerator([1, 2, 3], ["a", "b", "c"], 2)
    assert x.tolist() == [[1, 2]] and y.tolist() == ["c"] and not rest


def test_json():
    generator = TimeseriesGenerator(DATA[:4], TARGETS[:4], 2, batch_size=3)
    assert generator.to_json() == KERAS[2]["series_json"]
    back = timeseries_generator_from_json(generator.to_json())
    for one, other in zip(generator[0], back[0]):
        np.testing.assert_array_equal(one, other)
    assert len(back) == len(generator)


@pytest.mark.parametrize("wrong", ["", "{}", "[]"])
def test_what_is_no_generator(wrong):
    with pytest.raises(DataError, match="not the JSON text of a TimeseriesGenerator"):
        timeseries_generator_from_json(wrong)


def test_data_that_are_no_json():
    with pytest.raises(DataError, match="targets cannot become JSON"):
        TimeseriesGenerator(DATA, [object()] * 10, 2).to_json()


@pytest.mark.parametrize(
    "targets, length, message",
    [(TARGETS[:9], 2, "10 steps and targets has 9"), (TARGETS, 10, "first target at step 10")],
)
def test_shapes(targets, length, message):
    with pytest.raises(ShapeError, match=message):
        TimeseriesGenerator(DATA, targets, length)
