"""Where Keras keeps its settings and data, and the floatX that it would have.

Public names: :func:`keras_home`, :func:`floatX`, :data:`DTYPES`.
"""

import json
import os
from pathlib import Path

from theanornn.errors import DtypeError

DTYPES = ("float16", "float32", "float64")


def keras_home():
    """Where Keras keeps its settings: ``$KERAS_HOME``, or ``~/.keras``."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


def floatX():
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
