"""Configs in the words of Keras 1.2.2, so that it can read them.

theanornn's configs have Keras 2's names. Reading needs nothing of this: layers, initializers and
the rest take the names of either Keras. Public names: :func:`model_config`,
:func:`optimizer_config`.
"""

from theanornn import callers, initializers, layers
from theanornn.argument_names import Renamed
from theanornn.errors import TheanornnError

_DENSE = "init activation W_regularizer b_regularizer activity_regularizer W_constraint"
_DENSE += " b_constraint bias"
_CONVOLUTION = f"nb_filter filter_length border_mode subsample_length {_DENSE}"
_POOLING = "pool_length stride border_mode"
_RECURRENT = "output_dim init inner_init activation W_regularizer U_regularizer b_regularizer"
_RECURRENT += " dropout_W dropout_U return_sequences go_backwards stateful unroll consume_less"
_GATED = f"{_RECURRENT} inner_activation"

#: The arguments of every layer of Keras 1.2.2 that theanornn has, beside those that all layers
#: have.
_ARGUMENTS = {
    "Activation": "activation",
    "ActivityRegularization": "l1 l2",
    "AtrousConvolution1D": f"{_CONVOLUTION} atrous_rate",
    "AveragePooling1D": _POOLING,
    "BatchNormalization": "epsilon mode axis momentum beta_init gamma_init gamma_regularizer "
    "beta_regularizer",
    "Bidirectional": "layer merge_mode",
    "Convolution1D": _CONVOLUTION,
    "Cropping1D": "cropping",
    "Dense": f"output_dim {_DENSE}",
    "Dropout": "p",
    "ELU": "alpha",
    "Embedding": "input_dim output_dim init input_length W_regularizer activity_regularizer "
    "W_constraint mask_zero dropout",
    "Flatten": "",
    "GRU": _GATED,
    "GaussianDropout": "p",
    "GaussianNoise": "sigma",
    "GlobalAveragePooling1D": "",
    "GlobalMaxPooling1D": "",
    "Highway": _DENSE,
    "InputLayer": "sparse",
    "LSTM": f"{_GATED} forget_bias_init",
    "Lambda": "function function_type output_shape output_shape_type arguments",
    "LeakyReLU": "alpha",
    "Masking": "mask_value",
    "MaxPooling1D": _POOLING,
    "MaxoutDense": f"output_dim nb_feature {_DENSE}",
    "Merge": "layers mode mode_type concat_axis dot_axes output_shape output_shape_type "
    "output_mask output_mask_type arguments",
    "PReLU": "init shared_axes",
    "ParametricSoftplus": "alpha_init beta_init shared_axes",
    "Permute": "dims",
    "RepeatVector": "n",
    "Reshape": "target_shape",
    "SReLU": "t_left_init a_left_init t_right_init a_right_init shared_axes",
    "SimpleRNN": _RECURRENT,
    "SpatialDropout1D": "p",
    "ThresholdedReLU": "theta",
    "TimeDistributed": "layer",
    "TimeDistributedDense": f"output_dim {_DENSE} input_length",
    "UpSampling1D": "length",
    "ZeroPadding1D": "padding",
}
_ARGUMENTS = {name: frozenset(words.split()) for name, words in _ARGUMENTS.items()}
#: What Keras 1 reads, though it does not write it.
_READ = {"Dropout": frozenset(("noise_shape", "seed"))}
_OF_ALL_LAYERS = frozenset(("name", "trainable", "batch_input_shape", "input_dtype"))
_OF_SOME = {
    "InputLayer": _OF_ALL_LAYERS - {"trainable"},
    "Merge": frozenset(("name",)),
}

#: What Keras 1 calls a class.
_CLASSES = {"Conv1D": "Convolution1D"}

#: Keras 2's merging layers as Keras 1's modes of merging.
_MODES = {"Add": "sum", "Average": "ave", "Maximum": "max", "Multiply": "mul"}

#: Values of what Keras 1 has no argument for that say what it does anyway. None, False and 0 do, of
#: any argument.
_USUAL = {
    "bias_initializer": initializers.serialize(initializers.Zeros()),
    "center": True,
    "data_format": "channels_last",
    "dilation_rate": 1,
    "moving_mean_initializer": initializers.serialize(initializers.Zeros()),
    "moving_variance_initializer": initializers.serialize(initializers.Ones()),
    "noise_shape": None,
    "scale": True,
    "use_bias": True,
}

#: What changes no number, and no other program knows.
_OWN = frozenset(("checkpoint", "generation", "how", "implementation"))


def model_config(class_name, config):
    """What Keras 1.2.2 would write for a model.

    Parameters
    ----------
    class_name : str
    config : dict
        Of ``get_config()``.

    Returns
    -------
    dict
        ``{"class_name": ..., "config": ...}``.

    Raises
    ------
    TheanornnError
        The model has something that Keras 1 has not.
    """
    return _described({"class_name": class_name, "config": config})


def optimizer_config(class_name, config):
    """The arguments of an optimizer as Keras 1.2.2 calls them."""
    config = {"lr" if name == "learning_rate" else name: value for name, value in config.items()}
    for name in ("amsgrad", "decay") if class_name == "Nadam" else ("amsgrad",):
        if config.pop(name, False):
            raise TheanornnError(_no_such(f"{class_name}'s", name))
    return config


def _described(entry):
    class_name, config = entry["class_name"], entry["config"]
    if class_name == "Sequential":
        return {"class_name": "Sequential", "config": [_described(e) for e in config["layers"]]}
    if class_name == "Model":
        return {"class_name": "Model", "config": _graph(config)}
    if class_name in layers.LAYERS:
        class_name, config = _layer(class_name, config)
    else:  # the user's own class, whose arguments are its own affair
        config = {name: value for name, value in config.items() if name != "generation"}
    return {"class_name": class_name, "config": config}


def _graph(config):
    entries = []
    for entry in config["layers"]:
        nodes = [[_address(address, entry) for address in node] for node in entry["inbound_nodes"]]
        entries.append({**_described(entry), "name": entry["name"], "inbound_nodes": nodes})
    return {**config, "layers": entries}


def _address(address, entry):
    if address[3:] and address[3]:
        raise TheanornnError(
            f"{entry['name']}: is called with {', '.join(address[3])}=, which Keras 1's files "
            "cannot hold. Save to a name that ends in .safetensors."
        )
    return address[:3]


def _layer(class_name, config):
    """Class and arguments of a layer."""
    class_name, config = _merging(class_name, config)
    names = _old_names(layers.LAYERS[class_name])
    class_name = _CLASSES.get(class_name, class_name)
    if class_name == "Convolution1D" and config.get("dilation_rate", 1) != 1:
        class_name = "AtrousConvolution1D"
    if class_name not in _ARGUMENTS:
        raise TheanornnError(
            f"{config.get('name')}: Keras 1 has no layer {class_name}, so that its files cannot "
            "hold the model. Save to a name that ends in .safetensors."
        )
    accepted = _OF_SOME.get(class_name, _OF_ALL_LAYERS) | _ARGUMENTS[class_name]
    result = {}
    for name, value in config.items():
        old, convert = names.get(name, (name, _same))
        is_read = value is not None and old in _READ.get(class_name, ())
        if old in accepted or is_read:
            result[old] = _value(old, convert(value), config.get("name"))
        elif name not in _OF_ALL_LAYERS and not _can_be_left_out(name, value):
            raise TheanornnError(f"{config.get('name')}: {_no_such(class_name, name)}")
    _warn_of_regularizers(class_name, result)
    return class_name, result


def _warn_of_regularizers(class_name, config):
    differ = config.get("U_regularizer") != config.get("W_regularizer")
    if class_name in ("GRU", "LSTM") and differ and config.get("consume_less") != "gpu":
        callers.warn(
            f"{config.get('name')}: Keras 1.2, unless consume_less='gpu', lets W_regularizer act "
            "on both matrices and U_regularizer on none, and so will the model that is loaded from "
            "this file"
        )


def _merging(class_name, config):
    """Keras 2's merging layers as Keras 1's Merge."""
    kept = {"name": config.get("name"), "mode_type": "raw"}
    if class_name in _MODES:
        return "Merge", {**kept, "mode": _MODES[class_name]}
    if class_name == "Concatenate":
        return "Merge", {**kept, "mode": "concat", "concat_axis": config["axis"]}
    if class_name == "Dot":
        mode = "cos" if config["normalize"] else "dot"
        return "Merge", {**kept, "mode": mode, "dot_axes": config["axes"]}
    return class_name, config


def _old_names(layer_class):
    """From a layer's argument to Keras 1's name of it, and to the conversion of its value."""
    result = {"dtype": ("input_dtype", _same)}
    for cls in layer_class.__mro__:
        for old, new in getattr(vars(cls).get("__init__"), "names", {}).items():
            if isinstance(new, Renamed):
                result.setdefault(new.name, (old, _backwards(new.values)))
            else:
                result.setdefault(new, (old, _same))
    return result


def _same(value):
    return value


def _backwards(values):
    table = {}
    for old, new in values.items():
        table.setdefault(new, old)
    return lambda value: table.get(value, value)


def _can_be_left_out(name, value):
    return name in _OWN or not value or value == _USUAL.get(name)


def _no_such(owner, name):
    return (
        f"{owner} argument {name!r} is not in Keras 1, so that its files cannot hold the value it "
        "has here. Save to a name that ends in .safetensors."
    )


def _value(name, value, owner):
    if name == "layer":
        return _described(value)
    if name == "layers" and value is not None:
        return [_described(each) for each in value]
    if isinstance(value, dict) and "class_name" in value:
        if name.endswith("init"):
            return _initializer(value, owner)
        if name.endswith("_regularizer"):
            kind = value["class_name"]
            return {"name": "L1L2Regularizer" if kind == "L1L2" else kind, **value["config"]}
        if name.endswith("_constraint"):
            return _constraint(value)
    return value


#: The names of Keras 1's initializations.
_INITIALIZATIONS = (
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "uniform",
    "normal",
    "orthogonal",
    "identity",
    "zero",
    "one",
)


def _initializer(value, owner):
    for name in _INITIALIZATIONS:
        if initializers.serialize(initializers.get(name, generation=1)) == value:
            return name
    callers.warn(
        f"{owner}: Keras 1 has no name for the initializer {value}; the file says "
        "'glorot_uniform'. The weights in the file are not touched by it."
    )
    return "glorot_uniform"


def _constraint(value):
    config = dict(value["config"])
    if "max_value" in config and value["class_name"] == "MaxNorm":
        config["m"] = config.pop("max_value")
    return {"name": value["class_name"], **config}
