"""Models in Keras' HDF5 files: there and back, across the generations, and all that can be wrong.

That the real Keras reads them is checked by hand, with ``tests/check_against_keras.py``; that the
files of the real Keras are read, in `tests.models.test_golden`.
"""

import io
import json
import os

import h5py
import numpy as np
import pytest

from tests.serialization.hdf5.files import write_before_1, write_weights
from theanornn.errors import DataError, ShapeError, TheanornnError, UnknownNameError
from theanornn.layers import (
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    Bidirectional,
    Conv1D,
    CuDNNGRU,
    CuDNNLSTM,
    Dense,
    Dropout,
    Input,
    Lambda,
    SimpleRNN,
    TimeDistributed,
    merge,
)
from theanornn.models import Model, Sequential, load_model, model_from_json
from theanornn.optimizers import SGD, Adam, Nadam

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 2
SHAPE = (TIME, FEATURES)


def old(**options):
    """A model of Keras 1's names."""
    chain = [LSTM(output_dim=UNITS, input_shape=SHAPE, **options), Dense(output_dim=1)]
    return Sequential(chain, seed=1)


def new(**options):
    """The same of Keras 2's."""
    options = {"recurrent_activation": "hard_sigmoid", **options}
    return Sequential([LSTM(units=UNITS, input_shape=SHAPE, **options), Dense(units=1)], seed=2)


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, *SHAPE))


@pytest.fixture
def y(rng):
    return rng.normal(size=(BATCH, 1))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.h5"


def assert_same_weights(one, other):
    assert len(one.weights) == len(other.weights)
    for got, want in zip(one.weights, other.weights):
        np.testing.assert_array_equal(got.get_value(), want.get_value())


# ------------------------------------------------------------------ there and back


@pytest.mark.parametrize(
    ("make", "optimizer"),
    [(old, Adam(0.1)), (old, Nadam()), (new, Nadam()), (new, SGD(0.1, momentum=0.9))],
)
def test_training_goes_on_where_it_stopped(make, optimizer, x, y, path):
    model = make()
    model.compile(optimizer, "mse")
    for _ in range(2):
        model.train_on_batch(x, y)
    model.save(path)
    again = load_model(path)
    assert again.generation == model.generation
    assert_same_weights(again, model)
    for _ in range(2):
        np.testing.assert_allclose(
            again.train_on_batch(x, y), model.train_on_batch(x, y), rtol=1e-12
        )


def everything_of_keras1():
    first, second = Input(shape=SHAPE), Input(shape=SHAPE)
    inner = Sequential([GRU(output_dim=2, input_shape=SHAPE), BatchNormalization(mode=0)])
    rows = Conv1D(nb_filter=2, filter_length=2)(first)
    ways = Bidirectional(SimpleRNN(output_dim=2, consume_less="mem"))(rows)
    both = merge([ways, inner(second), inner(first)], mode="concat")
    return Model(input=[first, second], output=[Dense(1)(both), Activation("tanh")(both)])


def everything_of_keras2():
    first, second = Input(shape=SHAPE), Input(shape=SHAPE)
    inner = Sequential([GRU(2, reset_after=True, input_shape=SHAPE), BatchNormalization()])
    encoded, *states = LSTM(2, return_state=True)(first)
    decoded = LSTM(2, return_sequences=True)(second, initial_state=states)
    steps = TimeDistributed(Dense(2))(Bidirectional(GRU(2, return_sequences=True))(decoded))
    return Model([first, second], [encoded, steps, inner(second)])


@pytest.mark.parametrize("make", [everything_of_keras1, everything_of_keras2])
def test_graphs_with_all_kinds_of_layers(make, path):
    model = make()
    model.save(path)
    again = load_model(path)
    assert_same_weights(again, model)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    assert model_from_json(model.to_json()).to_json() == model.to_json() == again.to_json()
    model.save_weights(path)
    other = model_from_json(model.to_json())
    other.load_weights(path)
    assert_same_weights(other, model)


def test_get_weights_of_a_loaded_model_speak_the_files_generation(path):
    for make, count in ((old, 14), (new, 5), (lambda: old(consume_less="gpu"), 5)):
        model = make()
        model.save(path)
        again = load_model(path)
        assert len(again.get_weights()) == len(model.get_weights()) == count
        again.set_weights([array + 1 for array in model.get_weights()])
        for got, want in zip(again.get_weights(), model.get_weights()):
            np.testing.assert_array_equal(got, want + 1)


def test_without_the_optimizer(path):
    model = new()
    model.compile("adam", "mse")
    model.save(path, include_optimizer=False)
    assert load_model(path).optimizer is None
    model.save(path)
    assert load_model(path, compile=False).optimizer is None
    assert isinstance(load_model(path).optimizer, Adam)


def test_file_objects_and_groups(path):
    model, stream = new(), io.BytesIO()
    model.save(stream)
    stream.seek(0)
    assert_same_weights(load_model(stream), model)
    with h5py.File(path, "w") as file:
        model.save(file.create_group("mine"))
        assert_same_weights(load_model(file["mine"]), model)


def test_other_names_are_written_in_theanornns_own_format(tmp_path):
    model = new()
    for name, is_hdf5 in (("a.H5", True), ("a.hdf5", True), ("a.safetensors", False)):
        model.save(tmp_path / name)
        assert h5py.is_hdf5(tmp_path / name) == is_hdf5
        assert_same_weights(load_model(tmp_path / name), model)
        model.save_weights(tmp_path / name)
        other = new()
        other.load_weights(tmp_path / name)
        assert_same_weights(other, model)


def test_a_file_that_is_there_stays_whole(path, monkeypatch):
    model = new()
    model.save(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match="overwrite=True"):
        model.save(path, overwrite=False)

    def fail(*arguments, **options):
        raise OSError("disk full")

    monkeypatch.setattr(h5py.Group, "create_dataset", fail)
    with pytest.raises(OSError, match="disk full"):
        new().save(path)
    assert path.read_bytes() == before and os.listdir(path.parent) == [path.name]


# ------------------------------------------------------------------ across the generations


def test_weights_of_one_keras_in_a_model_of_the_other(path):
    for source, target in ((old(), new()), (new(), old()), (new(), old(consume_less="gpu"))):
        source.save_weights(path)
        target.load_weights(path)
        assert_same_weights(target, source)


def test_weights_from_before_keras_1(path):
    source, target = old(), old()
    arrays = source.get_weights()
    write_before_1(path, [arrays[:12], [], arrays[12:]])
    target.load_weights(path)
    assert_same_weights(target, source)
    with pytest.raises(DataError, match="did not write the names of layers"):
        target.load_weights(path, by_name=True)


@pytest.mark.parametrize(
    ("plain", "cudnn"),
    [
        (lambda: LSTM(UNITS, input_shape=SHAPE), lambda: CuDNNLSTM(UNITS, input_shape=SHAPE)),
        (
            lambda: GRU(UNITS, reset_after=True, input_shape=SHAPE),
            lambda: CuDNNGRU(UNITS, input_shape=SHAPE),
        ),
    ],
)
def test_weights_of_cudnn(plain, cudnn, rng, x, path):
    for source, target in ((plain, cudnn), (cudnn, plain)):
        source, target = Sequential([source()]), Sequential([target()])
        source.set_weights([rng.normal(size=array.shape) for array in source.get_weights()])
        source.save_weights(path)
        target.load_weights(path)
        np.testing.assert_allclose(target.predict(x), source.predict(x), rtol=1e-10)


def test_cudnn_does_not_fit_a_gru_that_resets_before(path):
    Sequential([CuDNNGRU(UNITS, input_shape=SHAPE)]).save_weights(path)
    target = Sequential([GRU(UNITS, input_shape=SHAPE)])
    with pytest.raises(ShapeError, match=r"bias has shape \(12,\), expected \(6,\)"):
        target.load_weights(path)


@pytest.mark.parametrize(
    ("shape", "attributes", "turn"),
    [
        ((3, 1, FEATURES, 5), {}, lambda kernel: kernel[:, 0]),
        ((5, FEATURES, 3, 1), {}, lambda kernel: kernel.transpose(2, 3, 1, 0)[:, 0]),
        ((3, FEATURES, 5), {"keras_version": "2.1.0"}, lambda kernel: kernel),
        (
            (3, FEATURES, 5),
            {"keras_version": "2.1.0", "backend": "tensorflow"},
            lambda kernel: kernel[::-1],
        ),
    ],
    ids=["1.2", "1.0", "2 on Theano", "2 on TensorFlow"],
)
def test_the_kernel_of_a_convolution(shape, attributes, turn, rng, path):
    kernel = rng.normal(size=shape)
    write_weights(path, {"c": {"c_W": kernel, "c_b": np.ones(5)}}, **attributes)
    model = Sequential([Conv1D(5, 3, input_shape=SHAPE)])
    model.load_weights(path)
    np.testing.assert_array_equal(model.layers[0].params["W"].get_value(), turn(kernel))


# ------------------------------------------------------------------ by name


def test_by_name(path):
    named = [LSTM(UNITS, input_shape=SHAPE, name="reader"), Dropout(0.1), Dense(1, name="head")]
    source = Sequential(named)
    source.save_weights(path)
    target = Sequential(
        [LSTM(UNITS, input_shape=SHAPE, name="reader"), Dense(5, name="middle"), Dense(1)]
    )
    before = target.get_weights()
    target.load_weights(path, by_name=True)
    for got, want in zip(target.get_weights(), [*source.get_weights()[:3], *before[3:]]):
        np.testing.assert_array_equal(got, want)


def test_by_name_and_what_does_not_fit(path):
    Sequential([Dense(3, input_dim=2, name="a"), Dense(4, name="b")]).save_weights(path)
    target = Sequential([Dense(3, input_dim=2, name="a"), Dense(5, name="b")])
    before = target.get_weights()
    with pytest.raises(ShapeError, match=r"b/kernel has shape \(3, 4\), expected \(3, 5\)"):
        target.load_weights(path, by_name=True)
    np.testing.assert_array_equal(target.get_weights()[0], before[0])
    with pytest.warns(UserWarning, match="'b'.*left as it was"):
        target.load_weights(path, by_name=True, skip_mismatch=True)
    assert not np.array_equal(target.get_weights()[0], before[0])
    np.testing.assert_array_equal(target.get_weights()[2], before[2])


def test_reshape(path):
    write_weights(path, {"d": {"d_W": np.arange(6.0).reshape(3, 2, 1), "d_b": np.ones(2)}})
    target = Sequential([Dense(2, input_dim=3)])
    with pytest.raises(ShapeError):
        target.load_weights(path)
    target.load_weights(path, reshape=True)
    np.testing.assert_array_equal(target.get_weights()[0], np.arange(6.0).reshape(3, 2))


# ------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        (lambda: [*old().layers, Dense(3)], r"weights of 3 layers \(.*\), the model has 2 \(.*"),
        (
            lambda: [LSTM(output_dim=3, input_shape=SHAPE, name="reader"), Dense(1)],
            r"the layer 'reader' does not fit '.*' of the model: "
            r"reader_W_i has shape \(2, 3\), expected \(2, 2\); reader_U_i has shape",
        ),
        (
            lambda: [GRU(output_dim=2, input_shape=SHAPE, name="reader"), Dense(1)],
            r"the layer 'reader' does not fit .*: it has 9 arrays \(reader_W_z \(2, 2\), .*\), "
            r"expected 12 \(lstm_.*_W_i \(2, 2\), ",
        ),
    ],
)
def test_another_architecture(stored, message, path):
    Sequential(stored()).save_weights(path)
    model = old()
    before = model.get_weights()
    with pytest.raises(ShapeError, match=message) as raised:
        model.load_weights(path)
    assert str(path) in str(raised.value)
    for got, want in zip(model.get_weights(), before):
        np.testing.assert_array_equal(got, want)


def test_weights_alone_are_no_model(path):
    new().save_weights(path)
    with pytest.raises(DataError, match="weights without an architecture"):
        load_model(path)


def rewritten(path, name, change):
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs[name])
        file.attrs[name] = json.dumps(change(config))


@pytest.mark.parametrize(
    ("attribute", "change", "message"),
    [
        ("model_config", lambda c: {}, "no config of a model"),
        ("model_config", lambda c: {**c, "class_name": "Graph"}, "unknown model 'Graph'"),
        ("model_config", lambda c: {**c, "config": {}}, "no config of a model.*layers"),
        ("model_config", lambda c: {**c, "config": 3}, "no config of a model: got 3"),
        (
            "model_config",
            lambda c: {**c, "config": {"layers": [{"class_name": "Dence", "config": {}}]}},
            "unknown layer 'Dence'; did you mean 'Dense'",
        ),
        ("training_config", lambda c: {}, "'training_config' is damaged"),
        ("training_config", lambda c: {**c, "loss": "mze"}, "unknown loss 'mze'"),
    ],
)
def test_configs_that_are_wrong(attribute, change, message, path):
    model = new()
    model.compile("sgd", "mse")
    model.save(path)
    rewritten(path, attribute, change)
    with pytest.raises(TheanornnError, match=message) as raised:
        load_model(path)
    assert str(path) in str(raised.value)


def test_an_optimizers_state_of_another_shape(x, y, path):
    model = old()
    model.compile("adam", "mse")
    model.save(path)
    with h5py.File(path, "r+") as file:
        group = file["optimizer_weights"]
        del group["m_3"]
        group["m_3"] = np.ones((7, 7))
    with pytest.raises(ShapeError, match=r"model.h5: m of Adam: .* \(7, 7\) came"):
        load_model(path)
    with h5py.File(path, "r+") as file:
        group = file["optimizer_weights"]
        group.attrs["weight_names"] = group.attrs["weight_names"][:-1]
    with pytest.raises(ShapeError, match="state has 27 arrays.*compile=False"):
        load_model(path)
    assert load_model(path, compile=False).optimizer is None


def test_the_state_of_other_parameters_is_left_in_keras_2(path):
    model = new()
    model.compile("adam", "mse")
    model.save(path)
    with h5py.File(path, "r+") as file:
        group = file["optimizer_weights"]
        group.attrs["weight_names"] = group.attrs["weight_names"][:-1]
    with pytest.warns(UserWarning, match="14 arrays, but Adam keeps 2 .* it starts anew"):
        assert load_model(path).optimizer.iterations.get_value() == 0


def test_code_in_a_file_is_not_executed(path, tmp_path):
    secret = tmp_path / "executed"
    chain = [Lambda(lambda x: open(secret, "w") and x, name="twice", input_shape=(2,)), Dense(1)]
    chain[0].function = eval(f"lambda x: open({str(secret)!r}, 'w') and x")
    Sequential(chain).save(path)
    secret.unlink(missing_ok=True)
    with pytest.raises(DataError, match="twice: its function is Python code.*allow_code=True"):
        load_model(path)
    assert not secret.exists()
    given = load_model(path, custom_objects={"twice": lambda x: 2 * x})
    np.testing.assert_array_equal(given.layers[0].function(3), 6)
    load_model(path, allow_code=True)
    assert secret.exists()


def test_what_is_the_users_own(path):
    class Mine(Dense):
        pass

    model = Sequential([Mine(2, input_dim=3)])
    model.save(path)
    with pytest.raises(UnknownNameError, match="model.h5: unknown layer 'Mine'"):
        load_model(path)
    again = load_model(path, custom_objects={"Mine": Mine})
    assert isinstance(again.layers[0], Mine)
    assert_same_weights(again, model)


# ------------------------------------------------------------------ any damage


def mutations(whole, rng, count):
    """Copies of a file with some bytes changed, some of them left out."""
    for number in range(count):
        damaged = bytearray(whole)
        for _ in range(int(rng.integers(1, 6))):
            at = int(rng.integers(len(damaged)))
            if number % 3 == 0:
                damaged[at] ^= 1 << int(rng.integers(8))
            elif number % 3 == 1:
                damaged[at : at + 8] = rng.bytes(8)
            else:
                del damaged[at : at + int(rng.integers(1, 64))]
        yield bytes(damaged)


@pytest.mark.parametrize("make", [old, new])
def test_any_damage_gives_an_error_of_ours_or_none_and_never_half_a_model(make, rng, path):
    model = make()
    model.compile("adam", "mse")
    model.save(path)
    whole = path.read_bytes()
    before = model.get_weights()
    for damaged in mutations(whole, rng, 120):
        path.write_bytes(damaged)
        try:
            load_model(path)
        except TheanornnError as error:
            assert str(path) in str(error)
        try:
            model.load_weights(path)
        except TheanornnError as error:
            assert str(path) in str(error)
            for got, want in zip(model.get_weights(), before):
                np.testing.assert_array_equal(got, want)
        model.set_weights(before)
