"""``theanornn convert``: what it writes, says, refuses, and leaves as it was."""

import json
import os
import sys

import h5py
import numpy as np
import pytest

from tests.serialization.convert.test_to_onnx import padded_ids, randomized
from theanornn import layers as L
from theanornn.__main__ import main
from theanornn.errors import ConversionError
from theanornn.models import load_model
from theanornn.predictor import load
from theanornn.serialization.convert import kinds, lasagne_writing
from theanornn.serialization.convert.comparing import difference
from theanornn.serialization.convert.convert_command import convert


@pytest.fixture
def model(rng, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    layers = [
        L.Embedding(12, 3, mask_zero=True, input_length=7, input_dtype="int32"),
        L.LSTM(output_dim=4, inner_activation="hard_sigmoid"),  # Keras 1's words
        L.Dense(1, activation="sigmoid"),
    ]
    model = randomized(layers, rng)
    model.save("old.h5")
    return model


def test_to_onnx_with_a_summary_and_a_comparison(model, capsys):
    pytest.importorskip("onnxruntime")
    assert main(["convert", "old.h5", "new.onnx"]) == 0
    said = capsys.readouterr().out
    assert "-> Gather" in said and "LSTM" in said and "MatMul, Add, Sigmoid" in said
    assert "outputs differ by" in said and "onnxruntime" in said
    assert said.splitlines()[-1] == "done: new.onnx (onnx)"
    assert sorted(os.listdir()) == ["new.onnx", "old.h5"]

    before = open("new.onnx", "rb").read()
    assert main(["convert", "old.h5", "new.onnx"]) == 1
    assert "--force" in capsys.readouterr().err
    assert open("new.onnx", "rb").read() == before
    assert main(["convert", "old.h5", "new.onnx", "--force", "--unchecked"]) == 0
    assert "not compared" in capsys.readouterr().out


def test_to_a_predictor_and_to_keras_2(model, rng, capsys):
    ids = padded_ids(rng)
    expected = model.to_numpy().predict(ids)
    assert main(["convert", "old.h5", "new.npz"]) == 1
    assert "--to numpy" in capsys.readouterr().err
    assert main(["convert", "old.h5", "new.npz", "--to", "numpy"]) == 0
    np.testing.assert_allclose(load("new.npz").predict(ids), expected, rtol=1e-12)
    assert main(["convert", "old.h5", "new.h5"]) == 0
    again = load_model("new.h5")
    assert again.generation == 2
    with h5py.File("new.h5") as file:
        config = json.loads(file.attrs["model_config"])
    assert "dtype" not in config["config"]["layers"][0]["config"]  # Keras 2: that of the vectors
    np.testing.assert_allclose(again.to_numpy().predict(ids), expected, rtol=1e-12)


def test_arrays_go_through_records(model, rng, capsys):
    convert("old.h5", "arrays.npz", kind="lasagne", checked=False)
    arguments = ["convert", "arrays.npz", "new.npz", "--from", "lasagne", "--to", "numpy"]
    assert main([*arguments, "--unchecked"]) == 0
    assert "holds arrays alone" in capsys.readouterr().out
    assert main([*arguments, "--like", "old.h5", "--unchecked", "--force"]) == 0
    assert "holds arrays alone" not in capsys.readouterr().out
    ids = padded_ids(rng)
    np.testing.assert_allclose(
        load("new.npz").predict(ids), model.to_numpy().predict(ids), rtol=1e-12
    )


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["absent.h5", "new.onnx"], "no file absent.h5"),
        (["old.h5", "new.unknown"], "say --to"),
        (["old.h5", "absent/new.onnx"], "no folder"),
        (["old.h5", "new.safetensors", "--to", "torch"], "gates are hard_sigmoid"),
        (["old.onnx", "new.h5"], "written, not read"),
        (["damaged.h5", "new.onnx"], "damaged"),
        (["predictor.npz", "new.h5"], "a predictor for NumPy"),
        (["weights.h5", "old.h5", "--force", "--like", "old.onnx"], "old.onnx"),
    ],
)
def test_refusals_leave_nothing_behind(model, arguments, words, capsys):
    open("damaged.h5", "wb").write(open("old.h5", "rb").read()[:3000])
    open("old.onnx", "wb").write(b"onnx")
    model.to_numpy().save("predictor.npz")
    model.save_weights("weights.h5")
    before = sorted(os.listdir())
    assert main(["convert", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("package", ["onnx", "onnxruntime"])
def test_without_the_extra_it_says_what_to_install(model, package, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, package, None)
    assert main(["convert", "old.h5", "new.onnx"]) == 1
    assert 'pip install "theanornn[onnx]"' in capsys.readouterr().err
    assert os.listdir() == ["old.h5"]


def test_weights_alone_go_with_an_architecture(model, rng, capsys):
    model.save_weights("weights.h5")
    arguments = ["weights.h5", "new.safetensors", "--like", "old.h5", "--unchecked"]
    assert main(["convert", *arguments]) == 0
    np.testing.assert_array_equal(
        load_model("new.safetensors").get_weights()[1], model.get_weights()[1]
    )


def test_a_wrong_command_line(capsys):
    with pytest.raises(SystemExit) as exit:
        main(["convert", "old.h5"])
    assert exit.value.code == 2


def test_other_outputs_are_found_and_nothing_is_written(model, monkeypatch):
    def wrong(model, path):
        values, became = lasagne_writing.param_values(model)
        np.savez(path, *values[:-1], values[-1] + 0.01)
        return became

    monkeypatch.setattr(lasagne_writing, "write", wrong)
    with pytest.raises(ConversionError, match="outputs differ by"):
        convert("old.h5", "new.npz", kind="lasagne")
    assert os.listdir() == ["old.h5"]


def test_shapes_that_differ_are_no_small_difference():
    with pytest.raises(ConversionError, match="shape"):
        difference(np.ones(3), np.ones((3, 1)))


def test_every_kind_can_be_read_or_written():
    for name, kind in kinds.FILE_KINDS.items():
        assert kind.reads or kind.writes, name
        for place in filter(None, (kind.reads, kind.writes)):
            assert callable(kinds._function(place))
