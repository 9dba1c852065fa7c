"""Everything public that takes arguments: how it is called well, and what is not tried on it.

One entry for each; `tests.contract.test_bad_input` fails for a public callable without one.
"""

import inspect
import os
from typing import NamedTuple

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.test_contract import CASES as LAYER_CASES
from theanornn import (
    activations,
    builders,
    callbacks,
    cells,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    randomness,
    recurrence,
    regularizers,
    scanning,
    updates,
)
from theanornn.datasets import (
    boston_housing,
    file_fetching,
    hdf5_matrix,
    imdb,
    mnist,
    movie_reviews,
    reuters,
    shakespeare,
    sine,
)
from theanornn.layers.merging.base import Merging
from theanornn.preprocessing import classes, sequence, skipgrams, text, timeseries


class Case(NamedTuple):
    """How to call something.

    Attributes
    ----------
    call : callable
    good : callable
        -> arguments that it takes.
    skipped : tuple of str
        Arguments that may be anything, or are a function of the caller's.
    used : callable or None
        What is done with the result, for what is checked only there.
    """

    call: object
    good: object = dict
    skipped: tuple = ()
    used: object = None

    def parameters(self):
        """Names of the arguments to spoil."""
        known = inspect.signature(self.call).parameters.values()
        by_name = [
            each.name for each in known if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
        ]
        every = dict.fromkeys([*by_name, *self.good()])
        return [name for name in every if name not in self.skipped]


def _shared(*shape):
    return theano.shared(np.ones(shape))


def _of_layer(spec):
    def good():
        return {
            name: type(value).from_config(value.get_config())
            if isinstance(value, layers.Layer)
            else value
            for name, value in spec.keras2.items()
        }

    return Case(spec.layer, good, ("function",))


def _functions_of(module):
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }


def public(module):
    """The public callables of a module, by name."""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
        ]
    return {name: getattr(module, name) for name in names if callable(getattr(module, name))}


MODULES = (
    activations, boston_housing, builders, callbacks, cells, classes, constraints, file_fetching,
    hdf5_matrix, imdb, initializers, layers, losses, metrics, mnist, models, movie_reviews,
    optimizers, randomness, recurrence, regularizers, reuters, scanning, sequence, shakespeare,
    sine, skipgrams, text, timeseries, updates,
)  # fmt: skip

_X = T.matrix("x")
_Y = T.matrix("y")
_W = _shared(3, 3)
_LOSS = T.sum(_W**2)


def _trained():
    return {"loss_or_grads": _LOSS, "params": [_W], "learning_rate": 0.1}


def _recurrent(gates, width=4):
    return lambda: {
        "x": T.tensor3("x"),
        "W": _shared(3, gates * width),
        "U": _shared(width, gates * width),
        "b": _shared(gates * width),
    }


def _model():
    model = models.Sequential([layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    return model


def _tensors():
    return [layers.Input((3,)), layers.Input((3,))]


def _ends():
    x = layers.Input((3,))
    return x, layers.Dense(1)(x)


def _file():
    _model().save("model.safetensors")
    return "model.safetensors"


def _numbers():
    h5py = pytest.importorskip("h5py")
    if not os.path.exists("numbers.h5"):
        with h5py.File("numbers.h5", "w") as file:
            file["x"] = np.ones((4, 3))
    return "numbers.h5"


#: What is Theano's own, and handed on.
_OF_SCAN = ("fn", "sequences", "mode", "profile", "non_sequences", "outputs_info")
_CELL = {"n_in": 3, "n_units": 4}
_INITIAL = (
    Case(getattr(initializers, name))
    for name in ("Constant", "Identity", "Ones", "Orthogonal", "RandomNormal", "RandomUniform",
                 "TruncatedNormal", "VarianceScaling", "Zeros")
)  # fmt: skip

#: By the callable, so that one that has several names is tried once.
CASES = {
    case.call: case
    for case in (
        *(_of_layer(spec) for spec in {spec.layer: spec for spec in LAYER_CASES}.values()),
        *(Case(getattr(layers, name), lambda: {"units": 3})
          for name in ("LSTMCell", "GRUCell", "SimpleRNNCell")),
        Case(layers.StackedRNNCells, lambda: {"cells": [layers.GRUCell(3)]}),
        Case(layers.Input, lambda: {"shape": (3,)}, ("tensor",)),
        Case(layers.get, lambda: {"identifier": {"class_name": "Dense", "config": {"units": 3}}}),
        *(Case(value, lambda: {"inputs": _tensors()})
          for value in _functions_of(__import__("theanornn.layers.merging.functions",
                                                fromlist=["add"])).values()
          if "axes" not in inspect.signature(value).parameters),
        *(Case(each) for each in dict.fromkeys(layers.LAYERS.values())
          if issubclass(each, Merging) and each is not layers.Dot),
        *_INITIAL,
        Case(initializers.get, lambda: {"identifier": "zeros"}),
        *(Case(getattr(regularizers, name)) for name in ("L1L2", "l1", "l2", "l1_l2")),
        Case(regularizers.EigenvalueRegularizer, lambda: {"k": 0.1}),
        Case(regularizers.get, lambda: {"identifier": "l2"}),
        *(Case(getattr(constraints, name)) for name in ("MaxNorm", "MinMaxNorm", "UnitNorm")),
        Case(constraints.get, lambda: {"identifier": "nonneg"}),
        *(Case(rule) for rule in dict.fromkeys(optimizers.OPTIMIZERS.values())),
        Case(optimizers.Optimizer, lambda: {"learning_rate": 0.1}),
        Case(optimizers.get, lambda: {"identifier": "sgd"}),
        *(Case(value, lambda: {"x": _X}) for name, value in _functions_of(activations).items()
          if name not in ("get", "name_of", "is_elementwise")),
        Case(activations.get, lambda: {"identifier": "tanh"}),
        *(Case(value, lambda: {"y_true": _Y, "y_pred": _X})
          for module in (losses, metrics) for value in _functions_of(module).values()
          if [*inspect.signature(value).parameters][:2] == ["y_true", "y_pred"]),
        Case(losses.get, lambda: {"identifier": "mse"}),
        Case(metrics.get, lambda: {"identifier": "mae"}),
        Case(callbacks.BaseLogger),
        Case(callbacks.CallbackList),
        Case(callbacks.CSVLogger, lambda: {"filename": "log.csv"}),
        Case(callbacks.EarlyStopping),
        Case(callbacks.LambdaCallback),
        Case(callbacks.LearningRateScheduler, lambda: {"schedule": lambda epoch: 0.1}),
        Case(callbacks.ModelCheckpoint, lambda: {"filepath": "best"}),
        Case(callbacks.ProgbarLogger),
        Case(callbacks.ReduceLROnPlateau),
        Case(callbacks.RemoteMonitor),
        Case(callbacks.TensorBoard, skipped=(
            "embeddings_layer_names", "embeddings_metadata", "embeddings_data")),
        Case(randomness.RandomSource),
        Case(cells.LSTMCell, lambda: dict(_CELL)),
        Case(cells.GRUCell, lambda: dict(_CELL)),
        Case(cells.SimpleRNNCell, lambda: dict(_CELL)),
        Case(builders.lstm, _recurrent(4), ("peepholes",)),
        Case(builders.gru, _recurrent(3)),
        Case(builders.simple_rnn, _recurrent(1)),
        Case(recurrence.recur, lambda: {"cell": cells.GRUCell(3, 4), "x": T.tensor3("x")}),
        Case(updates.sgd, _trained),
        Case(updates.adam, _trained),
        Case(updates.rmsprop, _trained),
        Case(sequence.pad_sequences, lambda: {"sequences": [[1, 2], [3]], "maxlen": 3}),
        Case(text.Tokenizer, used=lambda made: made.fit_on_texts(["a b"])),
        *(Case(call, lambda: {"text": "a b", "n": 5})
          for call in (text.one_hot, text.hashing_trick)),
        Case(text.text_to_word_sequence, lambda: {"text": "a b"}),
        Case(text.tokenizer_from_json, lambda: {"json_string": text.Tokenizer().to_json()}),
        Case(timeseries.TimeseriesGenerator,
             lambda: {"data": np.arange(9.0), "targets": np.arange(9.0), "length": 3},
             used=lambda batches: (len(batches), batches[0])),
        Case(timeseries.timeseries_generator_from_json, lambda: {
            "json_string": timeseries.TimeseriesGenerator([0, 1, 2], [0, 1, 2], 1).to_json()}),
        Case(skipgrams.make_sampling_table, lambda: {"size": 5}),
        Case(skipgrams.skipgrams, lambda: {"sequence": [1, 2, 3], "vocabulary_size": 5}),
        Case(classes.to_categorical, lambda: {"y": [1, 2]}),
        Case(sine.load_data, lambda: {"n_samples": 3, "n_steps": 4}),
        Case(movie_reviews.words, lambda: {"text": "a b"}),
        Case(movie_reviews.encode, lambda: {"texts": ["a b"], "word_index": {"a": 3}}),
        Case(models.Sequential),
        Case(models.model_from_json, lambda: {"json_string": _model().to_json()}),
        Case(models.model_from_config, lambda: {"config": {
            "class_name": "Sequential", "config": _model().get_config()}}),
        Case(models.Model, lambda: dict(zip(("inputs", "outputs"), _ends()))),
        Case(models.clone_model, lambda: {"model": _model()}),
        Case(models.load_model, lambda: {"filepath": _file()}),
        Case(models.model_from_yaml, lambda: {"yaml_string": _model().to_yaml()}),
        Case(layers.InputLayer, lambda: {"input_shape": (3,)}, ("input_tensor",)),
        Case(layers.Dot, lambda: {"axes": 1}),
        Case(layers.dot, lambda: {"inputs": _tensors(), "axes": 1}),
        Case(layers.Merge, skipped=("layers",)),
        Case(layers.merge, lambda: {"inputs": _tensors()}),
        Case(callbacks.Checkpoint, lambda: {"path": "run"}),
        Case(callbacks.GradientMonitor),
        Case(randomness.set_seed, lambda: {"seed": 1}),
        Case(recurrence.step, lambda: {
            "cell": cells.GRUCell(3, 4), "x_t": T.matrix("x_t"), "states": [T.matrix("h")]}),
        Case(scanning.scan, lambda: {"fn": lambda x: x + 1, "sequences": [T.matrix()]}, _OF_SCAN),
        *(Case(getattr(updates, name), _trained)
          for name in ("adadelta", "adagrad", "adamax", "amsgrad", "momentum",
                       "nesterov_momentum")),
        Case(updates.apply_momentum, lambda: {"updates": {_W: _W - 1}, "params": [_W]}),
        Case(updates.apply_nesterov_momentum, lambda: {"updates": {_W: _W - 1}, "params": [_W]}),
        Case(updates.norm_constraint, lambda: {"tensor_var": _X, "max_norm": 1.0}),
        Case(updates.total_norm_constraint, lambda: {"tensor_vars": [_X], "max_norm": 1.0}),
        Case(activations.name_of, lambda: {"function": activations.tanh}),
        Case(losses.name_of, lambda: {"loss": losses.hinge}),
        Case(metrics.name_of, lambda: {"metric": metrics.binary_accuracy}),
        Case(constraints.serialize, lambda: {"constraint": None}),
        Case(initializers.serialize, lambda: {"initializer": None}),
        Case(regularizers.serialize, lambda: {"regularizer": None}),
        Case(activations.is_elementwise, lambda: {"function": activations.tanh}),
        *(Case(module.load_data) for module in (
            boston_housing, imdb, mnist, movie_reviews, reuters, shakespeare)),
        *(Case(module.get_word_index) for module in (imdb, reuters)),
        Case(shakespeare.load_texts),
        Case(file_fetching.get_file, lambda: {
            "fname": "file", "origin": "https://example.invalid/file"}),
        Case(file_fetching.validate_file, lambda: {"fpath": __file__, "file_hash": "0" * 64}),
        Case(hdf5_matrix.HDF5Matrix, lambda: {"datapath": _numbers(), "dataset": "x"},
             ("normalizer",)),
    )
}  # fmt: skip

#: Public callables that are not spoiled here, and where they are held or why they need not be.
ELSEWHERE = {
    "classes without arguments, or whose arguments are not a caller's": {
        callbacks.Callback, callbacks.EpochLines, callbacks.History, callbacks.Logs,
        callbacks.ProgressBar, callbacks.TerminateOnNaN, constraints.Constraint,
        constraints.NonNeg, initializers.Initializer, regularizers.Regularizer,
        randomness.default_source, randomness.current_source, randomness.drawing_from,
        recurrence.Choice, recurrence.Recurrence, layers.CallContext, layers.Layer,
        cells.WeightSpec, movie_reviews.MovieReviews, movie_reviews.MovieTexts,
        movie_reviews.Snippets, shakespeare.Characters, text.base_filter,
        movie_reviews.load_texts,
    },
    "their argument is a function or an object of the same module": {
        constraints.norms, constraints.rescaled, initializers.Custom, losses.is_sparse,
        losses.padded, losses.together, losses.weighted, losses.with_last_axis, metrics.aliases,
        metrics.averaged, metrics.for_output, metrics.weighted, recurrence.choose, cells.Cell,
    },
}  # fmt: skip
