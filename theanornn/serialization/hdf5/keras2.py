"""Configs in the words of Keras 2.3.1, so that it can read them.

They are theanornn's own words, but for what Keras 2 has not. Public names: :func:`model_config`,
:func:`optimizer_config`.
"""

from theanornn.argument_names import NAMES
from theanornn.errors import ConversionError

#: What changes no number, and no other program knows.
_OWN = frozenset(("checkpoint", "generation", "how"))

#: What Keras 2 calls a class.
_CLASSES = {"AtrousConvolution1D": "Conv1D", "TimeDistributedDense": "Dense"}

#: Layers that Keras 2 has left as they were in Keras 1, and the words of theirs.
_LEFT_IN_KERAS_1 = frozenset(("Highway", "MaxoutDense"))
_OLD_NAMES = {new: old for old, new in NAMES["dense"].items()}


def model_config(class_name, config):
    """What Keras 2.3.1 would write for a model: ``{"class_name": ..., "config": ...}``."""
    return _translated({"class_name": class_name, "config": config})


def optimizer_config(class_name, config):
    """The arguments of an optimizer as Keras 2.3.1 has them."""
    if class_name == "Nadam" and not config.get("decay"):
        config = {name: value for name, value in config.items() if name != "decay"}
    if class_name == "Adam" or not config.get("amsgrad"):
        return config
    return {name: value for name, value in config.items() if name != "amsgrad"}


def _refuse_peepholes(config):
    if isinstance(config, dict) and config.get("peepholes"):
        raise ConversionError(
            f"{config.get('name')}: Keras' LSTM has no peepholes. Save to a name that ends in "
            ".safetensors, or convert to ONNX or Lasagne's npz."
        )


def _translated(value):
    if isinstance(value, dict):
        translated = {name: _translated(each) for name, each in value.items() if name not in _OWN}
        if "class_name" in translated and "config" in translated:
            name = translated["class_name"]
            _refuse_peepholes(translated["config"])
            translated["class_name"] = _CLASSES.get(name, name)
            if name in _LEFT_IN_KERAS_1:
                translated["config"] = {
                    _OLD_NAMES.get(argument, argument): each
                    for argument, each in translated["config"].items()
                }
        return translated
    return [_translated(each) for each in value] if isinstance(value, list) else value
