"""Answers to names that are not here."""

import pytest

from theanornn.keras import absent, layers


@pytest.mark.parametrize("name", absent.MODULES)
def test_modules_that_are_not_here(name):
    assert absent.MODULES[name] in absent.explanation(name)
    assert absent.MODULES[name] in absent.explanation(f"{name}.part")


def test_misspelt_modules():
    assert "did you mean 'keras.optimizers'?" in absent.explanation("keras.optimisers")
    assert absent.explanation("keras.zzzzzz") == "No module named 'keras.zzzzzz'"


def test_no_name_is_here():
    assert not [name for name in absent.NAMES if name in vars(layers)]


def test_names():
    answer = absent.answers("theanornn.keras.layers")
    with pytest.raises(ImportError, match="keras.layers.JZS1 is gone since Keras 1.0.*use GRU"):
        answer("JZS1")
    with pytest.raises(AttributeError, match="'keras.layers' has no attribute 'LTSM'.*'LSTM'"):
        answer("LTSM")
    with pytest.raises(AttributeError, match="__path_of__'$"):
        answer("__path_of__")
