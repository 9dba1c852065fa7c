"""floatX after ``import theanornn.keras``."""

import json
import os
import subprocess
import sys

import pytest

from theanornn.errors import DtypeError
from theanornn.keras import precision

PROGRAM = "import {first}theanornn.keras, theano; print(theano.config.floatX)"


def floatX_of(home, first="", flags="cxx="):
    """floatX in a new interpreter with a home directory of its own."""
    kept = {name: value for name, value in os.environ.items() if name != "KERAS_HOME"}
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first)],
        env={**kept, "HOME": str(home), "THEANO_FLAGS": flags},
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout.split()[-1]


def test_float32_as_in_keras(tmp_path):
    assert floatX_of(tmp_path) == "float32"


def test_theano_first_or_flags(tmp_path):
    assert floatX_of(tmp_path, "theano, ", "cxx=,floatX=float64") == "float64"


def test_theanorc(tmp_path):
    (tmp_path / ".theanorc").write_text("[global]\nfloatX = float64\n")
    assert floatX_of(tmp_path) == "float64"


def test_keras_json(tmp_path):
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text(json.dumps({"floatx": "float64"}))
    assert floatX_of(tmp_path, "theano, ") == "float64"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path / "keras.json"


@pytest.mark.parametrize("content", ['{"backend": "theano"}', "{broken", "[]"])
def test_a_file_that_says_nothing_changes_nothing(settings, content):
    settings.write_text(content)
    assert precision.wanted() == "float32"


def test_a_dtype_that_is_none(settings):
    settings.write_text('{"floatx": "double"}')
    with pytest.raises(DtypeError, match="floatx='double'.*float32"):
        precision.wanted()
