"""Which Keras a script was written for."""

import ast

import pytest

from theanornn.argument_names import NAMES
from theanornn.running import generation


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("from keras.layers import LSTM\nLSTM(output_dim=3)", (1, 2, "output_dim")),
        ("import keras\nf(\n  nb_epoch=1)", (1, 3, "nb_epoch")),
        ("from keras.layers import Merge", (1, 1, "Merge")),
        ("from keras import objectives", (1, 1, "keras.objectives")),
        ("import keras.losses", (2, 1, "keras.losses")),
        ("import keras\nLSTM(3, recurrent_dropout=.2)", (2, 2, "recurrent_dropout")),
        ("import keras\nLSTM(3)", None),
        ("f(nb_epoch=1)", None),
        ("import keras\nf(nb_epoch=1, epochs=1)", None),
    ],
)
def test_words_that_tell(source, told):
    assert generation.told_by(ast.parse(source)) == told


def test_the_words_are_those_that_layers_translate():
    renamed = set().union(*NAMES.values())
    assert {"output_dim", "nb_epoch", "inner_init", "W_regularizer"} <= renamed & generation.KERAS_1
    assert not generation.KERAS_1 & generation.KERAS_2
    assert not generation.KERAS_2 & renamed
