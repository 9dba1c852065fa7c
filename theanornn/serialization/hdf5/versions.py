"""What changed between versions of one Keras: what a config means that does not say it.

That a layer which is given Keras 1's names takes Keras 1's defaults is the layer's own doing, and
not told here. Public names: :func:`number`, :func:`completed`, :func:`completed_optimizer`,
:func:`named_loss`.
"""

import re

from theanornn.errors import UnknownNameError

_GATED = ("LSTM", "GRU", "LSTMCell", "GRUCell")


def number(version):
    """A version as a tuple of numbers: "2.2.4-tf" is (2, 2, 4)."""
    return tuple(map(int, re.findall(r"\d+", version.partition("-")[0])))


def completed(config, version):
    """A model's config with the defaults of the version that wrote it.

    Parameters
    ----------
    config : dict, list, or a value within it
    version : str
    """
    if isinstance(config, list):
        return [completed(each, version) for each in config]
    if not isinstance(config, dict):
        return config
    config = {name: completed(value, version) for name, value in config.items()}
    arguments = config.get("config")
    if isinstance(arguments, dict) and config.get("class_name") in _GATED:
        config["config"] = {**arguments, **_of_gated(arguments, number(version))}
    return config


def _of_gated(arguments, version):
    """What a version of Keras does with an LSTM or a GRU of these arguments."""
    if (2,) <= version < (2, 3) and "recurrent_activation" not in arguments:
        return {"recurrent_activation": "hard_sigmoid"}
    if (1, 2) <= version < (2,) and arguments.get("consume_less", "cpu") != "gpu":
        # There the one acts on both matrices, and the other on none.
        return {"U_regularizer": arguments.get("W_regularizer")}
    return {}


def completed_optimizer(config, version):
    """``{"class_name": ..., "config": ...}`` of an optimizer, with the epsilon of the version."""
    if config["class_name"] == "SGD" or number(version) >= (2, 0, 9):
        return config
    return {**config, "config": {"epsilon": 1e-8, **config["config"]}}


#: Arguments of Keras 2.3's classes of losses, with the values that its functions have too.
_USUAL_ARGUMENTS = {"reduction": "sum_over_batch_size", "axis": -1, "delta": 1.0}


def named_loss(loss):
    """A loss of a ``training_config`` by its name, where Keras 2.3 wrote an object of a class.

    Parameters
    ----------
    loss : str, dict, list or None
        A dict or list of losses is gone through.

    Raises
    ------
    UnknownNameError
        The object was made with arguments that its function has not.
    """
    if isinstance(loss, list):
        return [named_loss(each) for each in loss]
    if not isinstance(loss, dict):
        return loss
    if "class_name" not in loss:
        return {output: named_loss(each) for output, each in loss.items()}
    arguments = dict(loss["config"])
    name = arguments.pop("name")
    for argument, value in arguments.items():
        if value and value != _USUAL_ARGUMENTS.get(argument):
            raise UnknownNameError(
                f"the loss {loss['class_name']} has {argument}={value!r}, which {name!r} has not; "
                "load with compile=False and compile the model with a loss of your own"
            )
    return name
