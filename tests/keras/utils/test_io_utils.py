"""Arrays on disk, and the question before a file is replaced."""

import builtins

import numpy as np
import pytest

from theanornn.keras.utils import io_utils


def test_arrays_there_and_back(tmp_path, rng):
    array = rng.normal(size=(3, 2)).astype("float32")
    io_utils.save_array(array, tmp_path / "a.h5")
    back = io_utils.load_array(tmp_path / "a.h5")
    np.testing.assert_array_equal(back, array)
    assert back.dtype == "float32"


@pytest.mark.parametrize("answers, expected", [(["y"], True), (["what", "", "N "], False)])
def test_the_question(answers, expected, monkeypatch):
    asked, answers = [], iter(answers)
    monkeypatch.setattr(builtins, "input", lambda text: asked.append(text) or next(answers))
    assert io_utils.ask_to_proceed_with_overwrite("model.h5") is expected
    assert asked[0] == "model.h5 exists; replace it? [y/n] "
