"""Where the features are: on the last axis, or, as Keras calls it, ``"channels_first"``."""

from theanornn import registry

__all__ = ["channels_last", "channels_last_shape", "checked_data_format"]


def checked_data_format(data_format, owner):
    """``"channels_last"`` or ``"channels_first"``; None means the former."""
    if data_format is None:
        return "channels_last"
    known = {"channels_last": "channels_last", "channels_first": "channels_first"}
    return registry.lookup(f"data_format of {owner}:", known, data_format)


def channels_last(x, data_format):
    """A tensor3 with time and features exchanged, if it has the features first; and back."""
    return x.dimshuffle(0, 2, 1) if data_format == "channels_first" else x


def channels_last_shape(shape, data_format):
    """The same exchange in a shape."""
    batch, time, features = shape
    return (batch, features, time) if data_format == "channels_first" else (batch, time, features)
