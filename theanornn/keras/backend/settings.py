"""What Keras' backend knows of itself: dtype, fuzz factor, order of axes, numbers of names."""

import collections
import contextlib
import json

import numpy as np
import theano

from theanornn import losses, registry
from theanornn.errors import DtypeError, TheanornnError
from theanornn.keras.precision import DTYPES, keras_home
from theanornn.layers.base import reset_names

__all__ = [
    "backend",
    "cast_to_floatx",
    "clear_session",
    "epsilon",
    "floatx",
    "get_uid",
    "image_data_format",
    "image_dim_ordering",
    "manual_variable_initialization",
    "name_scope",
    "normalize_data_format",
    "reset_uids",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "set_image_dim_ordering",
]

#: Keras 1's name of an order of axes to Keras 2's.
_ORDERINGS = {"th": "channels_first", "tf": "channels_last"}
_FORMATS = {"channels_first": "th", "channels_last": "tf"}

_numbers = collections.Counter()
_scopes = []
_data_format = "channels_last"


def backend():
    """The name of the backend: always ``"theano"``."""
    return "theano"


def floatx():
    """dtype of floating point variables: Theano's floatX."""
    return theano.config.floatX


def set_floatx(floatx):
    """Set Theano's floatX; variables that exist keep their dtype.

    Raises
    ------
    DtypeError
        It is not one of float16, float32 and float64.
    """
    if floatx not in DTYPES:
        raise DtypeError(f"set_floatx: got {floatx!r}, expected one of {', '.join(DTYPES)}.")
    theano.config.floatX = str(floatx)


def cast_to_floatx(x):
    """An array, number or list as an array of floatX."""
    return np.asarray(x, dtype=floatx())


def epsilon():
    """How far losses keep probabilities from 0 and 1, and norms and roots from 0."""
    return losses.EPSILON


def set_epsilon(e):
    """Set what `epsilon` returns, for the graphs that are built from now on."""
    losses.EPSILON = float(e)


def image_data_format():
    """``"channels_last"`` or ``"channels_first"``, a note of Keras 2 for layers of images."""
    return _data_format


def set_image_data_format(data_format):
    """Set what `image_data_format` and `image_dim_ordering` return."""
    global _data_format
    _data_format = normalize_data_format(data_format)


def image_dim_ordering():
    """``"tf"`` or ``"th"``: `image_data_format` under the names of Keras 1."""
    return _FORMATS[_data_format]


def set_image_dim_ordering(dim_ordering):
    """`set_image_data_format` under the names of Keras 1."""
    set_image_data_format(registry.lookup("dim_ordering", _ORDERINGS, dim_ordering))


def normalize_data_format(value):
    """`value` in lower case, or `image_data_format` for None.

    Raises
    ------
    UnknownNameError
        It is neither.
    """
    if value is None:
        return _data_format
    name = value.lower() if isinstance(value, str) else value
    registry.lookup("data_format", _FORMATS, name)
    return name


def get_uid(prefix=""):
    """1, 2, 3 …: how often this prefix was asked for."""
    _numbers[prefix] += 1
    return _numbers[prefix]


def reset_uids():
    """Start the numbers of `get_uid` and of layers' automatic names again."""
    _numbers.clear()
    reset_names()


def clear_session():
    """Forget numbers of names and the learning phase that was set; models stay usable."""
    from theanornn.keras.backend.phases import unset_learning_phase

    reset_uids()
    unset_learning_phase()


def manual_variable_initialization(value):
    """Accepted, and without effect: Theano's variables have their values from the start."""


@contextlib.contextmanager
def name_scope(name):
    """Put ``name/`` before the names of the variables that are made in the block."""
    _scopes.append(name)
    try:
        yield
    finally:
        _scopes.pop()


def scoped(name):
    """A variable's name with the `name_scope` that it is made in; None stays None."""
    return name if name is None else "/".join([*_scopes, name])


def read_keras_json():
    """Take ``epsilon`` and the order of image axes from ``keras.json``, if there is one.

    Raises
    ------
    TheanornnError
        A value that is none.
    """
    path = keras_home() / "keras.json"
    try:
        settings = json.loads(path.read_text())
    except (OSError, ValueError):
        return  # no such file, or not one of Keras': as in a first run of Keras
    if not isinstance(settings, dict):
        return
    try:
        if "epsilon" in settings:
            set_epsilon(settings["epsilon"])
        if "image_dim_ordering" in settings:
            set_image_dim_ordering(settings["image_dim_ordering"])
        if "image_data_format" in settings:
            set_image_data_format(settings["image_data_format"])
    except (TypeError, ValueError) as error:
        raise TheanornnError(f"{path}: {error}") from None
