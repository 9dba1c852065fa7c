"""Files of format version 1, written once: every later version must read them."""

import json
import warnings

import numpy as np
import pytest
import safetensors
import safetensors.numpy

from tests.serialization.make_golden_files import FOLDER, IDS, made
from theanornn import predictor
from theanornn.errors import DataError
from theanornn.models import load_model

EXPECTED = np.load(FOLDER / "predictions_1.npy")


def test_a_model_of_version_1():
    model = load_model(FOLDER / "model_1.theanornn")
    np.testing.assert_allclose(model.predict(IDS), EXPECTED, rtol=1e-6)
    assert int(model.optimizer.iterations.get_value()) == 1


def test_weights_of_version_1():
    model = made()
    model.load_weights(str(FOLDER / "weights_1.theanornn"))
    np.testing.assert_allclose(model.predict(IDS), EXPECTED, rtol=1e-6)


@pytest.mark.parametrize("kind", ["npz", "safetensors"])
def test_a_predictor_of_version_1(kind):
    read = predictor.load(FOLDER / f"predictor_1.{kind}")
    np.testing.assert_allclose(read.predict(IDS), EXPECTED, rtol=1e-6)


def test_a_newer_model_is_refused_with_that_word(tmp_path):
    with safetensors.safe_open(FOLDER / "model_1.theanornn", framework="numpy") as file:
        metadata = {**file.metadata(), "format_version": "2"}
        arrays = {name: file.get_tensor(name) for name in file.keys()}
    path = tmp_path / "newer.theanornn"
    path.write_bytes(safetensors.numpy.save(arrays, metadata))
    with pytest.raises(DataError, match="format version 2, written by a newer theanornn"):
        load_model(path)


def test_a_newer_predictor_is_refused_with_that_word(tmp_path):
    with np.load(FOLDER / "predictor_1.npz") as file:
        arrays = dict(file)
    text = json.loads(arrays["description.json"].tobytes())
    text["format_version"] = 2
    arrays["description.json"] = np.frombuffer(json.dumps(text).encode(), np.uint8)
    np.savez(tmp_path / "newer.npz", **arrays)
    with pytest.raises(DataError, match="written by a newer theanornn"):
        predictor.load(tmp_path / "newer.npz")


@pytest.mark.parametrize(
    "name", ["model_1.theanornn", "predictor_1.npz", "predictor_1.safetensors"]
)
def test_a_spoiled_file_is_read_or_refused(name, tmp_path):
    """Flipped, cut and inserted bytes: no other error, and no process that dies."""
    whole, rng = (FOLDER / name).read_bytes(), np.random.default_rng(8)
    read = load_model if name.startswith("model") else predictor.load
    refused = 0
    for number in range(40):
        content = bytearray(whole)
        place = int(rng.integers(len(content)))
        if number % 3 == 0:
            content[place] ^= int(rng.integers(1, 256))
        elif number % 3 == 1:
            del content[place:]
        else:
            content[place:place] = rng.bytes(int(rng.integers(1, 9)))
        path = tmp_path / f"{number}-{name}"
        path.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                read(path)
            except (ValueError, TypeError) as error:
                assert str(error)
                refused += 1
    assert refused > 20
