"""Processes that are forked, or started anew, from one that has trained: right numbers, no hang."""

import multiprocessing
import os
import pickle
import select
import signal
import threading

import numpy as np
import pytest

from theanornn import Sequential
from theanornn.callbacks import LambdaCallback
from theanornn.layers import LSTM, Dense
from theanornn.models import load_model

pytestmark = [
    pytest.mark.compiled,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
#: Seconds after which a process hangs.
LONGEST = 120
X = np.random.default_rng(3).normal(size=(64, 30, 8))
Y = X[:, 0, 0]


def new_model():
    """A model large enough for several threads in its kernel."""
    model = Sequential([LSTM(64, input_shape=(30, 8)), Dense(1)], seed=1)
    model.compile("adam", "mse")
    return model


@pytest.fixture(scope="module")
def model():
    model = new_model()
    model.fit(X, Y, batch_size=64, verbose=0)
    model.predict(X, batch_size=64)
    return model


@pytest.fixture(autouse=True)
def two_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")


def forked(function):
    """What a function returns in a forked process."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            content = pickle.dumps(function())
        except BaseException as error:
            content = pickle.dumps(repr(error))
        with os.fdopen(writing, "wb") as file:
            file.write(content)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        if not select.select([file], [], [], LONGEST)[0]:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            raise AssertionError("the forked process hangs")
        content = file.read()
    os.waitpid(process, 0)
    return pickle.loads(content)


def trained_on(model):
    """Predictions, and weights after an epoch more."""
    before = model.predict(X, batch_size=64)
    model.fit(X, Y, batch_size=64, shuffle=False, verbose=0)
    return [before, *model.get_weights()]


def same(one, other):
    assert len(one) == len(other)
    for mine, theirs in zip(one, other):
        np.testing.assert_array_equal(mine, theirs)


def test_both_go_on_with_the_model(model):
    in_the_child = forked(lambda: trained_on(model))
    same(trained_on(model), in_the_child)
    again = forked(lambda: forked(lambda: trained_on(model)))
    same(trained_on(model), again)


def test_a_fork_while_another_thread_trains(model):
    x = np.repeat(X, 6, axis=0)
    options = {"batch_size": 64, "epochs": 2, "shuffle": False, "verbose": 0}
    alone, states = new_model(), []
    states.append(alone.get_weights())
    keep = LambdaCallback(on_batch_end=lambda batch, logs: states.append(alone.get_weights()))
    alone.fit(x, x[:, 0, 0], callbacks=[keep], **options)
    other = new_model()
    other.functions["train"], other.functions["predict"]
    thread = threading.Thread(target=lambda: other.fit(x, x[:, 0, 0], **options))
    thread.start()
    found = [forked(lambda: _predicted(other)) for _ in range(3)]
    thread.join(LONGEST)
    assert not thread.is_alive()
    same(other.get_weights(), states[-1])
    for weights, predictions in found:
        # Those between two updates, none that were half done.
        assert any(all(map(np.array_equal, weights, state)) for state in states)
        alone.set_weights(weights)
        np.testing.assert_array_equal(alone.predict(X, batch_size=64), predictions)


def _predicted(model):
    return model.get_weights(), model.predict(X, batch_size=64)


@pytest.fixture
def no_hang():
    def end(number, frame):
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_generator_with_worker_processes(model, no_hang, tmp_path):
    direct, fed = new_model(), new_model()
    targets = [model.predict(X[:32], batch_size=32), model.predict(X[32:], batch_size=32)]
    direct.fit(X, np.concatenate(targets), batch_size=32, epochs=2, shuffle=False, verbose=0)
    pools = []

    def batches():
        # Forked by the thread that runs the generator, while the model trains in another.
        pools.append(multiprocessing.get_context("fork").Pool(2, _teacher.append, [model]))
        while True:
            for part in (slice(None, 32), slice(32, None)):
                yield X[part], pools[0].apply(_target, [part])

    fed.fit_generator(
        batches(),
        steps_per_epoch=2,
        epochs=2,
        verbose=0,
        workers=2,
        use_multiprocessing=True,
        checkpoint=tmp_path,
    )
    pools[0].terminate()
    pools[0].join()
    same(fed.get_weights(), direct.get_weights())


_teacher = []


def _target(part):
    return _teacher[0].predict(X[part], batch_size=32)


def test_a_process_that_is_spawned(model, tmp_path):
    model.save(tmp_path / "model")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply_async(_loaded, (tmp_path / "model",)).get(LONGEST)
    np.testing.assert_array_equal(found, model.predict(X, batch_size=64))


def _loaded(path):
    return load_model(path).predict(X, batch_size=64)
