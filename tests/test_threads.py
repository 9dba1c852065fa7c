"""Several threads with one model, and with one each."""

import copy
import threading

import numpy as np
import pytest

from theanornn import Sequential
from theanornn.layers import LSTM, Dense


def model(seed=1):
    made = Sequential([LSTM(8, input_shape=(6, 3)), Dense(1)], seed=seed)
    made.compile("sgd", "mse")
    return made


def in_threads(*tasks):
    errors = []

    def run(task):
        try:
            task()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


@pytest.mark.compiled
def test_threads_that_predict_with_one_model(rng):
    one = model()
    data = [rng.normal(size=(32, 6, 3)) for _ in range(4)]
    expected = [one.predict(x) for x in data]

    def predicting(x, wanted):
        def task():
            for _ in range(30):
                np.testing.assert_array_equal(one.predict(x), wanted)

        return task

    in_threads(*(predicting(*pair) for pair in zip(data, expected)))


def test_threads_that_train_a_model_each(rng):
    x, y = rng.normal(size=(32, 6, 3)), rng.normal(size=(32, 1))
    alone = model()
    alone.fit(x, y, epochs=3, shuffle=False, verbose=0)
    several = [model() for _ in range(2)]
    in_threads(
        *(lambda each=each: each.fit(x, y, epochs=3, shuffle=False, verbose=0) for each in several)
    )
    for each in several:
        for own, wanted in zip(each.get_weights(), alone.get_weights()):
            np.testing.assert_array_equal(own, wanted)


def test_a_copy_of_a_model_takes_its_own_turns(rng):
    one, x = model(), rng.normal(size=(4, 6, 3))
    expected = one.predict(x)
    other = copy.deepcopy(one)
    with one.functions._lock:
        in_threads(lambda: np.testing.assert_array_equal(other.predict(x), expected))
