"""Choosing what to train, and the functions that come of it: :class:`Compiled`."""

import contextlib
import functools

import numpy as np

from theanornn import callers, losses, optimizers
from theanornn.argument_names import checked_arguments
from theanornn.callbacks.progress import at_terminal, bar
from theanornn.custom_objects import CustomObjectScope, get_custom_objects
from theanornn.errors import DataError, NotCompiledError, TheanornnError, UnknownNameError
from theanornn.finiteness.guard import guarded
from theanornn.functions import Functions
from theanornn.training import data, feeding, unbuilt
from theanornn.training.objective import Objective, predict_graph
from theanornn.training.random_state import RandomState

__all__ = ["Compiled"]


class Compiled:
    """What a model has that was told what to learn; see `Trainable`."""

    def __init__(self):
        self.functions = Functions()
        self.functions.define("predict", lambda: predict_graph(self.forward(training=False)))
        self.objective = None
        self.history = None
        self.stop_training = False
        self._trained = []
        self._to_compile = self._names_of_then = None
        self._shuffler = None
        #: Of dropout and its like while the model is trained.
        self.random_state = RandomState()

    @checked_arguments()
    def compile(
        self,
        optimizer,
        loss=None,
        metrics=None,
        loss_weights=None,
        sample_weight_mode=None,
        weighted_metrics=None,
        target_tensors=None,
        mode=None,
        profile=None,
        build=None,
    ):
        """Choose optimizer, loss and metrics; nothing is compiled before it is used.

        Which weights are trained is decided here: to freeze a layer or to set it free, set its
        ``trainable`` and call this again.

        Parameters
        ----------
        optimizer : str, dict or Optimizer
            ``"adam"``, or ``Adam(learning_rate=0.01)``.
        loss : str, callable, list or dict
            A name, or ``loss(y_true, y_pred)`` of symbolic variables with one score per sample. For
            several outputs one for all, a list, or a dict by the output's name; an output with
            None, or that the dict lacks, gets no targets.
        metrics : list of str or callables, list of lists, or dict, optional
            "accuracy" fits itself to loss and output. Padded steps do not count; sample weights
            do not matter. For several outputs one list for all, a list of lists, or a dict.
        loss_weights : list or dict of float, optional
            Factors of the outputs' losses in their sum; 1 where there is none.
        sample_weight_mode : None, "temporal", list or dict
            "temporal": one weight for each time step.
        weighted_metrics : as metrics, optional
            Metrics that count as the sample weights say.
        target_tensors : None
            Keras 2 could train on variables as targets; arrays are what is taken here.
        mode, profile : optional
            Theano's, for the functions of this model: ``mode="FAST_COMPILE"``.
        build : {"cpu", "cpu-scan", "jax-cpu", "jax-gpu"}, optional
            How the functions of this model are compiled; `theanornn.set_build` says it otherwise.

        Raises
        ------
        UnknownNameError
            There is no optimizer, loss, metric, output, mode or build of this name. After any
            error what was compiled before is as it was.
        """
        if target_tensors is not None:
            raise TheanornnError("compile: target_tensors is not supported; pass y to fit")
        _refuse_swapped(optimizer, loss)
        # By position, as Keras 1's Sequential had it.
        if isinstance(loss_weights, str) and loss_weights == "temporal":
            loss_weights, sample_weight_mode = None, "temporal"
        options = {"mode": mode, "profile": profile, "build": build}
        given_options = {name: value for name, value in options.items() if value is not None}
        if self.layers and not self.built:
            given = {
                "loss": loss,
                "metrics": metrics,
                "loss_weights": loss_weights,
                "sample_weight_mode": sample_weight_mode,
                "weighted_metrics": weighted_metrics,
            }
            optimizer = optimizers.get(optimizer)
            unbuilt.check(given, self.layers[-1].name, self.generation)
            self.functions.set_options(**given_options)
            self._to_compile = {"optimizer": optimizer, **given, **options}
            self._names_of_then = CustomObjectScope(dict(get_custom_objects()))
            return
        self.check_built("compile")
        objective = Objective(
            optimizer,
            loss,
            metrics,
            weighted_metrics,
            loss_weights,
            sample_weight_mode,
            self.output_names,
            self.output_shapes,
            self.generation,
            self.loss_rule,
        )
        self.functions.set_options(**given_options)
        self.objective, self._to_compile = objective, None
        self._trained = self.trainable_weights
        self._define_training()

    def _define_training(self):
        """Say how to make "train" and "test"; called anew when they went stale."""
        objective, trained = self.objective, self._trained
        self.random_state.forget()

        @functools.cache
        def train_graph():
            return self.random_state.of_graph(
                objective.train_graph(
                    self.forward(training=True),
                    trained,
                    self.constraints_by_weight(),
                    self.penalties(),
                )
            )

        self._train_graph = train_graph
        self.functions.define("train", train_graph)
        self.functions.remove("train_guarded")
        self.functions.define(
            "test",
            lambda: objective.test_graph(self.forward(training=False), self.penalties()),
        )

    @property
    def train_graph(self):
        """One step of training, as it was built: inputs, outputs (the loss first) and updates.

        Returns
        -------
        theanornn.functions.Graph
        """
        self._compiled("train_graph")
        return self._train_graph()

    def guarded_function(self):
        """The function "train_guarded": "train", of the same graph, for ``fit(on_nan=...)``."""
        graph = self.train_graph
        if "train_guarded" not in self.functions:
            self.functions.define(
                "train_guarded", lambda: guarded(graph, self.random_state.streams)
            )
        return self.functions["train_guarded"]

    @property
    def optimizer(self):
        """The optimizer; None before compile."""
        if self.objective is None:
            return self._to_compile and self._to_compile["optimizer"]
        return self.objective.optimizer

    @property
    def loss(self):
        """The loss function, a list of them for several outputs; None before compile."""
        return None if self.objective is None else self.objective.loss

    @property
    def metrics_names(self):
        """Names of what `evaluate` and `train_on_batch` return: "loss", then the metrics."""
        return list(self._compiled("metrics_names").names)

    @property
    def trained_weights(self):
        """The shared variables that training changes, as `compile` found them."""
        return list(self._trained)

    def _compiled(self, method):
        """What was compiled, or an error."""
        if self.objective is None and self._to_compile is None:
            self.check_built(method)
            raise NotCompiledError(
                f"{method} needs a compiled model; call compile(optimizer='adam', loss='mse') first"
            )
        self.check_built(method)
        self._compile_now()  # it was built, but perhaps its shapes and what was chosen disagreed
        return self.objective

    def _compile_now(self):
        """Do what `compile` has put off until there are shapes; names mean what they meant then."""
        if self._to_compile is not None:
            with self._names_of_then:
                self.compile(**self._to_compile)

    def build_for_data(self, x, method):
        """Build the model for the shape of some data, if it waits for that; else look that it is.

        Parameters
        ----------
        x : array, or what else the caller passed
        method : str
            Who asks, for messages.
        """
        self.check_built(method)

    def _inputs(self, x, method):
        self.build_for_data(x, method)
        return feeding.all_inputs(self, x)

    def _arrays(self, x, y, sample_weight=None, class_weight=None, names=("x", "y")):
        """Inputs, targets and weights as the functions take them."""
        return feeding.all_arrays(self, self.objective, x, y, sample_weight, class_weight, names)

    def _batch_size(self, arrays, batch_size):
        fixed = next((x.batch_input_shape[0] for x in self.input_layers), None)
        return data.check_batches(len(arrays[0]), batch_size, fixed, self.stateful)

    @property
    def shuffler(self):
        """The generator of random numbers that orders samples; one for all trainings."""
        if self._shuffler is None:
            self._shuffler = self.random.generator()
        return self._shuffler

    def get_random_state(self):
        """Where the random numbers of training are.

        Returns
        -------
        dict
            ``"shuffler"``: the state of NumPy's generator that orders samples, or None before it
            is needed; ``"streams"``: the states of Theano's streams, arrays.
        """
        shuffler = None if self._shuffler is None else self._shuffler.bit_generator.state
        return {"shuffler": shuffler, "streams": self.random_state.values()}

    def set_random_state(self, state):
        """Let training go on with the random numbers that `get_random_state` was at.

        Parameters
        ----------
        state : dict

        Raises
        ------
        DataError
            It is no such state, or of other streams than training draws from already; nothing is
            changed then.
        """
        try:
            shuffler = self._shuffler
            if state["shuffler"] is not None:
                shuffler = np.random.default_rng(0)
                shuffler.bit_generator.state = state["shuffler"]
            self.random_state.set(state["streams"])
            self._shuffler = shuffler
        except (LookupError, OverflowError, TypeError, ValueError) as error:
            raise DataError(f"this is no state of random numbers: {error!r}") from error

    def _measuring(self, name):
        """The function "train" or "test" as loops take it: from arrays to values and weights."""
        function, read = self.functions[name], self.objective.read
        return lambda *arrays: read(function(*arrays), len(arrays[0]))

    def _check_frozen(self):
        """Warn where layers were frozen or set free after `compile`, which has no effect."""
        if set(self._trained) != set(self.trainable_weights):
            callers.warn(
                f"{self.name}: trainable was changed after compile(), which has no effect before "
                "compile() is called again"
            )


def _refuse_swapped(optimizer, loss):
    are_names = isinstance(optimizer, str) and isinstance(loss, str)
    if are_names and optimizer in losses.LOSSES and loss in optimizers.OPTIMIZERS:
        raise UnknownNameError(
            f"compile: {optimizer!r} is a loss and {loss!r} an optimizer; their order is "
            "compile(optimizer, loss)"
        )


def progress_bar(verbose, total, description):
    """A bar for a person at a terminal, or nothing; a context manager."""
    return bar(total, description) if verbose and at_terminal() else contextlib.nullcontext()


def scalar_or_list(values):
    """The one value of a list of one, else the list."""
    return values[0] if len(values) == 1 else values
