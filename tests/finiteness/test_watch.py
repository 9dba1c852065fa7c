"""fit(on_nan=...): raise, skip, restore; what is told, and what is kept of a bad batch."""

import warnings

import numpy as np
import pytest
import theano.tensor as T

from theanornn.callbacks import BaseLogger, Callback, TerminateOnNaN
from theanornn.errors import DataError, NotFiniteError, UnknownNameError
from theanornn.finiteness.watch import Watch
from theanornn.layers import Dense, SimpleRNN
from theanornn.models import Sequential
from theanornn.optimizers import SGD

CHOICES = ("raise", "skip", "restore")


@pytest.fixture(scope="module")
def shared_model():
    model = Sequential(seed=1)
    model.add(SimpleRNN(3, activation="linear", input_shape=(4, 2), name="rnn"))
    model.add(Dense(1))
    model.compile(SGD(0.01, momentum=0.5), "mse", metrics=["mae"])
    model.optimizer.build(model.trained_weights)
    model.first_weights = model.get_weights()
    return model


@pytest.fixture
def model(shared_model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reset(shared_model)
    shared_model.optimizer.lr = 0.01
    return shared_model


def reset(model):
    model.set_weights(model.first_weights)
    model.optimizer.set_weights([np.zeros_like(w) for w in model.optimizer.get_weights()])


@pytest.fixture
def data(rng):
    return rng.normal(size=(24, 4, 2)), rng.normal(size=(24, 1))


def state(model):
    return [*model.get_weights(), *model.optimizer.get_weights()]


def assert_same(one, other):
    for a, b in zip(one, other):
        np.testing.assert_array_equal(a, b)


def fit(model, x, y, **options):
    options = {"batch_size": 4, "epochs": 2, "verbose": 0, "shuffle": False, **options}
    return model.fit(x, y, **options)


@pytest.mark.parametrize("on_nan", CHOICES)
def test_good_numbers_are_trained_on_as_ever(model, data, on_nan):
    expected = fit(model, *data).history
    ends = state(model)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reset(model)
        history = fit(model, *data, on_nan=on_nan)
    assert history.history == expected
    assert history.bad_batches == []
    assert_same(state(model), ends)


def test_raise_leaves_the_model_as_it_was_before_the_batch(model, data, tmp_path):
    x, y = data
    fit(model, x[:8], y[:8], epochs=1)
    expected = state(model)
    reset(model)
    bad = x.copy()
    bad[9, 2, 1] = np.nan
    batches = ((bad[k : k + 4], y[k : k + 4]) for k in (0, 4, 8, 12))
    with pytest.raises(NotFiniteError) as error:
        model.fit_generator(batches, 4, verbose=0, on_nan="raise")
    path = tmp_path / "bad_epoch_1_batch_3.npz"
    assert str(error.value) == (
        "epoch 1, batch 3: the loss is nan; it began in the batch itself: rnn_input holds NaN at "
        f"(1, 2, 1) (time step 2, sample 1); the batch is in {path}, to be read with numpy.load. "
        "The model is as it was before this batch."
    )
    assert_same(state(model), expected)
    kept = np.load(path)
    np.testing.assert_array_equal(kept["rnn_input"], bad[8:12])
    assert (
        set(kept) == {"rnn_input", "dense_1_target", "dense_1_weights", "report"} or len(kept) == 4
    )
    assert "rnn_input holds NaN" in str(kept["report"])


def test_data_that_hold_nan_are_refused_beforehand_unless_they_are_to_be_skipped(model, data):
    x, y = data
    x[9, 2, 1] = np.nan
    for on_nan in (None, "raise"):
        with pytest.raises(DataError, match="1 values of the input are NaN"):
            fit(model, x, y, on_nan=on_nan)
    x[9, 2, 1], y[3] = 0, np.inf
    with pytest.raises(DataError, match="y holds 1 NaN"):
        fit(model, x, y)


@pytest.mark.parametrize("where", ["x", "y"])
def test_skip_trains_as_if_the_batch_were_not_there(model, data, where):
    x, y = data
    seen = Seen()
    without = [np.delete(a, slice(8, 12), axis=0) for a in data]
    expected = fit(model, *without).history
    ends = state(model)
    reset(model)
    (x if where == "x" else y)[10] = np.nan
    with pytest.warns(RuntimeWarning, match="epoch 1, batch 3: .*; it is skipped"):
        history = fit(model, x, y, on_nan="skip", callbacks=[seen, TerminateOnNaN()])
    assert_same(state(model), ends)
    for name, values in expected.items():
        np.testing.assert_allclose(history.history[name], values, rtol=1e-12)
    assert [(bad.epoch, bad.batch) for bad in history.bad_batches] == [(0, 2), (1, 2)]
    assert seen.skipped == [2, 2]
    np.testing.assert_allclose(seen.means, expected["loss"], rtol=1e-12)


class Seen(Callback):
    def on_train_begin(self, logs=None):
        self.skipped, self.means, self.base = [], [], BaseLogger()
        self.base.set_params(self.params)

    def on_epoch_begin(self, epoch, logs=None):
        self.base.on_epoch_begin(epoch)

    def on_batch_end(self, batch, logs=None):
        self.base.on_batch_end(batch, logs)
        if logs.get("skipped"):
            self.skipped.append(batch)
            assert np.isnan(logs["loss"])

    def on_epoch_end(self, epoch, logs=None):
        means = {}
        means["loss"] = None
        self.base.on_epoch_end(epoch, means)
        self.means.append(means["loss"])


def test_weights_that_are_no_numbers_cannot_be_helped(model, data):
    weights = model.get_weights()
    weights[1][0, 2] = np.nan
    model.set_weights(weights)
    for on_nan, match in (
        ("raise", r"rnn_U holds 1 of 9 values that are NaN or infinite \(layer rnn, gate h\)"),
        ("skip", "To skip batches does not help"),
        ("restore", "rnn_U was no number before, either"),
    ):
        with pytest.raises(NotFiniteError, match=match):
            fit(model, *data, on_nan=on_nan)
        assert_same(model.get_weights(), weights)


def test_restore_goes_back_to_the_beginning_of_the_epoch(model, data):
    x, y = data
    fit(model, x, y, epochs=1)
    expected = state(model)
    reset(model)
    calls = []

    def batches():
        for k in (*range(0, 24, 4), 0, 4, 8):
            calls.append(k)
            yield x[k : k + 4] * (np.nan if len(calls) == 9 else 1), y[k : k + 4]
        raise RuntimeError("the end")

    with pytest.warns(RuntimeWarning, match="again those of the last copy, .* is now 0.005"):
        with pytest.raises(RuntimeError, match="the end"):
            model.fit_generator(batches(), 6, 2, verbose=0, on_nan="restore", workers=0)
    assert_same(state(model), expected)
    assert float(model.optimizer.lr.get_value()) == 0.005


def test_restore_tames_a_training_that_explodes(model, data):
    model.optimizer.lr = 1e3
    with pytest.raises(NotFiniteError, match=r"on the way to the prediction: .*layer rnn, gate h"):
        fit(model, *data, epochs=30, on_nan="raise")
    reset(model)
    with pytest.warns(RuntimeWarning, match="the learning rate is now 500"):
        history = fit(model, *data, epochs=30, on_nan="restore")
    assert history.history["loss"][-1] < 10
    assert len([bad for bad in history.bad_batches if bad.origin is not None]) <= 3


def test_where_nothing_helps_training_ends(model, data):
    x, y = data
    with pytest.warns(RuntimeWarning), pytest.raises(NotFiniteError, match="number 10 in a row"):
        fit(model, x * np.nan, y, on_nan="skip", batch_size=1)
    with pytest.warns(RuntimeWarning), pytest.raises(NotFiniteError, match="not one of 6 batches"):
        fit(model, x * np.nan, y, on_nan="skip")
    assert_same(model.get_weights(), model.first_weights)


def test_single_batches(model, data):
    x, y = data
    expected = model.train_on_batch(x, y)
    reset(model)
    assert model.train_on_batch(x, y, on_nan="raise") == expected
    before = state(model)
    x[0, 1, 0] = np.inf
    with pytest.raises(NotFiniteError, match="this batch: the loss is"):
        model.train_on_batch(x, y, on_nan="raise")
    with pytest.warns(RuntimeWarning, match="this batch: .* it is skipped"):
        loss, _ = model.train_on_batch(x, y, on_nan="skip")
    assert not np.isfinite(loss)
    assert_same(state(model), before)


@pytest.mark.parametrize("on_nan", ["ignore", "Raise", True, 1, ["skip"]])
def test_other_words_are_refused(model, data, on_nan):
    before = state(model)
    with pytest.raises(UnknownNameError, match="on_nan of fit"):
        fit(model, *data, on_nan=on_nan)
    with pytest.raises(UnknownNameError, match="on_nan of fit_generator"):
        model.fit_generator(iter([data]), 1, verbose=0, on_nan=on_nan)
    assert_same(state(model), before)


def test_a_single_batch_has_nothing_to_restore(model, data):
    with pytest.raises(UnknownNameError, match="on_nan of train_on_batch"):
        model.train_on_batch(*data, on_nan="restore")


def test_without_the_option_nothing_is_watched(model, data):
    model.optimizer.lr = 1e300
    history = fit(model, *data)
    assert not np.isfinite(history.history["loss"][-1])
    assert not hasattr(history, "bad_batches")


def test_a_directory_that_cannot_be_written_to(model, data, monkeypatch):
    for function in ("os.getcwd", "tempfile.gettempdir"):
        monkeypatch.setattr(function, lambda: "/there/is/no/such/place")
    with pytest.raises(NotFiniteError) as error:
        model.train_on_batch(data[0] * np.nan, data[1], on_nan="raise")
    assert "rnn_input holds NaN at (0, 0, 0)" in str(error.value)
    assert "numpy.load" not in str(error.value)


def test_a_loss_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = Sequential([Dense(1, activation="relu", input_dim=1)])
    model.compile("sgd", lambda y, p: -y * T.log(p))
    model.set_weights([[[1.0]], [0.0]])
    x, y = np.array([[1.0], [2.0], [-1.0], [3.0]]), np.ones((4, 1))
    with pytest.raises(NotFiniteError, match=r"epoch 1, batch 3: .* in the loss: .*log.* of 0 g"):
        fit(model, x, y, batch_size=1, on_nan="raise")


def test_state_for_a_checkpoint(model, data):
    watch = Watch(model, "restore").ready()
    watch.on_epoch_begin(0)
    x, y = data
    watch(x, y, np.ones(24))
    with pytest.warns(RuntimeWarning):
        watch(x * np.nan, y, np.ones(24))
    watch(x, y, np.ones(24))
    other = Watch(model, "restore").ready()
    other.set_state(watch.get_state())
    assert other.get_state()["counts"] == [0, 2, 0]
    assert len(other.get_state()["losses"][2]) == 1  # since the weights were restored
    assert str(other.bad_batches) == str(watch.bad_batches)  # a loss of NaN is not itself
    assert other.bad_batches[0].origin.phase == "data"
    assert_same(other._kept[0], watch._kept[0])
