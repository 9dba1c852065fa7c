"""The predictor by itself: its files, what it refuses, and that it needs no Theano."""

import json
import subprocess
import sys

import numpy as np
import pytest

from theanornn import layers as L
from theanornn.errors import DataError, DtypeError, ShapeError
from theanornn.models import Sequential
from theanornn.predictor import Predictor, load
from theanornn.predictor.files import read, write

_ALONE = """
import sys
import numpy as np
from theanornn.predictor import load
predictor = load(sys.argv[1])
x = np.load(sys.argv[2])
predicted = predictor.predict(x)
steps = [predictor.step(x[:, t]) for t in range(x.shape[1])]
assert np.array_equal(steps[-1], predicted)
np.save(sys.argv[3], predicted)
loaded = [name for name in sys.modules if name.split(".")[0] in ("theano", "scipy", "h5py")]
assert not loaded, loaded
"""


@pytest.fixture(scope="module")
def model():
    return Sequential(
        [
            L.Embedding(12, 3, mask_zero=True, input_length=5),
            L.LSTM(4, return_sequences=True),
            L.GRU(2),
        ],
        seed=1,
    )


@pytest.fixture(scope="module")
def predictor(model):
    return model.to_numpy()


IDS = np.array([[0, 0, 3, 4, 11], [1, 2, 3, 0, 0]])


def test_a_process_without_theano(model, predictor, tmp_path):
    predictor.save(tmp_path / "model.npz")
    np.save(tmp_path / "ids.npy", IDS)
    arguments = [tmp_path / "model.npz", tmp_path / "ids.npy", tmp_path / "out.npy"]
    subprocess.run([sys.executable, "-c", _ALONE, *arguments], check=True, timeout=120)
    made = np.load(tmp_path / "out.npy")
    np.testing.assert_allclose(made, model.predict(IDS), rtol=1e-12)


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_files_bring_back_the_same(predictor, tmp_path, ending):
    path = tmp_path / f"model.{ending}"
    predictor.save(path)
    again = load(path)
    np.testing.assert_array_equal(again.predict(IDS), predictor.predict(IDS))
    assert repr(again) == repr(predictor)


def test_a_stateful_predictor_keeps_its_states_in_files(rng, tmp_path):
    model = Sequential([L.GRU(2, stateful=True, batch_input_shape=(2, None, 3))])
    x = rng.normal(size=(2, 4, 3))
    predictor = model.to_numpy()
    predictor.predict(x)
    predictor.save(tmp_path / "model.npz")
    np.testing.assert_array_equal(load(tmp_path / "model.npz").predict(x), predictor.predict(x))


@pytest.mark.parametrize(
    "x, error",
    [
        (IDS[:, :4], ShapeError),
        (IDS[0], ShapeError),
        (IDS + 1, DataError),
        (IDS - 1, DataError),
        (IDS + 0.5, DataError),
        (IDS * np.nan, DataError),
        (IDS[:0], DataError),
        (np.array([["a"] * 5]), DtypeError),
        ([[1, 2], [3]], DtypeError),
    ],
)
def test_data_that_the_model_cannot_take(predictor, x, error):
    with pytest.raises(error):
        predictor.predict(x)


def test_another_batch_size_needs_a_new_beginning(predictor):
    predictor.reset_states()
    predictor.step(IDS[:, 0])
    with pytest.raises(ShapeError, match="reset_states"):
        predictor.step(IDS[:1, 1])
    assert (
        set(predictor.states) == {"lstm_1_h", "lstm_1_c", "gru_1_h"} or len(predictor.states) == 3
    )
    predictor.reset_states()
    assert predictor.step(IDS[:1, 0]).shape == (1, 2)


def _damaged(description):
    """Descriptions of predictors that are none."""
    yield {**description, "predict": None}
    yield {name: value for name, value in description.items() if name != "inputs"}
    for change in (
        {"operations": [["system", [0], [1], {}]]},
        {"operations": [["add", [0, 999], [1], {"dtype": "float64"}]]},
        {"outputs": [12345]},
        {"numbers": {"a": 1}},
        {"arrays": {"0": "absent"}},
    ):
        yield {**description, "predict": {**description["predict"], **change}}


@pytest.mark.parametrize("ending", ["npz", "safetensors"])
def test_damaged_files_are_refused(predictor, tmp_path, ending, rng):
    path = tmp_path / f"model.{ending}"
    predictor.save(path)
    description, arrays = read(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="damaged|no predictor"):
        load(path)
    for damaged in _damaged(description):
        write(path, damaged, arrays)
        with pytest.raises(DataError):
            load(path)
    write(path, {**description, "format_version": 99}, arrays)
    with pytest.raises(DataError, match="newer"):
        load(path)
    some = dict(list(arrays.items())[1:])
    write(path, description, some)
    with pytest.raises(DataError, match="lacks"):
        load(path)


def test_other_files_are_refused(tmp_path):
    np.savez(tmp_path / "arrays.npz", a=np.ones(3))
    with pytest.raises(DataError, match="no predictor"):
        load(tmp_path / "arrays.npz")
    np.savez(tmp_path / "pickled.npz", **{"description.json": np.array([{}], object)})
    with pytest.raises(DataError):
        load(tmp_path / "pickled.npz")
    with pytest.raises(DataError, match="npz or"):
        load(tmp_path / "model.onnx")
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "absent.npz")


def test_a_description_is_plain_json(predictor, tmp_path):
    predictor.save(tmp_path / "model.npz")
    description, _ = read(tmp_path / "model.npz")
    assert json.loads(json.dumps(description)) == description
    assert isinstance(predictor, Predictor)
