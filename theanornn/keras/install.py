"""Importing this module lets ``import keras`` find theanornn.keras, in this process.

For a REPL or a notebook; scripts are run by ``theanornn run``. A real Keras in the environment
stays as it is, and one that has been imported already is not touched: that is an ImportError.

Examples
--------
>>> import theanornn.keras.install
>>> theanornn.keras.install.install()  # needless, unless uninstall() was called before
>>> from keras.layers import LSTM
>>> LSTM.__module__.split(".")[0]
'theanornn'
>>> theanornn.keras.install.uninstall()
"""

from theanornn import generations
from theanornn.errors import UnknownNameError
from theanornn.running import alias

__all__ = ["install", "uninstall"]


def install(generation=None):
    """Let ``import keras`` find theanornn.keras, as importing the module does.

    Parameters
    ----------
    generation : {1, 2}, optional
        Whose defaults layers take when their arguments do not tell: hard sigmoid gates, orthogonal
        matrices times 1.1 and the like in Keras 1. They stay what they are when left out.

    Raises
    ------
    ImportError
        Another Keras has been imported already.
    """
    if generation not in (None, 1, 2):
        raise UnknownNameError(f"generation is 1 or 2, the Keras that is meant, got {generation!r}")
    alias.install()
    if generation is not None:
        generations.default = generation


def uninstall():
    """Let ``import keras`` find again what it would without theanornn."""
    alias.uninstall()
    generations.default = 2


install()
