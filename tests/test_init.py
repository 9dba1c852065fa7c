"""``import theanornn`` is light, and its names are there when they are asked for."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import theanornn


def run_python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_import_brings_neither_theano_nor_numpy():
    loaded = run_python(
        "import sys, theanornn; print([m for m in ('theano', 'numpy') if m in sys.modules])"
    )
    assert loaded.strip() == "[]"


def test_theano_is_mended_after_import_of_theanornn():
    code = "import sys, theanornn, theanornn.runtime as r; print(r.finder in sys.meta_path)"
    assert run_python(code).strip() == "True"


def test_names_load_what_they_need():
    from theanornn.randomness import set_seed

    assert theanornn.set_seed is set_seed
    assert theanornn.errors.ShapeError.__mro__[2] is ValueError
    assert set(theanornn.__all__) <= set(dir(theanornn))


def test_every_public_name_exists():
    for name in theanornn.__all__:
        assert getattr(theanornn, name) is not None


def test_what_the_readme_names_is_there_after_import_theanornn():
    readme = (Path(__file__).parents[1] / "README.rst").read_text()
    names = set(re.findall(r"(?<=``theanornn\.)\w+(?:\.\w+)*", readme))
    assert {"serialization.LoopCheckpoint", "predictor.load", "scan"} <= names
    run_python("\n".join(["import theanornn", *(f"theanornn.{name}" for name in sorted(names))]))


def test_unknown_name():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        theanornn.nothing  # noqa: B018
