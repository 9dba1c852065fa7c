"""One module under two names."""

import importlib
import json
import subprocess
import sys
import types

import pytest

from theanornn.running import alias


@pytest.fixture
def keras():
    """`import keras` finds ours, and nothing stays of it."""
    alias.install()
    yield importlib.import_module("keras")
    alias.uninstall()


def test_all_is_one(keras):
    import keras.layers.recurrent as by_alias

    import theanornn.keras.layers.recurrent as real

    assert by_alias is real and keras is importlib.import_module("theanornn.keras")
    from keras.layers import LSTM

    assert LSTM is real.LSTM
    assert sys.modules["keras.layers"] is sys.modules["theanornn.keras.layers"]


def test_the_modules_stay_themselves(keras):
    import keras.models

    for module in (keras, keras.models):
        assert module.__name__ == module.__spec__.name and module.__name__.startswith("theanornn")
    assert importlib.reload(keras.activations).__name__ == "theanornn.keras.activations"


def test_what_is_not_there_is_explained(keras):
    with pytest.raises(ModuleNotFoundError, match="keras.applications works on images") as raised:
        importlib.import_module("keras.applications.vgg16")
    assert raised.value.name.startswith("keras.applications")
    with pytest.raises(ModuleNotFoundError, match="did you mean 'keras.layers.recurrent'"):
        importlib.import_module("keras.layers.recurent")


def test_uninstalled_without_a_trace():
    alias.install()
    importlib.import_module("keras.layers")
    alias.install()
    assert alias.installed()
    alias.uninstall()
    alias.uninstall()
    assert not alias.installed()
    assert not [name for name in sys.modules if name.split(".")[0] == "keras"]
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("keras")


def test_a_real_keras_is_left_alone(monkeypatch):
    real = types.ModuleType("keras")
    real.__version__, real.__file__ = "3.1", "/somewhere/keras.py"
    monkeypatch.setitem(sys.modules, "keras", real)
    with pytest.raises(ImportError, match="keras 3.1 has been imported already, from /somewhere"):
        alias.install()
    assert not alias.installed() and sys.modules["keras"] is real
    alias.uninstall()
    assert sys.modules["keras"] is real


def test_a_real_keras_is_found_without_us(tmp_path):
    (tmp_path / "keras.py").write_text("name = 'real'")
    program = (
        "import sys; sys.path.insert(0, '.')\n"
        "import theanornn.running.alias as alias, keras\n"
        "assert keras.name == 'real'; del sys.modules['keras']\n"
        "alias.install(); import keras; assert keras.__name__ == 'theanornn.keras'\n"
        "alias.uninstall(); import keras; assert keras.name == 'real'\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)


def test_any_module(monkeypatch):
    class Finder:
        @staticmethod
        def find_spec(name, path=None, target=None):
            return alias.spec_of(name, "json") if name == "other_json" else None

    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    monkeypatch.delitem(sys.modules, "other_json", raising=False)
    spec = json.__spec__
    assert importlib.import_module("other_json") is json
    assert json.__spec__ is spec
    del sys.modules["other_json"]
