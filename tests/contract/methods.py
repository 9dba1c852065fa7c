"""Public methods: how they are called well, and what an error of theirs may not change.

One entry for each; `tests.contract.test_methods` fails for a public method without one.
"""

import functools
import inspect
import os
import shutil
from typing import NamedTuple

import numpy as np

from theanornn import callbacks, layers, models, optimizers, params, training
from theanornn.predictor.predictor import Predictor
from theanornn.preprocessing import text, timeseries

X = np.linspace(-1.0, 1.0, 24).reshape(4, 3, 2)
Y = np.arange(4.0)[:, None]


class Subject(NamedTuple):
    """Something whose methods are tried.

    Attributes
    ----------
    name : str
    kind : type
        Whose public methods need an entry.
    make : callable
        -> the object.
    state : callable
        From the object to what an error may not change, comparable.
    restore : callable
        ``restore(object)``: after a call that was taken.
    good : dict
        Name of a method -> callable -> arguments that it takes.
    afresh : bool
        Whether it is made anew after a call that was taken, instead of restored.
    """

    name: str
    kind: type
    make: object
    state: object
    restore: object
    good: dict
    afresh: bool = False


def parameters(method, good):
    """Names of the arguments to spoil."""
    known = inspect.signature(method).parameters.values()
    by_name = [
        each.name for each in known if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
    ]
    return list(dict.fromkeys([*by_name, *good]))


def _frozen(value):
    """Something comparable that tells whether a value changed."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, dict):
        return tuple((name, _frozen(each)) for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_frozen(each) for each in value)
    return value


class Batches(training.Sequence):
    """Two batches, in good order."""

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return X[2 * index : 2 * index + 2], Y[2 * index : 2 * index + 2]


class Stop(callbacks.Callback):
    """Ends training at once, however many epochs were asked for."""

    def on_batch_end(self, batch, logs=None):
        self.model.stop_training = True


def _chain():
    """A model that was trained for a step, with everything compiled."""
    model = models.Sequential(
        [layers.SimpleRNN(2, name="loop"), layers.Dense(1, name="out")], name="chain", seed=1
    )
    model.compile(optimizers.SGD(learning_rate=0.1, momentum=0.9), "mse", ["mae"])
    model.fit(X, Y, epochs=1, verbose=0)
    model.predict(X)
    model.evaluate(X, Y, verbose=0)
    model.kept = model.get_weights(), model.optimizer.get_weights(), model.get_random_state()
    return model


def _restored(model):
    weights, state, random = model.kept
    model.set_weights(weights)
    model.optimizer.set_weights(state)
    model.set_random_state(random)
    model.stop_training, model.validation_data = False, None
    _emptied(model)


def _of_model(model):
    history = model.history
    return _frozen(
        {
            "weights": model.get_weights(),
            "optimizer": model.optimizer and id(model.optimizer),
            "state": model.optimizer and model.optimizer.get_weights(),
            "rate": model.optimizer and model.optimizer.learning_rate.get_value(),
            "objective": id(model.objective),
            "to compile": model._to_compile,
            "history": history and (id(history), dict(history.history)),
            "layers": [(id(layer), layer.name, layer.trainable) for layer in model.layers],
            "added": [id(loss) for loss in model._added_losses],
            "nodes": [len(layer.inbound_nodes) for layer in (*model.layers, model)],
            "functions": list(model.functions),
            "options": {name: id(each) for name, each in model.functions.options.items()},
            "random": repr(model.get_random_state()),
            "stop": model.stop_training,
            "generation": (model.generation, model.loss_rule),
            "NumPy": repr(np.random.get_state()),
            "files": sorted(os.listdir()),
        }
    )


def _small():
    """A model that is compiled, and has compiled nothing yet."""
    model = models.Sequential([layers.Dense(1, input_shape=(2,), name="out")], name="small", seed=1)
    model.compile("sgd", "mse")
    return model


def _saved():
    _small().save_weights("weights.safetensors")
    return {"filepath": "weights.safetensors"}


def _graph():
    left, right = layers.Input((2,), name="left"), layers.Input((2,), name="right")
    both = layers.add([left, right], name="both")
    ends = [layers.Dense(1, name="one")(both), layers.Dense(3, name="other")(both)]
    model = models.Model([left, right], ends, name="graph", seed=1)
    model.compile("sgd", "mse")
    return model


def _quietly(**more):
    return lambda: {"x": X, "y": Y, "verbose": 0, **more}


def _from(**more):
    return lambda: {"generator": Batches(), **more}


_FILES = {
    "save": lambda: {"filepath": "model.safetensors"},
    "save_weights": lambda: {"filepath": "weights.safetensors"},
}
_OF_CHAIN = {
    "fit": _quietly(callbacks=[Stop()]),
    "evaluate": _quietly(),
    "predict": lambda: {"x": X},
    "predict_proba": lambda: {"x": X},
    "predict_classes": lambda: {"x": X},
    "train_on_batch": lambda: {"x": X, "y": Y},
    "test_on_batch": lambda: {"x": X, "y": Y},
    "predict_on_batch": lambda: {"x": X},
    "fit_generator": _from(verbose=0, callbacks=[Stop()]),
    "evaluate_generator": _from(),
    "predict_generator": _from(),
    **_FILES,
    "set_weights": lambda: {"weights": [np.ones((2, 2))] * 2 + [np.ones(2), Y[:2], np.ones(1)]},
    "set_random_state": lambda: {"state": {"shuffler": None, "streams": []}},
    "get_layer": lambda: {"index": 0},
    "summary": lambda: {"print_fn": len},
    "check_input": lambda: {"array": X},
}


def _layer():
    layer = layers.LSTM(2, stateful=True, batch_input_shape=(4, 3, 2), name="loop")
    layer(_input())
    return layer


def _of_layer(layer):
    state = {
        "weights": layer.get_weights(),
        "states": [each.get_value() for each in getattr(layer, "states", ())],
        "names": list(layer.params),
        "kept": _contributions(layer),
        "nodes": len(layer.inbound_nodes),
        "built": (layer.built, layer.built_shape),
    }
    return _frozen(state)


def _contributions(layer):
    return [id(each) for kind in layer._kept.values() for each in kind]


def _input():
    return layers.Input(batch_shape=(4, 3, 2))


def _tokenizer():
    tokenizer = text.Tokenizer(num_words=5)
    tokenizer.fit_on_texts(["a b", "a c"])
    return tokenizer


def _history():
    history = callbacks.History()
    history.on_train_begin()
    history.on_epoch_end(0, {"loss": 1.0})
    return history


def _optimizer():
    optimizer = optimizers.SGD(momentum=0.9)
    optimizer.build(_small().trainable_weights)
    return optimizer


def _parameters():
    made = params.Params("owner")
    made.add("W", np.ones((2, 3)))
    return made


def _of_parameters(made):
    return _frozen([list(made), made.get_values()])


def _of_optimizer(optimizer):
    return _frozen([optimizer.get_weights(), optimizer.get_config()])


def _windows():
    return timeseries.TimeseriesGenerator(np.arange(9.0), np.arange(9.0), 3)


def _predictor():
    model = models.Sequential([layers.GRU(2, return_sequences=True, input_shape=(None, 2))], seed=1)
    predictor = model.to_numpy()
    predictor.step(X[:, 0])
    predictor.save("predictor.npz")
    return predictor


def _of_predictor(predictor):
    return _frozen([predictor.arrays, predictor.states, sorted(os.listdir())])


_BY_NODE = [
    f"get_{end}{what}_at" for end in ("input", "output") for what in ("", "_mask", "_shape")
]


def _nothing(thing):
    """What is made afresh, or does not change, need not be restored."""


def _emptied(thing):
    for name in os.listdir():
        shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)


SUBJECTS = (
    Subject("a model", models.Sequential, functools.cache(_chain), _of_model, _restored, _OF_CHAIN),
    Subject("a small model", models.Sequential, _small, _of_model, _emptied, {
        "compile": lambda: {"optimizer": "sgd", "loss": "mse"},
        "add": lambda: {"layer": layers.Dense(1)},
        "build": lambda: {"input_shape": (None, 2)},
        "load_weights": _saved,
        "from_config": lambda: {"config": _small().get_config()},
        "__call__": lambda: {"x": layers.Input((2,))},
        "add_loss": lambda: {"losses": []},
        "add_update": lambda: {"updates": []},
    }, afresh=True),
    Subject("a graph", models.Model, _graph, _of_model, _emptied, {
        "compile": lambda: {"optimizer": "sgd", "loss": ["mse", None]},
        "from_config": lambda: {"config": _graph().get_config()},
        "__call__": lambda: {"x": [layers.Input((2,)), layers.Input((2,))]},
        "add_loss": lambda: {"losses": []},
    }, afresh=True),
    Subject("a layer", layers.LSTM, _layer, _of_layer, _nothing, {
        "__call__": lambda: {"x": _input()},
        "build": lambda: {"input_shape": (4, 3, 2)},
        "set_weights": lambda: {"weights": [np.ones((2, 8)), np.ones((2, 8)), np.ones(8)]},
        "reset_states": lambda: {"states": [np.ones((4, 2))] * 2},
        "from_config": lambda: {"config": _layer().get_config()},
        "add_weight": lambda: {"name": "more", "shape": (2,), "initializer": "zeros"},
        "add_loss": lambda: {"losses": []},
        "add_update": lambda: {"updates": []},
        "check_input": lambda: {"array": X},
        **{name: lambda: {"node_index": 0} for name in _BY_NODE},
    }, afresh=True),
    Subject("an optimizer", optimizers.SGD, _optimizer, _of_optimizer, _nothing, {
        "set_weights": lambda: {"arrays": [7, np.ones((2, 1)), np.ones(1)]},
        "from_config": lambda: {"config": _optimizer().get_config()},
        "slot": lambda: {"name": "velocity"},
    }, afresh=True),
    Subject("parameters", params.Params, _parameters, _of_parameters, _nothing, {
        "add": lambda: {"name": "b", "value": np.zeros(3)},
        "set_values": lambda: {"values": [np.ones((2, 3))]},
    }, afresh=True),
    Subject("a tokenizer", text.Tokenizer, _tokenizer, lambda it: it.get_config(), _nothing, {
        "fit_on_texts": lambda: {"texts": ["a b"]},
        "fit_on_sequences": lambda: {"sequences": [[1, 2]]},
        "texts_to_sequences": lambda: {"texts": ["a b"]},
        "texts_to_sequences_generator": lambda: {"texts": ["a b"]},
        "texts_to_matrix": lambda: {"texts": ["a b"]},
        "sequences_to_texts": lambda: {"sequences": [[1, 2]]},
        "sequences_to_texts_generator": lambda: {"sequences": [[1, 2]]},
        "sequences_to_matrix": lambda: {"sequences": [[1, 2]]},
    }, afresh=True),
    Subject("batches", timeseries.TimeseriesGenerator, _windows, vars, _nothing, {
        "__getitem__": lambda: {"index": 0},
    }),
    Subject("a history", callbacks.History, _history, lambda it: repr(it.get_state()), _emptied, {
        "plot": dict,
    }),
    Subject("callbacks", callbacks.CallbackList, callbacks.CallbackList, list, _nothing, {
        "append": lambda: {"callback": callbacks.History()},
    }, afresh=True),
    Subject("a predictor", Predictor, _predictor, _of_predictor, _emptied, {
        "predict": lambda: {"x": X},
        "step": lambda: {"x_t": X[:, 0]},
        "save": lambda: {"path": "predictor.npz"},
        "load": lambda: {"path": "predictor.npz"},
    }, afresh=True),
)  # fmt: skip

#: Public methods that are not spoiled, by name, and why.
UNTRIED = {
    "models call them, with what they have checked": """
        add_node add_param build_for build_for_data build_own call carry_on cell_class
        check_built check_spec choose_driver compute_mask compute_output_shape contribute
        create_cell create_params create_states forward get_constants get_initial_state
        get_output_shape_for lending_random over_time preprocess_input regularize_activity
        run shape_after step stored_weights twin
        """,
    "optimizers are called by models": "build get_gradients get_updates schedule_updates step",
    "as of a dict": "get",
    "training calls them": "set_params set_model set_state",
    "theirs are options of json.dumps": "to_json to_yaml",
}
