"""Training on batches from generators: the same as on the arrays they come from."""

import threading
import traceback

import numpy as np
import pytest

from theanornn import generations
from theanornn.argument_names import ArgumentError
from theanornn.callbacks import Callback, LambdaCallback
from theanornn.errors import DataError, DtypeError
from theanornn.layers import LSTM, Dense, Embedding, Input, TimeDistributed
from theanornn.models import Model, Sequential
from theanornn.training.sequence import Sequence

BATCH = 4


@pytest.fixture(autouse=True)
def no_thread_is_left():
    before = threading.active_count()
    yield
    assert threading.active_count() == before


@pytest.fixture
def data(rng):
    return rng.normal(size=(12, 3)), rng.normal(size=(12, 1))


def make_model(metrics=()):
    model = Sequential([Dense(2, input_dim=3, activation="tanh"), Dense(1)], seed=1)
    model.compile("sgd", "mse", metrics=list(metrics))
    return model


def batches(*arrays):
    """The batches of the arrays for ever, in order."""
    while True:
        for start in range(0, len(arrays[0]), BATCH):
            yield tuple(array[start : start + BATCH] for array in arrays)


class InOrder(Sequence):
    def __init__(self, *arrays):
        self.arrays, self.ended = arrays, 0

    def __len__(self):
        return -(-len(self.arrays[0]) // BATCH)

    def __getitem__(self, index):
        return tuple(array[BATCH * index : BATCH * (index + 1)] for array in self.arrays)

    def on_epoch_end(self):
        self.ended += 1


def assert_same(model, other):
    for one, two in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_allclose(one, two, rtol=1e-12)


@pytest.mark.parametrize("workers", [0, 1, 3])
@pytest.mark.parametrize("kind", ["steps", "samples", "sequence"])
def test_as_fit(data, workers, kind):
    expected, model = make_model(["mae"]), make_model(["mae"])
    history = expected.fit(
        *data, batch_size=BATCH, epochs=3, shuffle=False, verbose=0, validation_data=data
    )
    options = {"epochs": 3, "verbose": 0, "validation_data": data}
    if kind == "sequence":
        source = InOrder(*data)
        got = model.fit_generator(source, shuffle=False, workers=workers, **options)
        assert source.ended == 3
    elif kind == "steps":
        got = model.fit_generator(batches(*data), steps_per_epoch=3, workers=workers, **options)
    else:
        options["nb_epoch"] = options.pop("epochs")
        got = model.fit_generator(
            batches(*data), samples_per_epoch=12, nb_worker=workers, **options
        )
    assert_same(model, expected)
    assert model.history is got and got.epoch == [0, 1, 2]
    for name, values in history.history.items():
        np.testing.assert_allclose(got.history[name], values, rtol=1e-12)


def test_fit_takes_generators(data):
    expected, model, other = make_model(), make_model(), make_model()
    expected.fit_generator(batches(*data), 3, 2, verbose=0)
    model.fit(batches(*data), steps_per_epoch=3, epochs=2, verbose=0)
    other.fit(InOrder(*data), epochs=2, verbose=0, shuffle=False)
    assert_same(model, expected)
    assert_same(other, expected)
    assert model.evaluate(batches(*data), steps=3) == pytest.approx(model.evaluate(*data))
    np.testing.assert_array_equal(model.predict(InOrder(data[0])), model.predict(data[0]))
    with pytest.raises(DtypeError, match="fit: batch_size was given beside a generator"):
        model.fit(batches(*data), batch_size=3)


def test_arguments_by_position_of_keras_1(data, monkeypatch):
    """Samples in Keras 1, batches in Keras 2."""
    lengths = []
    count = LambdaCallback(on_epoch_end=lambda epoch, logs: lengths.append(epoch))
    model = make_model()
    seen = []
    count.on_batch_end = lambda batch, logs: seen.append(batch)
    model.fit_generator(batches(*data), 12, nb_epoch=1, verbose=0, callbacks=[count])
    assert seen == [0, 1, 2] and lengths == [0]
    seen.clear()
    model.fit_generator(batches(*data), 5, 1, 0, [count])
    assert seen == [0, 1, 2, 3, 4]
    monkeypatch.setattr(generations, "default", 1)
    seen.clear()
    model.fit_generator(batches(*data), 8, 1, 0, [count], batches(*data), 4)
    assert seen == [0, 1]
    assert len(model.predict_generator(batches(data[0]), 8)) == 8
    seen.clear()
    model.fit_generator(batches(*data), steps_per_epoch=8, epochs=1, verbose=0, callbacks=[count])
    assert seen == list(range(8))


def test_epochs_go_on_with_the_generator(data):
    """Three epochs of two batches each take the six batches of two passes."""
    model, expected = make_model(), make_model()
    model.fit_generator(batches(*data), 2, epochs=3, verbose=0)
    expected.fit(*data, batch_size=BATCH, epochs=2, shuffle=False, verbose=0)
    assert_same(model, expected)


def test_initial_epoch(data):
    history = make_model().fit_generator(batches(*data), 1, epochs=4, initial_epoch=2, verbose=0)
    assert history.epoch == [2, 3]


@pytest.mark.parametrize("wrapped", [batches, InOrder])
def test_validation_from_batches(data, wrapped):
    model, expected = make_model(["mae"]), make_model(["mae"])
    x, y = data
    options = {} if wrapped is InOrder else {"validation_steps": 2}
    history = model.fit_generator(
        batches(*data), 3, 2, verbose=0, validation_data=wrapped(x[:8], y[:8]), **options
    )
    wanted = expected.fit(
        *data,
        batch_size=BATCH,
        epochs=2,
        shuffle=False,
        verbose=0,
        validation_data=(x[:8], y[:8]),
    )
    for name in ("val_loss", "val_mae"):
        np.testing.assert_allclose(history.history[name], wanted.history[name], rtol=1e-12)


def test_validation_is_done_where_it_is_due(data):
    history = make_model().fit_generator(
        batches(*data), 1, 4, verbose=0, validation_data=data, validation_freq=2
    )
    assert len(history.history["loss"]) == 4 and len(history.history["val_loss"]) == 2


def test_weights_of_samples_and_classes(rng):
    x, y = rng.normal(size=(12, 3)), rng.integers(0, 2, size=(12, 1)).astype(float)
    weights = rng.uniform(size=12)
    model, expected = make_model(), make_model()
    model.fit_generator(batches(x, y, weights), 3, 2, verbose=0, class_weight={0: 1.0, 1: 3.0})
    expected.fit(
        x,
        y,
        sample_weight=weights,
        class_weight={0: 1.0, 1: 3.0},
        batch_size=BATCH,
        epochs=2,
        shuffle=False,
        verbose=0,
    )
    assert_same(model, expected)


def test_temporal_weights(rng):
    x, y = rng.integers(1, 5, size=(8, 5)), rng.normal(size=(8, 5, 1))
    weights = rng.uniform(size=(8, 5))

    def make():
        layers = [
            Embedding(5, 2, mask_zero=True, input_length=5),
            LSTM(3, return_sequences=True),
            TimeDistributed(Dense(1)),
        ]
        model = Sequential(layers, seed=1)
        model.compile("sgd", "mse", sample_weight_mode="temporal")
        return model

    model, expected = make(), make()
    model.fit_generator(batches(x, y, weights), 2, verbose=0)
    expected.fit(x, y, sample_weight=weights, batch_size=BATCH, shuffle=False, verbose=0)
    assert_same(model, expected)
    got = model.evaluate_generator(batches(x, y, weights), 2)
    assert got == pytest.approx(expected.evaluate(x, y, BATCH, sample_weight=weights), rel=1e-12)


def test_several_inputs_and_outputs(rng):
    a, b = Input(shape=(2,), name="a"), Input(shape=(3,), name="b")

    def make():
        outputs = [Dense(1, name="p")(a), Dense(2, name="q")(b)]
        model = Model([a, b], outputs, seed=1)
        model.compile("sgd", "mse", loss_weights=[1.0, 0.5])
        for layer in (model.get_layer("p"), model.get_layer("q")):
            layer.set_weights([np.ones_like(array) for array in layer.get_weights()])
        return model

    arrays = {"a": (8, 2), "b": (8, 3), "p": (8, 1), "q": (8, 2)}
    arrays = {name: rng.normal(size=shape) for name, shape in arrays.items()}

    def lists():
        for x, z, p, q in batches(*arrays.values()):
            yield [x, z], [p, q]

    def dicts():
        for x, z, p, q in batches(*arrays.values()):
            yield {"b": z, "a": x}, {"q": q, "p": p}

    one, two, expected = make(), make(), make()
    x, y = [arrays["a"], arrays["b"]], [arrays["p"], arrays["q"]]
    history = expected.fit(x, y, batch_size=BATCH, shuffle=False, verbose=0)
    for model, generator in ((one, lists), (two, dicts)):
        got = model.fit_generator(generator(), 2, verbose=0)
        assert_same(model, expected)
        assert got.history == history.history
        np.testing.assert_allclose(
            model.evaluate_generator(generator(), 2), expected.evaluate(x, y, BATCH), rtol=1e-12
        )
        for mine, theirs in zip(model.predict_generator(generator(), 2), expected.predict(x)):
            np.testing.assert_allclose(mine, theirs, rtol=1e-12)


@pytest.mark.parametrize("kind", ["steps", "val_samples", "sequence"])
def test_evaluate_and_predict(data, kind):
    model = make_model(["mae"])
    x, y = data[0][:10], data[1][:10]  # the last batch is short
    if kind == "sequence":
        source, options = (lambda *arrays: InOrder(*arrays)), {}
    else:
        source = batches
        options = {"steps": 3} if kind == "steps" else {"val_samples": 10}
    np.testing.assert_allclose(
        model.evaluate_generator(source(x, y), **options), model.evaluate(x, y, BATCH), rtol=1e-12
    )
    for arrays in ((x,), (x, y), (x, y, np.ones(10))):
        got = model.predict_generator(source(*arrays), **options)
        np.testing.assert_array_equal(got, model.predict(x, BATCH))


def test_predict_of_plain_arrays(data):
    model = make_model()
    source = (data[0][start : start + 4] for start in (0, 4, 8))
    np.testing.assert_array_equal(model.predict_generator(source, 3), model.predict(data[0]))


def test_predictions_of_so_many_samples(data):
    with pytest.warns(UserWarning, match="had 8 samples, more than the 6"):
        got = make_model().predict_generator(batches(data[0]), val_samples=6)
    assert len(got) == 6


def test_a_model_that_waits_for_its_input(data):
    def make():
        model = Sequential([Dense(1)], seed=1)
        model.compile("sgd", "mse")
        return model

    model, other, expected = make(), make(), make()
    model.fit_generator(batches(*data), 3, verbose=0)
    other.fit_generator(InOrder(*data), shuffle=False, verbose=0)
    expected.fit(*data, batch_size=BATCH, shuffle=False, verbose=0)
    assert_same(model, expected)
    assert_same(other, expected)


def test_sequences_are_shuffled(data):
    def order(**options):
        seen = []

        class Noted(InOrder):
            def __getitem__(self, index):
                seen.append(index)
                return super().__getitem__(index)

        x = np.tile(data[0], (4, 1))
        model = make_model()
        model.fit_generator(Noted(x, np.ones((48, 1))), epochs=2, verbose=0, **options)
        return seen[:12], seen[12:24]

    first, second = order(workers=0)
    assert sorted(first) == sorted(second) == list(range(12))
    assert first != second and list(range(12)) not in (first, second)
    assert order(workers=0) == (first, second), "the model's seed"
    assert order(workers=1) == (first, second)
    assert order(shuffle=False) == (list(range(12)),) * 2


def test_stateful_models(rng):
    x, y = rng.normal(size=(8, 3, 2)), rng.normal(size=(8, 1))

    def make():
        lstm = LSTM(2, stateful=True, batch_input_shape=(4, 3, 2))
        model = Sequential([lstm, Dense(1)], seed=1)
        model.compile("sgd", "mse")
        return model

    model, expected = make(), make()
    model.fit_generator(batches(x, y), 2, verbose=0)
    expected.fit(x, y, batch_size=4, shuffle=False, verbose=0)
    assert_same(model, expected)
    with pytest.raises(ValueError, match="3 samples.*batch size 4"):
        model.fit_generator(iter([(x[:3], y[:3])]), 1, verbose=0)


# ---------------------------------------------------------------------- callbacks


def test_what_callbacks_are_told(data):
    class Told(Callback):
        def on_train_begin(self, logs=None):
            self.then = dict(self.params), self.validation_data, self.model.validation_data

    told = Told()
    model = make_model()
    model.fit_generator(batches(*data), 3, 2, verbose=0, callbacks=[told], validation_data=data)
    params, arrays, same = told.then
    assert (params["steps"], params["samples"], params["epochs"]) == (3, None, 2)
    assert params["metrics"] == ["loss", "val_loss"] and params["do_validation"]
    assert arrays is same
    for array, expected in zip(arrays, (*data, np.ones(12))):
        np.testing.assert_array_equal(array, expected)
    model.fit_generator(batches(*data), samples_per_epoch=8, verbose=0, callbacks=[told])
    assert told.then[0]["nb_sample"] == 8 and told.then[1] is None


def test_training_can_be_stopped_within_an_epoch(data):
    model, seen = make_model(), []

    def stop(batch, logs):
        seen.append(batch)
        model.stop_training = batch == 1

    history = model.fit_generator(
        batches(*data), 5, 3, verbose=0, callbacks=[LambdaCallback(on_batch_end=stop)]
    )
    assert seen == [0, 1] and history.epoch == [0]


def test_hooks_of_an_evaluation(data):
    seen = []
    callback = LambdaCallback(
        on_test_begin=lambda logs: seen.append("begin"),
        on_test_batch_end=lambda batch, logs: seen.append((batch, set(logs))),
        on_test_end=lambda logs: seen.append("end"),
    )
    make_model().evaluate_generator(batches(*data), 2, callbacks=[callback])
    names = {"batch", "size", "loss"}
    assert seen == ["begin", (0, names), (1, names), "end"]


# ---------------------------------------------------------------------- errors


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_errors_of_a_generator_are_its_own(data, workers):
    def failing():
        yield tuple(array[:4] for array in data)
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine") as caught:
        make_model().fit_generator(failing(), 3, verbose=0, workers=workers)
    frames = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "failing" in frames


def test_a_keyboard_interrupt_ends_the_threads(data):
    def interrupt(batch, logs):
        raise KeyboardInterrupt

    callback = LambdaCallback(on_batch_end=interrupt)
    with pytest.raises(KeyboardInterrupt):
        make_model().fit_generator(batches(*data), 3, verbose=0, callbacks=[callback])


@pytest.mark.parametrize("method", ["fit_generator", "evaluate_generator", "predict_generator"])
def test_a_generator_that_ends_too_early(data, method):
    source = iter([tuple(array[:4] for array in data)])
    with pytest.raises(DataError, match="ended after 1 of 2 batches"):
        getattr(make_model(), method)(source, 2, verbose=0)


@pytest.mark.parametrize(
    "batch, message",
    [
        (np.ones((4, 3)), "gave a ndarray, expected"),
        ((np.ones((4, 3)), np.ones((3, 1))), "4 samples"),
        ((np.ones((4, 2)), np.ones((4, 1))), "dense_"),
        (({"c": np.ones((4, 3))}, np.ones((4, 1))), "'c'"),
    ],
)
def test_wrong_batches(batch, message):
    with pytest.raises(ValueError, match=message):
        make_model().fit_generator(iter([batch]), 1, verbose=0)


def test_wrong_arguments(data):
    model = make_model()
    before = model.get_weights()
    with pytest.raises(DataError, match="pass steps_per_epoch="):
        model.fit_generator(batches(*data))
    with pytest.raises(DataError, match="pass validation_steps="):
        model.fit_generator(batches(*data), 1, validation_data=batches(*data))
    with pytest.raises(DtypeError, match="got a tuple, expected a generator.*call fit"):
        model.fit_generator(data, 1)
    with pytest.raises(ArgumentError, match="'max_q_size' is an old name of 'max_queue_size'"):
        model.fit_generator(batches(*data), 1, max_q_size=1, max_queue_size=2)
    with pytest.raises(ArgumentError, match="no argument 'step_per_epoch'. Did you mean"):
        model.fit_generator(batches(*data), step_per_epoch=1)
    with pytest.raises(ValueError, match="validation x"):
        model.fit_generator(batches(*data), 1, validation_data=(data[0][:, :2], data[1]))
    for one, other in zip(before, model.get_weights()):
        np.testing.assert_array_equal(one, other)
