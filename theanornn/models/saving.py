"""Saving a model and loading its weights: `Saved`."""

import json
import os

from theanornn.argument_kinds import kinds
from theanornn.lowering import predictor_of
from theanornn.models import keras_files
from theanornn.serialization import convert, hdf5, native
from theanornn.serialization.convert.kinds import kind_by_content

__all__ = ["Saved"]


class Saved:
    """What models do with files; over `parts`, `objective`, `optimizer` and `get_config`."""

    def to_json(self, **options):
        """The architecture as JSON, as Keras of the model's generation writes and reads it.

        Parameters
        ----------
        **options
            Of `json.dumps`, ``indent=2`` for example.
        """
        self.check_built("to_json")
        config = hdf5.model_config(self)
        config["keras_version"] = hdf5.VERSIONS[self.generation]
        if self.generation == 2:
            config["backend"] = "theano"
        return json.dumps(config, **{"default": hdf5.plain, **options})

    def to_yaml(self, **options):
        """The architecture as YAML: JSON is YAML, and is what it is written as."""
        return self.to_json(**options)

    def to_numpy(self):
        """The model's predictions for NumPy alone, without Theano and without a compiler.

        Returns
        -------
        theanornn.predictor.Predictor
            With ``predict``, ``step``, ``save`` and ``load``; weights as they are now.

        Raises
        ------
        ConversionError
            The model computes something that has no counterpart; the operation is named.
        """
        return predictor_of(self)

    @kinds()
    def save(self, filepath, overwrite=True, include_optimizer=True):
        """Save architecture, weights and what training needs to go on.

        Parameters
        ----------
        filepath : str, path, binary file object or h5py.Group
            A name that ends in ``.h5``, ``.hdf5`` or ``.hdf`` asks for Keras' format, that of
            Keras 1.2.2 or 2.3.1 as the model's `generation` is; any other name for theanornn's own,
            :mod:`theanornn.serialization.native`, whose usual ending is ``.safetensors``. The file
            appears whole or not at all.
        overwrite : bool
            False refuses a name that is taken.
        include_optimizer : bool
            Whether loss, metrics, optimizer and its state, and, in theanornn's own format, that of
            the random numbers of training go into the file.
        """
        self.check_built("save")
        if keras_files.is_wanted(filepath):
            keras_files.save(self, _free(filepath, overwrite), training=include_optimizer)
            return
        training, state, random = None, [], None
        if include_optimizer and self.objective is not None:
            self.optimizer.build(self.trained_weights)
            training, state = self.objective.get_config(), self.optimizer.get_weights()
            random = self.get_random_state()
        model = {
            "class_name": type(self).__name__,
            "config": self.get_config(),
            "generation": self._generation,
            "loss_rule": self._loss_rule,
        }
        contents = native.Contents(native.layer_arrays(self.parts), state, model, training, random)
        native.write(_free(filepath, overwrite), contents)

    @kinds()
    def save_weights(self, filepath, overwrite=True):
        """Save the weights alone; see :meth:`save`."""
        self.check_built("save_weights")
        if keras_files.is_wanted(filepath):
            keras_files.save(self, _free(filepath, overwrite), architecture=False, training=False)
            return
        contents = native.Contents(native.layer_arrays(self.parts), [])
        native.write(_free(filepath, overwrite), contents)

    @kinds(kind="text")
    def load_weights(
        self, filepath, by_name=False, skip_mismatch=False, reshape=False, kind=None, **options
    ):
        """Load weights from a file: of theanornn, of Keras 0.3 to 2.3, or of another system.

        Weights of one generation of Keras fit into a model of the other, and those of CuDNNLSTM
        and CuDNNGRU into LSTM and GRU, and back. Of other systems, files of Lasagne, PyTorch,
        DeepLearningTutorials' ``lstm.py``, dl4mt and Nematus, and npz files and pickles of arrays
        are read; see :mod:`theanornn.serialization.convert`.

        Parameters
        ----------
        filepath : str, path, binary file object or h5py.Group
            Which format it is of is seen from what it holds, not from the name.
        by_name : bool
            Load into the layers of the same names and leave the others; else all, by order.
        skip_mismatch : bool
            With `by_name`: leave layers, with a warning, that do not fit those of their names
            (Keras' files only).
        reshape : bool
            Take arrays of another shape, too, that have as many numbers (Keras' files only).
        kind : str, optional
            "theanornn", "keras", "torch", "lasagne", "dlt", "dl4mt", "npz" or "pickle", where what
            the file holds does not tell.
        **options
            Of the kind's reader; see `theanornn.serialization.convert.read_records`.

        Raises
        ------
        DataError
            The file is damaged, or of another kind, or a pickle with code in it.
        ShapeError
            The file is of another architecture. The model is left as it was.
        ConversionError
            It is of layers that compute something else. The model is left as it was.
        """
        self.check_built("load_weights")
        if kind in (None, "keras") and hdf5.is_hdf5(filepath):
            keras_files.load_weights(self, filepath, by_name, skip_mismatch, reshape)
        elif kind in (None, "theanornn") and kind_by_content(filepath) == "theanornn":
            contents = native.read(filepath)
            native.assign(native.match_layers(self.parts, contents, filepath, by_name), filepath)
        else:
            convert.load_weights(self, filepath, kind, by_name, **options)


def _free(filepath, overwrite):
    is_name = isinstance(filepath, (str, os.PathLike))
    if not overwrite and is_name and os.path.exists(filepath):
        raise FileExistsError(f"{os.fspath(filepath)} exists; pass overwrite=True to replace it")
    return filepath
