"""The floatX that Keras would have: float32, or what ``keras.json`` says."""

import json
import os
from pathlib import Path

from theanornn.errors import DtypeError
from theanornn.runtime import precision

DTYPES = ("float16", "float32", "float64")


def keras_home():
    """Where Keras keeps its settings: ``$KERAS_HOME``, or ``~/.keras``."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


def apply():
    """Set floatX as Keras does, unless THEANO_FLAGS, .theanorc or the program have set it."""
    return precision.prefer(wanted())


def wanted():
    """What ``keras.json`` says, or float32.

    Raises
    ------
    DtypeError
        It asks for something that is not a floating dtype.
    """
    settings = keras_home() / "keras.json"
    try:
        floatx = json.loads(settings.read_text()).get("floatx", "float32")
    except (OSError, ValueError, AttributeError):
        return "float32"  # no such file, or not one of Keras': as in a first run of Keras
    if floatx not in DTYPES:
        raise DtypeError(f"{settings} has floatx={floatx!r}, expected one of {', '.join(DTYPES)}.")
    return floatx
