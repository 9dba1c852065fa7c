"""Several threads with one model, and with one each."""

import copy
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from theanornn import Sequential, generations
from theanornn.callbacks import LambdaCallback
from theanornn.layers import LSTM, Dense
from theanornn.models import load_model

GOLDEN = Path(__file__).parent / "data" / "golden"


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
        thread.join(120)
        assert not thread.is_alive(), "it hangs"
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


def test_one_thread_predicts_while_another_trains_the_same_model(rng):
    x, y = rng.normal(size=(40, 6, 3)), rng.normal(size=(40, 1))
    options = {"batch_size": 8, "epochs": 4, "shuffle": False, "verbose": 0}
    alone, states = model(), []
    keep = LambdaCallback(on_batch_end=lambda batch, logs: states.append(alone.predict(x[:8])))
    states.append(alone.predict(x[:8]))
    alone.fit(x, y, callbacks=[keep], **options)
    both, found, ended = model(), [], threading.Event()

    def train():
        both.fit(x, y, **options)
        ended.set()

    def predict():
        while not ended.is_set():
            found.append(both.predict(x[:8]))

    in_threads(train, predict)
    for own, wanted in zip(both.get_weights(), alone.get_weights()):
        np.testing.assert_array_equal(own, wanted)
    # Each prediction is that of the weights between two updates.
    assert found and all(any(np.array_equal(each, state) for state in states) for each in found)


def test_two_threads_compile_one_model_and_a_new_one_each(rng):
    x, y = rng.normal(size=(8, 6, 3)), rng.normal(size=(8, 1))
    one, alone = model(), model()
    expected = [alone.predict(x), alone.evaluate(x, y, verbose=0)]
    found = []

    def first_calls():
        own = model()
        for each in (one, own):
            found.append([each.predict(x), each.evaluate(x, y, verbose=0)])

    in_threads(first_calls, first_calls)
    assert len(found) == 4
    for predictions, loss in found:
        np.testing.assert_array_equal(predictions, expected[0])
        assert loss == expected[1]


def test_threads_that_load_files_of_either_keras():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    files = [GOLDEN / "keras1" / "lstm_last_sgd.h5", GOLDEN / "keras2" / "k2_lstm_last.h5"]
    wrong = []

    def load(path, generation):
        def task():
            for _ in range(5):
                made = load_model(path, compile=False)
                wrong.extend(layer for layer in made.layers if layer.generation != generation)

        return task

    def build():
        for _ in range(300):
            wrong.extend(layer for layer in (LSTM(2), Dense(1)) if layer.generation != 2)

    try:
        in_threads(load(files[0], 1), load(files[1], 2), build)
    finally:
        sys.setswitchinterval(before)
    assert wrong == [] and generations.now() == 2
