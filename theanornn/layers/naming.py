"""The automatic names of layers: `numbered`, `numbered_by_class`, `reset_names`."""

import collections
import re

__all__ = ["numbered", "numbered_by_class", "reset_names"]

_counts = collections.Counter()


def reset_names():
    """Start the numbers in automatic names (``lstm_1``, ``lstm_2``) again."""
    _counts.clear()


def numbered(prefix):
    """The next free automatic name that begins so: ``lstm_1``, then ``lstm_2``."""
    _counts[prefix] += 1
    return f"{prefix}_{_counts[prefix]}"


#: What Keras 1 calls a class whose name is another now.
_KERAS_1_CLASSES = {"Conv1D": "Convolution1D"}


def numbered_by_class(cls, generation=2):
    """The next name of an object of a class: ``time_distributed_1`` of `TimeDistributed`.

    Keras 1 puts no underscores into it: ``timedistributed_1``.
    """
    if generation == 1:
        return numbered(_KERAS_1_CLASSES.get(cls.__name__, cls.__name__).lower())
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])", "_", cls.__name__).lower()
    return numbered(snake)
