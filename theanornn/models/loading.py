"""Models from files, configs and text, and copies of models."""

import contextlib
import json

from theanornn import generations, registry, stored_functions
from theanornn.argument_kinds import kinds, shown
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import DataError, DtypeError, MissingExtraError
from theanornn.layers.nodes import as_list, single_or_list
from theanornn.models import keras_files
from theanornn.models.functional import Model
from theanornn.models.in_file import in_file
from theanornn.models.network import Network
from theanornn.models.sequential import Sequential
from theanornn.serialization import hdf5, native
from theanornn.serialization.hdf5 import versions

__all__ = [
    "MODELS",
    "clone_model",
    "load_model",
    "model_from_config",
    "model_from_json",
    "model_from_yaml",
]

#: Kinds of models that a file may hold.
MODELS = {"Model": Model, "Sequential": Sequential}


@kinds(compile="flag")
def load_model(filepath, custom_objects=None, compile=True, allow_code=False):
    """Load a model from a file that ``save`` wrote, or Keras 1.0 to 1.2.2 or 2.0 to 2.3.1.

    Parameters
    ----------
    filepath : str, path, binary file object or h5py.Group
        Which format it is of is seen from what it holds, not from the name.
    custom_objects : dict, optional
        Name -> layer class, optimizer class, loss or metric of your own that the model uses; or the
        name of a Lambda layer -> its function.
    compile : bool
        Whether to take up optimizer (with its state), loss, metrics, and the state of the random
        numbers of training from the file, too.
    allow_code : bool
        Whether to execute the functions of Lambda layers that are in the file as code. Such code
        can do anything, and is of use only to the version of Python that wrote it.

    Returns
    -------
    Sequential or Model

    Raises
    ------
    DataError
        The file is damaged, of another kind or version, or holds weights alone.
    UnknownNameError
        It uses something that is not in theanornn; give it as `custom_objects`.
    """
    with CustomObjectScope(custom_objects or {}), stored_functions.allow_code(allow_code):
        if hdf5.is_hdf5(filepath):
            return keras_files.load(filepath, compile, model_from_config)
        return _from_native(filepath, compile)


def _from_native(filepath, compile):
    contents = native.read(filepath)
    if contents.model is None:
        raise DataError(
            f"{filepath} holds weights without an architecture; build the model and call "
            "load_weights"
        )
    with in_file(filepath, "the model's config"):
        model = model_from_config(contents.model)
        model.generation = contents.model.get("generation")
        model.loss_rule = contents.model.get("loss_rule")
    native.assign(native.match_layers(model.parts, contents, filepath), filepath)
    if compile and contents.training is not None:
        with in_file(filepath, "the state of training"):
            model.compile(**contents.training)
            model.optimizer.build(model.trained_weights)
            model.optimizer.set_weights(contents.optimizer)
            if contents.random is not None:
                model.set_random_state(contents.random)
    return model


@kinds()
def model_from_config(config, custom_objects=None):
    """A new model from ``{"class_name": ..., "config": ...}``, of Keras 1 or 2.

    Parameters
    ----------
    config : dict
    custom_objects : dict, optional
        As in `load_model`.

    Raises
    ------
    DataError
        It is no config of a model.
    UnknownNameError
        It uses something that is not in theanornn; give it as `custom_objects`.
    """
    if not isinstance(config, dict) or "class_name" not in config or "config" not in config:
        hint = "; for that of get_config() use Sequential.from_config or Model.from_config"
        raise DataError(
            'this is no config of a model: expected {"class_name": ..., "config": ...}, got '
            f"{type(config).__name__}{hint if isinstance(config, (list, dict)) else ''}"
        )
    version = config.get("keras_version")
    if not isinstance(version, (str, type(None))):
        raise DataError(f"keras_version is {shown(version)}, expected a text such as '2.3.1'")
    with contextlib.ExitStack() as stack:
        stack.enter_context(CustomObjectScope(custom_objects or {}))
        if version is not None:
            config = versions.completed(config, version)
            stack.enter_context(generations.speaking(2 if version[:1] > "1" else 1))
        kind = registry.lookup("model", MODELS, config["class_name"])
        model = kind.from_config(config["config"])
    if version is not None:
        keras_files.of_version(model, version)
    return model


@kinds()
def model_from_json(json_string, custom_objects=None):
    """A new model from what ``model.to_json()`` of theanornn, Keras 1 or Keras 2 returned.

    Raises
    ------
    DataError
        The text is no JSON, or not of a model.
    UnknownNameError
        As in `model_from_config`.
    """
    try:
        config = json.loads(json_string)
    except (RecursionError, TypeError, ValueError) as error:
        raise DataError(f"this is no JSON of a model: {error}") from error
    return model_from_config(config, custom_objects)


@kinds()
def model_from_yaml(yaml_string, custom_objects=None):
    """A new model from what ``model.to_yaml()`` returned; needs PyYAML unless it is JSON.

    Raises
    ------
    DataError
        The text is no YAML, or not of a model.
    MissingExtraError
        PyYAML is not installed.
    UnknownNameError
        As in `model_from_config`.
    """
    try:
        config = json.loads(yaml_string)
    except (RecursionError, ValueError):
        config = _read_yaml(yaml_string)
    return model_from_config(config, custom_objects)


def _read_yaml(text):
    try:
        import yaml
    except ImportError:
        raise MissingExtraError("yaml", extra="yaml", purpose="reading YAML") from None
    try:
        return yaml.load(text, Loader=_loader(yaml))
    except (RecursionError, ValueError, yaml.YAMLError) as error:
        raise DataError(f"this is no YAML of a model: {error}") from error


def _loader(yaml):
    """A loader that executes nothing, and takes the tuples that Keras wrote."""

    class Loader(yaml.SafeLoader):
        pass

    def as_tuple(loader, node):
        return tuple(loader.construct_sequence(node))

    Loader.add_constructor("tag:yaml.org,2002:python/tuple", as_tuple)
    return Loader


def clone_model(model, input_tensors=None):
    """A model like another, with layers and weights of its own.

    Parameters
    ----------
    model : Sequential or Model
    input_tensors : list of Keras tensors, optional
        What the clone begins with, in place of inputs of its own.

    Returns
    -------
    Sequential or Model

    Raises
    ------
    DtypeError
        It is no model, or something else than Keras tensors came.
    """
    if not isinstance(model, Network):
        raise DtypeError(f"clone_model: model={shown(model)}, expected a Sequential or Model")
    own = {type(leaf).__name__: type(leaf) for leaf in model._leaves()}
    with CustomObjectScope(own):
        clone = type(model).from_config(model.get_config())
    clone.generation, clone.loss_rule = model._generation, model._loss_rule
    if input_tensors is None:
        return clone
    tensors = as_list(input_tensors)
    return Model(tensors, clone(single_or_list(tensors)), name=clone.name)
