"""Garbage is told of by what its name promises, wherever a file is read."""

import numpy as np
import pytest

from theanornn.errors import DataError
from theanornn.layers import Dense
from theanornn.models import Sequential, load_model
from theanornn.serialization.convert import convert_command, inspect_command
from theanornn.serialization.endings import of_no_kind

GARBAGE = np.random.default_rng(1).bytes(500)
OF_HDF5 = (
    r"no readable file of the kind HDF5, which its ending \(\.h5\) promises: its first bytes are "
    r"not those of one\. It was tried as a pickle, too: .*What is read: HDF5 of Keras"
)


@pytest.fixture
def garbage(tmp_path):
    path = tmp_path / "g.h5"
    path.write_bytes(GARBAGE)
    return str(path)


@pytest.mark.parametrize("options", [{}, {"by_name": True}])
def test_weights(garbage, options):
    model = Sequential([Dense(2, input_shape=(3,))])
    before = model.get_weights()
    with pytest.raises(DataError, match=OF_HDF5) as error:
        model.load_weights(garbage, **options)
    assert str(error.value).startswith(f"{garbage}: ") and type(error.value) is DataError
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


@pytest.mark.parametrize(
    "command", [inspect_command.main, lambda given: convert_command.main([*given, "new.onnx"])]
)
def test_commands(command, garbage, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert command([garbage]) == 1
    said = capsys.readouterr().err
    assert "no readable file of the kind HDF5" in said and "What is read: " in said


def test_models(garbage, tmp_path):
    with pytest.raises(DataError, match=r"By its ending \(\.h5\) it should be of the kind HDF5"):
        load_model(garbage)
    (tmp_path / "g.safetensors").write_bytes(GARBAGE)
    with pytest.raises(DataError) as error:
        load_model(tmp_path / "g.safetensors")
    assert "ending" not in str(error.value)


@pytest.mark.parametrize(
    ("path", "begins"),
    [
        ("w.PT", "no readable file of the kind PyTorch, which its ending (.pt) promises"),
        ("w.bin", "of no kind that is known by its first bytes. It was tried as a pickle, too: E"),
        ("w.onnx", "ONNX is written, not read"),
        ("w.pkl", "E"),
    ],
)
def test_what_is_said_of_other_endings(path, begins):
    assert of_no_kind(path, "E").startswith(begins)
