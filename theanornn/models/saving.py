"""Saving a model and loading its weights: `Saved`."""

import json
import os

from theanornn.serialization import native

__all__ = ["Saved"]

#: The Keras whose names the config of a generation has.
_VERSIONS = {1: "1.2.2", 2: "2.3.1"}


class Saved:
    """What models do with files; over `parts`, `objective`, `optimizer` and `get_config`."""

    def to_json(self, **options):
        """The architecture as JSON, for `theanornn.models.model_from_json`.

        Parameters
        ----------
        **options
            Of `json.dumps`, ``indent=2`` for example.
        """
        self.check_built("to_json")
        model = {"class_name": type(self).__name__, "config": self.get_config()}
        return json.dumps({**model, "keras_version": _VERSIONS[self.generation]}, **options)

    def to_yaml(self, **options):
        """The architecture as YAML: JSON is YAML, and is what it is written as."""
        return self.to_json(**options)

    def save(self, filepath, overwrite=True, include_optimizer=True):
        """Save architecture, weights and what training needs to go on.

        Parameters
        ----------
        filepath : str or path
            The format is :mod:`theanornn.serialization.native`, whatever the name; the usual ending
            is ``.safetensors``. The file appears whole or not at all.
        overwrite : bool
            False refuses a name that is taken.
        include_optimizer : bool
            Whether loss, metrics, optimizer and its state go into the file.
        """
        self.check_built("save")
        training, state = None, []
        if include_optimizer and self.objective is not None:
            self.optimizer.build(self.trained_weights)
            training, state = self.objective.get_config(), self.optimizer.get_weights()
        model = {"class_name": type(self).__name__, "config": self.get_config()}
        contents = native.Contents(native.layer_arrays(self.parts), state, model, training)
        native.write(_free(filepath, overwrite), contents)

    def save_weights(self, filepath, overwrite=True):
        """Save the weights alone; see :meth:`save`."""
        self.check_built("save_weights")
        contents = native.Contents(native.layer_arrays(self.parts), [])
        native.write(_free(filepath, overwrite), contents)

    def load_weights(self, filepath, by_name=False):
        """Load weights from a file of :meth:`save_weights` or :meth:`save`.

        Parameters
        ----------
        filepath : str or path
        by_name : bool
            Load into the layers of the same names and leave the others; else all, by order.

        Raises
        ------
        ShapeError
            The file is of another architecture. The model is left as it was.
        """
        self.check_built("load_weights")
        contents = native.read(filepath)
        native.assign(native.match_layers(self.parts, contents, filepath, by_name))


def _free(filepath, overwrite):
    if not overwrite and os.path.exists(filepath):
        raise FileExistsError(f"{os.fspath(filepath)} exists; pass overwrite=True to replace it")
    return filepath
