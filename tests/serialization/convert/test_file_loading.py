"""Arrays and files of all kinds into a model, by order, by names, and not where they do not fit."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from theanornn.errors import ConversionError, DataError, ShapeError, UnknownNameError
from theanornn.layers import GRU, LSTM, Bidirectional, Dense, Embedding, SimpleRNN, TimeDistributed
from theanornn.models import Sequential, load_model
from theanornn.serialization.convert import (
    LayerRecord,
    cell_of,
    load_records,
    model_of,
    read_arrays,
    read_records,
    records_of,
)

GOLDEN = Path(__file__).parents[2] / "data" / "golden"


def build(*layers, shape=(None, 3)):
    model = Sequential(layers)
    model.build((None, *shape))
    return model


def same_weights(model, other):
    for want, have in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_array_equal(want, have)
    assert len(model.get_weights()) == len(other.get_weights())


@pytest.fixture
def pair():
    """Two models of one architecture, with other weights and names of layers."""
    return [build(LSTM(2, return_sequences=True), GRU(2), Dense(1)) for _ in range(2)]


def variables_of(model):
    return {each.name: each.get_value() for each in model.named_weights().values()}


WRITERS = {
    "list.npz": lambda model, path: np.savez(path, *model.get_weights()),
    "names.npz": lambda model, path: np.savez(path, **variables_of(model)),
    "paths.npz": lambda model, path: np.savez(
        path, **{name: each.get_value() for name, each in model.named_weights().items()}
    ),
    "list.pkl": lambda model, path: path.write_bytes(pickle.dumps(model.get_weights(), 2)),
    "names.pkl": lambda model, path: path.write_bytes(pickle.dumps(variables_of(model))),
    "shared.pkl": lambda model, path: path.write_bytes(pickle.dumps(model.weights)),
    "inside.pkl": lambda model, path: path.write_bytes(
        pickle.dumps({"epoch": 3, "params": model.get_weights()})
    ),
    "one-by-one.save": lambda model, path: path.write_bytes(
        b"".join(pickle.dumps(each, 2) for each in model.get_weights())
    ),
    "list.npy": lambda model, path: np.save(path, _objects(model.get_weights())),
    "own": lambda model, path: model.save_weights(path),
    "keras.h5": lambda model, path: model.save_weights(path),
}


def _objects(arrays):
    result = np.empty(len(arrays), dtype=object)
    result[:] = arrays
    return result


@pytest.mark.parametrize("name", WRITERS)
def test_what_people_write_is_read(name, pair, tmp_path):
    source, target = pair
    WRITERS[name](source, tmp_path / name)
    target.load_weights(tmp_path / name)
    same_weights(source, target)


@pytest.mark.parametrize("name", ["names.npz", "own", "keras.h5"])
def test_the_records_of_files_are_those_of_the_model(name, pair, tmp_path):
    source, target = pair
    WRITERS[name](source, tmp_path / name)
    records = read_records(tmp_path / name)
    assert [record.kind for record in records] == ["lstm", "gru", "dense"]
    load_records(target, records)
    same_weights(source, target)


def test_records_of_whole_models_have_options(tmp_path):
    source = build(
        Embedding(5, 3, mask_zero=True),
        Bidirectional(GRU(2, reset_after=True, recurrent_activation="hard_sigmoid")),
        Dense(1, activation="tanh"),
        shape=(4,),
    )
    source.compile("sgd", "mse")
    for name in ("m.safetensors", "m.h5"):
        source.save(tmp_path / name)
        records = read_records(tmp_path / name)
        assert [record.kind for record in records] == ["embedding", "bidirectional", "dense"]
        assert records[0].options["mask_zero"] is True
        assert records[1].parts[1].options["reverse"] is True
        assert records[1].parts[0].options["inner_activation"] == "hard_sigmoid"
        same_weights(source, model_of(records))


def test_weights_of_keras_1_gate_by_gate(tmp_path):
    contents = GOLDEN / "keras1" / "lstm_last_sgd.h5"
    from theanornn.serialization import hdf5

    model = load_model(contents)
    model.save_weights(tmp_path / "w.h5")
    assert any("_W_c" in name for name in hdf5.read(tmp_path / "w.h5").layers[0].arrays)
    records = read_records(tmp_path / "w.h5")
    want = records_of(model)
    assert [record.kind for record in records] == [record.kind for record in want]
    for name, array in want[0].arrays.items():
        np.testing.assert_array_equal(records[0].arrays[name], array)


def test_bidirectional_weights_of_keras(tmp_path):
    source, target = (build(Bidirectional(LSTM(2), name="both")) for _ in range(2))
    source.save_weights(tmp_path / "w.h5")
    (record,) = read_records(tmp_path / "w.h5")
    assert record.kind == "array" and len(record.arrays) == 6
    target.load_weights(tmp_path / "w.h5")
    same_weights(source, target)


def test_by_name(tmp_path):
    source = build(LSTM(2, name="a"), Dense(1, name="b"))
    target = build(LSTM(2, name="a"), Dense(4, name="other"), Dense(3, name="c"))
    np.savez(tmp_path / "w.npz", **variables_of(source))
    before = target.layers[1].get_weights()
    target.load_weights(tmp_path / "w.npz", by_name=True)
    np.testing.assert_array_equal(target.layers[0].get_weights()[0], source.get_weights()[0])
    np.testing.assert_array_equal(target.layers[1].get_weights()[0], before[0])
    with pytest.raises(ShapeError, match="no layer of the model has the name of one there: a, b"):
        build(Dense(1, name="x")).load_weights(tmp_path / "w.npz", by_name=True)


def test_layers_of_the_same_names_in_another_order(tmp_path):
    source = build(Dense(3, name="a"), Dense(3, name="b"))
    target = build(Dense(3, name="b"), Dense(3, name="a"))
    np.savez(tmp_path / "w.npz", **variables_of(source))
    target.load_weights(tmp_path / "w.npz")
    for one, other in (0, 1), (1, 0):
        W = target.layers[one].get_weights()[0]
        np.testing.assert_array_equal(W, source.layers[other].get_weights()[0])


def test_inner_layers_and_models():
    inner = build(GRU(2), Dense(2), shape=(None, 3))
    model = build(TimeDistributed(Dense(3)), inner, Dense(1))
    assert [record.kind for record in records_of(model)] == ["dense", "gru", "dense", "dense"]


@pytest.mark.parametrize(
    "arrays, error, message",
    [
        ([np.ones((3, 8))], ShapeError, "got 1 arrays"),
        ({"x": np.ones((3, 8)), "y": np.ones(8)}, ConversionError, "it has the arrays x, the la"),
        ({"x": np.ones((3, 8))}, ShapeError, "weights of 1 layers .x: array., the model has 2"),
        (
            {"a_W": np.ones((3, 8)), "a_b": np.ones(8), "b_W": np.ones((2, 1)), "b_b": np.ones(1)},
            ConversionError,
            "there it is of kind dense, the layer of kind lstm",
        ),
        ({"a_kernel": np.ones((3, 2)), "b_q": np.ones(8)}, ConversionError, "kind embedding"),
    ],
)
def test_what_does_not_fit_changes_nothing(arrays, error, message, tmp_path):
    model = build(LSTM(2), Dense(1))
    before = model.get_weights()
    if isinstance(arrays, dict):
        np.savez(tmp_path / "w.npz", **arrays)
    else:
        np.savez(tmp_path / "w.npz", *arrays)
    with pytest.raises(error, match=message):
        model.load_weights(tmp_path / "w.npz")
    for want, have in zip(before, model.get_weights()):
        np.testing.assert_array_equal(want, have)


def test_a_shape_that_is_wrong_at_the_end_changes_nothing():
    model = build(SimpleRNN(2), Dense(1))
    before = model.get_weights()
    records = records_of(model)
    records[0].arrays["W"][...] = 7
    records[1].arrays["b"] = np.ones(3)
    with pytest.raises(ShapeError, match=r"b has shape \(3,\), but the layer's has \(1,\)"):
        load_records(model, records)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_arrays_that_are_extra_or_missing():
    model = build(SimpleRNN(2, name="rnn"))
    record = records_of(model)[0]
    extra = LayerRecord("rnn", "simple_rnn", {**record.arrays, "V": np.ones(2)})
    with pytest.raises(ShapeError, match="has an array 'V', which the layer has not"):
        load_records(model, [extra])
    missing = LayerRecord("rnn", "simple_rnn", {"W": record.arrays["W"]})
    with pytest.raises(ShapeError, match="has no array 'U', only W"):
        load_records(model, [missing])
    text = LayerRecord("rnn", "simple_rnn", {**record.arrays, "b": np.array(["a", "b"])})
    with pytest.raises(ShapeError, match="b holds <U1, expected numbers"):
        load_records(model, [text])


def test_values_that_are_not_finite_are_warned_of(tmp_path):
    model = build(Dense(2, name="d"))
    weights = model.get_weights()
    weights[0][1, 1] = np.nan
    np.savez(tmp_path / "w.npz", *weights)
    with pytest.warns(UserWarning, match="w.npz: arr_0 has 1 of 6 values that are NaN"):
        model.load_weights(tmp_path / "w.npz")
    for name in ("w.safetensors", "w.h5"):
        model.save(tmp_path / name)
        for load in (model.load_weights, load_model):
            with pytest.warns(UserWarning, match=f"{name}: d[_/]W has 1 of 6 values") as warned:
                load(tmp_path / name)
            assert warned[0].filename == __file__
    with pytest.warns(UserWarning, match="d_W has 1 of 6 values"):
        load_records(model, [LayerRecord("d", "dense", dict(zip("Wb", weights)))])


def test_kinds_that_are_asked_for(tmp_path):
    model = build(Dense(2))
    np.savez(tmp_path / "w.npz", *model.get_weights())
    with pytest.raises(UnknownNameError, match="kind of file"):
        model.load_weights(tmp_path / "w.npz", kind="caffe")
    with pytest.raises(ConversionError, match="takes no bias_added"):
        model.load_weights(tmp_path / "w.npz", bias_added=1)
    with pytest.raises(DataError, match="no readable safetensors|damaged|not one"):
        model.load_weights(tmp_path / "w.npz", kind="theanornn")
    with pytest.raises(FileNotFoundError):
        model.load_weights(tmp_path / "absent.npz")
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(DataError, match="empty: the file is empty"):
        model.load_weights(tmp_path / "empty")


def test_lists_are_in_the_order_of_their_numbers(tmp_path):
    arrays = {f"arr_{k}": np.full(1, float(k)) for k in (10, 2, 0, 11)}
    np.savez(tmp_path / "w.npz", **arrays)
    assert list(read_arrays(tmp_path / "w.npz").arrays) == ["arr_0", "arr_2", "arr_10", "arr_11"]


def test_arrays_by_themselves(tmp_path):
    np.savez(tmp_path / "rnn.npz", E=np.ones((2, 3)), U=np.eye(3), note="x")
    found = read_arrays(tmp_path / "rnn.npz")
    assert list(found.arrays) == ["E", "U"] and list(found.others) == ["note"]
    assert found.container == "npz" and not found.is_list
    (tmp_path / "none.pkl").write_bytes(pickle.dumps({"epoch": 3}))
    with pytest.raises(DataError, match="none.pkl: holds no arrays of numbers"):
        read_arrays(tmp_path / "none.pkl")


def test_cells_of_records():
    model = build(GRU(2, reset_after=True, recurrent_activation="hard_sigmoid", use_bias=False))
    cell = cell_of(records_of(model)[0], activation="relu")
    assert cell.reset_after and cell.inner_activation.__name__ == "hard_sigmoid"
    assert cell.activation.__name__ == "relu" and cell.b is None
    np.testing.assert_array_equal(cell.U.get_value(), model.get_weights()[1])
    with pytest.raises(ConversionError, match="no single cell"):
        cell_of(LayerRecord("d", "dense", {"W": np.ones((2, 2))}))
    with pytest.raises(ConversionError, match="has no W or no U, only W"):
        cell_of(LayerRecord("d", "gru", {"W": np.ones((2, 2))}))


@pytest.mark.parametrize(
    "records, message",
    [
        ([LayerRecord("n", "array", {"g": np.ones(2)})], "n .array, g. has no place in a chain"),
        (
            [LayerRecord(k, "dense", {"W": np.ones((2, 3))}, {"activation": "tanh"}) for k in "ab"],
            "b takes 2 features, but what comes before it gives 3",
        ),
        ([LayerRecord("a", "gru", {"W": np.ones((2, 3))})], "a .gru. has no matrix U"),
    ],
)
def test_records_of_no_chain(records, message):
    with pytest.raises(ConversionError, match=message):
        model_of(records)


@pytest.mark.parametrize(
    "record",
    [
        LayerRecord("a", "dense", {"W": np.ones((2, 2))}),
        LayerRecord("a", "simple_rnn", {"W": np.ones((2, 2)), "U": np.ones((2, 2))}),
        LayerRecord(
            "a",
            "simple_rnn",
            {"W": np.ones((2, 2)), "U": np.ones((2, 2))},
            {"activation": ("tanh", "relu")},
        ),
    ],
)
def test_activations_that_no_file_says_must_be_given(record):
    last = LayerRecord("b", "dense", {"W": np.ones((2, 1))})
    with pytest.raises(ConversionError, match="activation of a .*activations={'a': 'relu'}"):
        model_of([record, last])
    model = model_of([record, last], activations={"a": "relu"}, output_activation="sigmoid")
    assert [layer.activation.__name__ for layer in model.layers] == ["relu", "sigmoid"]


def test_a_record_is_of_some_kind():
    with pytest.raises(UnknownNameError, match="'rnn' is none of embedding"):
        LayerRecord("a", "rnn")
