"""`import keras` in a REPL or a notebook."""

import subprocess
import sys

import pytest

from theanornn import generations
from theanornn.errors import UnknownNameError


def test_importing_installs():
    program = (
        "import theanornn.keras.install as ours\n"
        "from keras.layers import LSTM; import keras, theanornn\n"
        "assert LSTM is theanornn.layers.LSTM and keras is theanornn.keras\n"
        "assert LSTM(3).generation == 2\n"
        "ours.install(generation=1); assert LSTM(3).generation == 1\n"
        "ours.uninstall(); assert LSTM(3).generation == 2\n"
        "try: import keras.layers\n"
        "except ModuleNotFoundError: pass\n"
        "else: raise AssertionError\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_another_keras_is_not_touched():
    program = (
        "import sys, types; sys.modules['keras'] = real = types.ModuleType('keras')\n"
        "try: import theanornn.keras.install\n"
        "except ImportError as error: assert 'imported already' in str(error)\n"
        "else: raise AssertionError\n"
        "assert sys.modules['keras'] is real\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_generation_that_is_none():
    from theanornn.keras import install

    try:
        with pytest.raises(UnknownNameError, match="generation is 1 or 2.*got 3"):
            install.install(generation=3)
        assert generations.default == 2
    finally:
        install.uninstall()
