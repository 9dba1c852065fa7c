"""The floatX that Keras would have: float32, or what ``keras.json`` says."""

from theanornn.keras_home import DTYPES, keras_home
from theanornn.keras_home import floatX as wanted
from theanornn.runtime import precision

__all__ = ["DTYPES", "apply", "keras_home", "wanted"]


def apply():
    """Set floatX as Keras does, unless THEANO_FLAGS, .theanorc or the program have set it."""
    return precision.prefer(wanted())
