"""compile, fit, evaluate, predict and the rest, on small models."""

import numpy as np
import pytest

from theanornn import losses, optimizers
from theanornn.argument_names import ArgumentError
from theanornn.callbacks import Callback, EarlyStopping, LambdaCallback
from theanornn.errors import (
    DataError,
    DtypeError,
    NotCompiledError,
    ShapeError,
    UnknownNameError,
)
from theanornn.layers import GRU, LSTM, Dense, Embedding, TimeDistributed
from theanornn.models import Sequential
from theanornn.optimizers import SGD


@pytest.fixture
def model():
    made = Sequential([Dense(1, input_dim=2, name="dense_1")], seed=1)
    made.compile(SGD(0.1), "mse", metrics=["mae"])
    return made


@pytest.fixture
def x(rng):
    return rng.normal(size=(10, 2))


@pytest.fixture
def y(x):
    return x @ [[1.0], [-2.0]] + 0.5


def weights_of(model):
    return np.concatenate([w.ravel() for w in model.get_weights()])


# ------------------------------------------------------------------ training


def test_one_update_is_the_gradient_step(model, x, y):
    W, b = model.get_weights()
    error = x @ W + b - y
    loss, mae = model.train_on_batch(x, y)
    assert loss == pytest.approx(np.mean(error**2)) and mae == pytest.approx(np.mean(abs(error)))
    np.testing.assert_allclose(model.get_weights()[0], W - 0.2 * x.T @ error / 10, rtol=1e-10)


def test_fit_learns_and_reports(model, x, y):
    history = model.fit(x, y, epochs=60, batch_size=4, validation_data=(x, y), verbose=0)
    assert history is model.history
    assert set(history.history) == {"loss", "mae", "val_loss", "val_mae"}
    assert history.epoch == list(range(60))
    assert history.history["val_loss"][-1] < 1e-3 < history.history["loss"][0]
    assert history.history["val_mean_absolute_error"] == history.history["val_mae"]
    np.testing.assert_allclose(model.get_weights()[0], [[1.0], [-2.0]], atol=0.05)


def test_validation_split_is_the_last_part_and_is_not_trained_on(model, x, y):
    other = Sequential.from_config(model.get_config())
    other.compile(SGD(0.1), "mse", metrics=["mae"])
    other.set_weights(model.get_weights())
    split = model.fit(x, y, validation_split=0.3, shuffle=False, verbose=0)
    given = other.fit(x[:7], y[:7], validation_data=(x[7:], y[7:]), shuffle=False, verbose=0)
    assert split.history == given.history
    np.testing.assert_array_equal(weights_of(model), weights_of(other))


def test_epoch_numbers(model, x, y):
    assert model.fit(x, y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]
    assert model.fit(x, y, nb_epoch=2, verbose=0).epoch == [0, 1]
    assert model.fit(x, y, epochs=0, verbose=0).epoch == []
    assert len(model.fit(x, y, verbose=0).epoch) == 1


def test_targets_without_the_last_axis(model, x, y):
    assert model.evaluate(x, y[:, 0], verbose=0) == model.evaluate(x, y, verbose=0)


@pytest.mark.parametrize("generation", [1, 2])
def test_sample_and_class_weights(x, generation):
    labels = (np.arange(10) % 2)[:, np.newaxis]
    model = Sequential([Dense(1, activation="sigmoid", input_dim=2)], seed=1)
    model.generation = generation
    model.compile("sgd", "binary_crossentropy")
    p = model.predict(x)
    score = -(labels * np.log(p) + (1 - labels) * np.log(1 - p))[:, 0]
    by_class = np.where(labels[:, 0] == 1, 3.0, 0.0)
    expected = np.mean(score * by_class)
    if generation == 1:
        expected /= 0.5  # half of the weights are not zero
    np.testing.assert_allclose(model.test_on_batch(x, labels, sample_weight=by_class), expected)
    np.testing.assert_allclose(
        model.train_on_batch(x, labels, class_weight={0: 0.0, 1: 3.0}), expected
    )


@pytest.mark.parametrize("generation", [1, 2])
def test_weights_of_samples_beside_those_of_classes(x, generation):
    labels = (np.arange(10) % 2)[:, np.newaxis]
    model = Sequential([Dense(1, input_dim=2)], seed=1)
    model.generation = generation
    model.compile("sgd", "mse")
    samples = np.linspace(0.5, 2, 10)
    weights = samples if generation == 1 else samples * np.where(labels[:, 0] == 1, 3.0, 1.0)
    expected = model.test_on_batch(x, labels, sample_weight=weights)
    got = model.train_on_batch(x, labels, sample_weight=samples, class_weight={0: 1.0, 1: 3.0})
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_weighted_metrics_count_the_weights_and_metrics_do_not(x, y):
    model = Sequential([Dense(1, input_dim=2)], seed=1)
    model.compile("sgd", "mse", metrics=["mse"], weighted_metrics=["mae"])
    error = model.predict(x) - y
    first = np.eye(10)[0]
    loss, mse, mae = model.test_on_batch(x, y, sample_weight=first)
    np.testing.assert_allclose(loss, error[0] ** 2 / 10)
    np.testing.assert_allclose(mse, np.mean(error**2))
    np.testing.assert_allclose(mae, abs(error[0]))


def test_stop_training(model, x, y):
    class StopAtOnce(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = True

    assert model.fit(x, y, epochs=9, callbacks=[StopAtOnce()], verbose=0).epoch == [0]
    assert len(model.fit(x, y, epochs=2, verbose=0).epoch) == 2


def test_callbacks_may_come_one_by_one(model, x, y):
    counted = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    seen = []
    model.fit(x, y, epochs=2, verbose=0, callbacks=iter([counted]))
    model.fit(iter([(x, y)] * 2), steps_per_epoch=1, epochs=2, verbose=0, callbacks=iter([counted]))
    assert seen == [0, 1, 0, 1]


def test_early_stopping(model, x, y):
    model.optimizer.lr = 0.0
    stopper = EarlyStopping("val_loss", patience=2)
    history = model.fit(x, y, epochs=9, validation_split=0.2, callbacks=[stopper], verbose=0)
    assert history.epoch == [0, 1, 2]


def test_callbacks_know_the_run(model, x, y):
    seen = {}

    class Look(Callback):
        def on_train_begin(self, logs=None):
            seen.update(self.params, model=self.model)

    model.fit(x, y, epochs=3, batch_size=4, validation_split=0.2, callbacks=[Look()], verbose=0)
    assert seen == {
        "model": model,
        "batch_size": 4,
        "epochs": 3,
        "nb_epoch": 3,
        "samples": 8,
        "nb_sample": 8,
        "steps": None,
        "verbose": 0,
        "do_validation": True,
        "metrics": ["loss", "mae", "val_loss", "val_mae"],
    }


# ------------------------------------------------------------------ penalties, limits, masks


def test_penalties_are_in_the_loss_and_constraints_hold(x, y):
    layer = Dense(1, input_dim=2, kernel_regularizer="l2", kernel_constraint="non_neg")
    model = Sequential([layer], seed=1)
    model.compile(SGD(0.1), "mse")
    W, b = model.get_weights()
    expected = np.mean((x @ W + b - y) ** 2) + 0.01 * np.sum(W**2)
    np.testing.assert_allclose(model.evaluate(x, y, verbose=0), expected)
    for _ in range(20):
        model.train_on_batch(x, y)
    assert model.get_weights()[0][1, 0] == 0.0  # it wants to be -2


def test_layers_that_are_not_trainable_stay(x, y):
    model = Sequential([Dense(2, input_dim=2, trainable=False), Dense(1)], seed=1)
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.train_on_batch(x, y)
    after = model.get_weights()
    np.testing.assert_array_equal(before[0], after[0])
    assert not np.array_equal(before[2], after[2])


@pytest.mark.parametrize("rule", [1, 2])
def test_a_mask_reaches_loss_and_metrics(rule):
    layers = [Embedding(5, 2, mask_zero=True), GRU(2, return_sequences=True)]
    model = Sequential([*layers, TimeDistributed(Dense(1, activation="sigmoid"))], seed=1)
    model.loss_rule = rule
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
    x = np.array([[1, 2, 0], [3, 0, 0]])
    y = np.ones((2, 3, 1))
    p = model.predict(x)[..., 0]
    real = x > 0
    loss, accuracy = model.test_on_batch(x, y)
    n_counted = real.sum() if rule == 1 else real.size
    np.testing.assert_allclose(loss, -np.log(p[real]).sum() / n_counted, rtol=1e-10)
    np.testing.assert_allclose(accuracy, np.mean(p[real] > 0.5))
    y[~real] = 0.0  # what stands in the padding does not matter
    assert model.test_on_batch(x, y) == [loss, accuracy]


@pytest.mark.parametrize("generation, n_counted", [(1, 3), (2, 6)])
def test_one_weight_per_time_step(generation, n_counted):
    model = Sequential([GRU(1, return_sequences=True, input_shape=(None, 1))], seed=1)
    model.generation = generation
    model.compile("sgd", "mse", sample_weight_mode="temporal")
    x, y = np.ones((2, 3, 1)), np.zeros((2, 3, 1))
    p = model.predict(x)[..., 0]
    weights = np.array([[1, 0, 2], [0, 0, 1.0]])
    expected = np.sum(p**2 * weights) / n_counted  # three weights are not zero
    np.testing.assert_allclose(model.test_on_batch(x, y, sample_weight=weights), expected)


# ------------------------------------------------------------------ prediction


def test_predict_in_batches(model, x):
    whole = model.predict_on_batch(x)
    np.testing.assert_allclose(model.predict(x, batch_size=3), whole, rtol=1e-12)
    np.testing.assert_array_equal(model.predict_proba(x, batch_size=10), whole)


def test_classes(x):
    one = Sequential([Dense(1, activation="sigmoid", input_dim=2)], seed=1)
    np.testing.assert_array_equal(one.predict_classes(x), one.predict(x) > 0.5)
    several = Sequential([Dense(3, activation="softmax", input_dim=2)], seed=1)
    np.testing.assert_array_equal(several.predict_classes(x), several.predict(x).argmax(-1))


def test_a_model_without_metrics_gives_one_number(x, y):
    model = Sequential([Dense(1, input_dim=2)], seed=1)
    model.compile("sgd", "mse")
    assert isinstance(model.evaluate(x, y, verbose=0), float)
    assert isinstance(model.train_on_batch(x, y), float)
    assert model.metrics_names == ["loss"]


def test_states_stay_and_are_reset():
    model = Sequential([LSTM(2, stateful=True, batch_input_shape=(2, 3, 1))], seed=1)
    x = np.ones((2, 3, 1))
    first = model.predict(x)
    second = model.predict(x)
    assert not np.allclose(first, second)
    model.reset_states()
    np.testing.assert_array_equal(model.predict(x), first)


# ------------------------------------------------------------------ compiled once


def test_nothing_is_compiled_twice(model, x, y):
    model.fit(x, y, validation_split=0.2, verbose=0)
    model.predict(x)
    functions = {name: model.functions[name] for name in model.functions}
    model.optimizer.lr = 0.5
    model.fit(x[:4], y[:4], batch_size=3, validation_data=(x, y), verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict(x[:1])
    assert functions == {name: model.functions[name] for name in model.functions}
    assert set(functions) == {"train", "test", "predict"}


def test_compile_throws_away_what_is_stale(model, x, y):
    model.fit(x, y, validation_split=0.2, verbose=0)
    predict = model.functions["predict"]
    model.compile("sgd", "mae")
    assert not model.functions.is_compiled("train") and not model.functions.is_compiled("test")
    assert model.functions["predict"] is predict
    model.add(Dense(1, name="second"))
    assert not model.functions.is_compiled("predict")


def test_the_length_of_sequences_is_free():
    model = Sequential([GRU(1, input_shape=(None, 1))], seed=1)
    model.compile("sgd", "mse")
    for length in (1, 4):
        model.fit(np.ones((3, length, 1)), np.ones(3), verbose=0)
    assert model.functions["train"].drivers != []


def test_verbose_says_one_line_per_epoch_to_a_pipe(model, x, y, capsys):
    model.fit(x, y, epochs=2)
    assert capsys.readouterr().out.count("\n") == 2
    model.evaluate(x, y)
    model.predict(x, verbose=1)
    model.fit(x, y, verbose=0)
    assert capsys.readouterr().out == ""


# ------------------------------------------------------------------ bad input changes nothing


@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch", "test_on_batch"])
def test_compile_forgotten(method, x, y):
    model = Sequential([Dense(1, input_dim=2)])
    with pytest.raises(NotCompiledError, match=f"{method} needs a compiled model; call compile"):
        getattr(model, method)(x, y)


NAN = np.full((10, 1), np.nan)
BAD_FITS = {
    "wrong rank": ({"x": np.ones(10)}, ShapeError, "x: dense_1"),
    "wrong features": ({"x": np.ones((10, 3))}, ShapeError, "x: dense_1"),
    "fewer targets": ({"y": np.ones((9, 1))}, ShapeError, "y has shape .9, 1., but x has 10"),
    "empty": ({"x": np.ones((0, 2)), "y": np.ones((0, 1))}, DataError, "no samples"),
    "NaN in x": ({"x": np.full((10, 2), np.nan)}, DataError, "x: dense_1: 20 values"),
    "infinity in x": ({"x": np.full((10, 2), np.inf)}, DataError, "20 values .* NaN or infinite"),
    "NaN in y": ({"y": NAN}, DataError, "y holds 10 NaN or infinite numbers, the first at .0, 0."),
    "text": ({"x": [["a", "b"]] * 10}, DtypeError, "x has dtype"),
    "split": ({"validation_split": 1.5}, ValueError, "validation_split=1.5"),
    "validation shape": ({"validation_data": (np.ones((5, 2)),) * 2}, ShapeError, "validation y"),
    "validation NaN": (
        {"validation_data": (np.ones((5, 2)), NAN[:5])},
        DataError,
        "validation y holds 5 NaN or infinite",
    ),
    "validation type": ({"validation_data": 3}, DtypeError, "validation_data"),
    "batch size": ({"batch_size": -1}, ShapeError, "batch_size"),
    "epochs": ({"epochs": -1}, ShapeError, "epochs=-1, expected a whole number from 0"),
    "initial epoch": ({"initial_epoch": 1.5}, ShapeError, "initial_epoch=1.5"),
    "both epochs": ({"epochs": 2, "nb_epoch": 3}, UnknownNameError, "both were given"),
    "shuffle": ({"shuffle": "yes"}, DataError, "shuffle"),
    "verbose": ({"verbose": 5}, DataError, "verbose"),
    "callbacks": ({"callbacks": [3]}, DtypeError, "callbacks holds 3"),
    "sample weights": ({"sample_weight": np.ones(3)}, ShapeError, "sample_weight"),
    "class weights": ({"class_weight": [1]}, DtypeError, "class_weight"),
    "misspelt": ({"epoch": 3}, UnknownNameError, "no argument 'epoch'. Did you mean 'epochs'"),
}


@pytest.mark.parametrize("case", BAD_FITS)
def test_bad_input_changes_nothing(case, model, x, y):
    options, error, message = BAD_FITS[case]
    before = weights_of(model)
    with pytest.raises(error, match=message):
        model.fit(**{"x": x, "y": y, "verbose": 0, **options})
    np.testing.assert_array_equal(weights_of(model), before)
    assert model.history is None and not model.functions.is_compiled("train")


def test_bad_names_leave_the_model_compiled_as_it_was(model):
    objective = model.objective
    for options, near in [
        ({"optimizer": "adm", "loss": "mse"}, "adam"),
        ({"optimizer": "sgd", "loss": "mean_square_error"}, "mean_squared_error"),
        ({"optimizer": "sgd", "loss": "mse", "metrics": ["acuracy"]}, "accuracy"),
        ({"optimizer": "mse", "loss": "sgd"}, r"order is compile\(optimizer, loss\)"),
    ]:
        with pytest.raises(UnknownNameError, match=near):
            model.compile(**options)
    with pytest.raises(ShapeError, match="temporal.*return_sequences=True"):
        model.compile("sgd", "mse", sample_weight_mode="temporal")
    with pytest.raises(DtypeError, match=r"expected a list such as \['accuracy'\]"):
        model.compile("sgd", "mse", metrics="accuracy")
    assert model.objective is objective


def test_time_steps_that_disagree():
    model = Sequential([GRU(1, return_sequences=True, input_shape=(None, 1))], seed=1)
    model.compile("sgd", "mse")
    with pytest.raises(ShapeError, match="y has shape .2, 4, 1., but x has 3 time steps"):
        model.fit(np.ones((2, 3, 1)), np.ones((2, 4, 1)))


def test_stateful_models_need_full_batches():
    model = Sequential([LSTM(1, stateful=True, batch_input_shape=(2, 3, 1))], seed=1)
    model.compile("sgd", "mse")
    x, y = np.ones((4, 3, 1)), np.ones((4, 1))
    model.fit(x, y, verbose=0)  # the batch size is known
    with pytest.raises(ShapeError, match="batches of 2"):
        model.fit(x, y, batch_size=3, verbose=0)
    with pytest.raises(ShapeError, match="2"):
        model.predict(x[:3])
    with pytest.raises(ShapeError, match="2"):
        model.fit(x, y, validation_data=(x[:3], y[:3]), verbose=0)


@pytest.mark.parametrize(
    ("layer", "optimizer", "epsilon"),
    [
        (lambda: Dense(2, input_dim=3), optimizers.Adam(), 1e-7),
        (lambda: Dense(output_dim=2, input_dim=3), optimizers.Adam(), 1e-8),
        (lambda: Dense(output_dim=2, input_dim=3), "adam", 1e-8),
        (lambda: Dense(output_dim=2, input_dim=3), optimizers.Adam(epsilon=1e-3), 1e-3),
        (
            lambda: Dense(output_dim=2, input_dim=3),
            {"class_name": "Adam", "config": {"epsilon": 1e-3}},
            1e-3,
        ),
    ],
)
def test_epsilon_of_keras_1_where_none_was_given(layer, optimizer, epsilon):
    model = Sequential([layer()])
    model.compile(optimizer, "mse")
    assert model.optimizer.epsilon == epsilon


@pytest.mark.parametrize(
    ("name", "loss"), [("units", "cosine_similarity"), ("output_dim", "cosine_proximity")]
)
def test_a_loss_is_that_of_the_models_generation(name, loss):
    model = Sequential([Dense(**{name: 2}, input_dim=3)])
    model.compile("sgd", "cosine_proximity")
    assert model.loss is getattr(losses, loss)


# ------------------------------------------------------------------ arguments of both Kerases


def test_arguments_by_position(x, y):
    model = Sequential([GRU(1, return_sequences=True, input_shape=(2, 1))], seed=1)
    model.compile("sgd", "mse", ["mae"], None, "temporal")
    series, weights = x[..., np.newaxis], np.ones((10, 2))
    assert model.objective.endings[0].spec.weight_ndim == 2
    history = model.fit(series, series, 5, 2, 0, [], 0.2, None, False, None, weights, 1)
    assert history.epoch == [1] and "val_mae" in history.history
    assert len(model.evaluate(series, series, 5, 0, weights)) == 2
    assert model.predict(series, 5, 0).shape == (10, 2, 1)
    model.compile("sgd", "mse", None, "temporal")  # Keras 1's Sequential had no loss_weights
    assert model.objective.endings[0].spec.weight_ndim == 2


def test_weights_by_position(model, x, y):
    weights, by_class = np.arange(10.0), {number: 2.0 for number in range(-9, 9)}
    expected = model.test_on_batch(x, y, weights)
    assert model.train_on_batch(x, y, weights) == expected
    labels = np.arange(10) % 2
    one = model.test_on_batch(x, labels)[0]
    assert model.train_on_batch(x, labels, by_class)[0] == pytest.approx(2 * one)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.fit(), "fit is missing 'x'. Its arguments are: x, y, batch_size"),
        (lambda m: m.fit(1, 2, batchsize=3), "no argument 'batchsize'. Did you mean 'batch_size'"),
        (lambda m: m.evaluate(1, 2, verbos=3), "evaluate has no argument 'verbos'.*'verbose'"),
        (lambda m: m.predict(1, batch=3), "predict has no argument 'batch'. Did .* 'batch_size'"),
        (lambda m: m.predict(), "predict is missing 'x'"),
        (lambda m: m.compile(loss="mse"), "compile is missing 'optimizer'"),
        (lambda m: m.compile("sgd", los="mse"), "compile has no argument 'los'. Did .* 'loss'"),
        (lambda m: m.train_on_batch(1, 2, x=1), "train_on_batch got 'x' twice"),
        (lambda m: m.predict_on_batch(1, 2), "got 2 arguments by position, which is too many"),
        (lambda m: m.summary(width=3), "summary has no argument 'width'"),
    ],
)
def test_wrong_arguments_are_answered(model, call, message):
    with pytest.raises(ArgumentError, match=message):
        call(model)


def test_epochs_of_keras_1(model, x, y):
    model.generation = 1
    assert len(model.fit(x, y, verbose=0).epoch) == 10
    assert len(model.fit(x, y, nb_epoch=2, verbose=0).epoch) == 2


def test_target_tensors_are_refused(model):
    with pytest.raises(ValueError, match="target_tensors is not supported"):
        model.compile("sgd", "mse", target_tensors=[1])


def test_theanos_options_of_compile(x, y):
    model = Sequential([Dense(1)])
    model.compile("sgd", "mse", profile=True)
    model.train_on_batch(x, y)
    assert model.functions["train"]._function.profile
    model.compile("sgd", "mse")
    assert not model.functions["train"]._function.profile
