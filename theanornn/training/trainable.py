"""Trainable: compile, fit, evaluate, predict and the rest, over the graph that a model gives.

Public names: :class:`Trainable`.
"""

import contextlib
import difflib
import inspect

from theanornn.argument_names import NAMES, ArgumentError, translate
from theanornn.callbacks import CallbackList, History
from theanornn.callbacks.progress import at_terminal, bar, reporter
from theanornn.errors import DataError, DtypeError, NotCompiledError, ShapeError
from theanornn.functions import Functions
from theanornn.training import data, loops
from theanornn.training.objective import Objective, predict_graph


class Trainable:
    """What a model can do once it can build its graph.

    A subclass has the attributes `layers`, `input_shape`, `output_shape`, `stateful`, `random` and
    the methods ``forward(training)`` -> :class:`~theanornn.training.objective.Forward` and
    ``check_built(method)``.

    Attributes
    ----------
    functions : Functions
        "train", "test" and "predict": compiled on first use, once.
    optimizer : Optimizer or None
    history : History or None
        Of the last `fit`.
    stop_training : bool
        Set to True by a callback to end training after this epoch.
    """

    def __init__(self):
        self.functions = Functions()
        self.functions.define("predict", lambda: predict_graph(self.forward(training=False)))
        self.objective = None
        self.history = None
        self._to_compile = None
        self.stop_training = False
        self._shuffler = None

    # ------------------------------------------------------------------ choosing what to train

    def compile(
        self,
        optimizer,
        loss,
        metrics=None,
        sample_weight_mode=None,
        weighted_metrics=None,
    ):
        """Choose optimizer, loss and metrics; nothing is compiled before it is used.

        Parameters
        ----------
        optimizer : str, dict or Optimizer
            ``"adam"``, or ``Adam(learning_rate=0.01)``.
        loss : str or callable
            A name, or ``loss(y_true, y_pred)`` of symbolic variables with one score per sample.
        metrics : list of str or callables, optional
            "accuracy" fits itself to loss and output. Padded steps do not count; sample weights
            do not matter.
        sample_weight_mode : None or "temporal"
            "temporal": one weight for each time step.
        weighted_metrics : list of str or callables, optional
            Metrics that count as the sample weights say.

        Raises
        ------
        UnknownNameError
            There is no optimizer, loss or metric of this name.
        """
        self.check_built("compile")
        self.objective = Objective(
            optimizer,
            loss,
            metrics,
            weighted_metrics,
            sample_weight_mode,
            self.layers[-1].name,
            self.output_shape,
        )
        self._define_training()

    def _define_training(self):
        """Say how to make "train" and "test"; called anew when they went stale."""
        objective = self.objective
        self.functions.define(
            "train",
            lambda: objective.train_graph(
                self.forward(training=True),
                self.trainable_weights,
                self.constraints_by_weight(),
                self.penalties(),
            ),
        )
        self.functions.define(
            "test",
            lambda: objective.test_graph(self.forward(training=False), self.penalties()),
        )

    @property
    def optimizer(self):
        return None if self.objective is None else self.objective.optimizer

    @property
    def loss(self):
        """The loss function; None before compile."""
        return None if self.objective is None else self.objective.loss

    @property
    def metrics_names(self):
        """Names of what `evaluate` and `train_on_batch` return: "loss", then the metrics."""
        return list(self._compiled("metrics_names").names)

    def _compiled(self, method):
        self.check_built(method)
        if self.objective is None:
            raise NotCompiledError(
                f"{method} needs a compiled model; call compile(optimizer='adam', loss='mse') first"
            )
        return self.objective

    # ------------------------------------------------------------------ whole data sets

    def fit(
        self,
        x,
        y,
        batch_size=None,
        epochs=1,
        verbose=1,
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        **keras1,
    ):
        """Train for some epochs.

        Everything is checked before the first update: after an error the model is as it was.

        Parameters
        ----------
        x, y : arrays
            Input and targets, samples along the first axis.
        batch_size : int, optional
            Samples per update: 32, or the batch size that the model was built with.
        epochs : int
            Number of the last epoch; Keras 1's name ``nb_epoch`` is accepted. (1 unless given, as
            in Keras 2; Keras 1 did 10.)
        verbose : {0, 1, 2}
            Nothing, a bar (at a terminal; else as 2), or one line per epoch.
        callbacks : list of Callback, optional
        validation_split : float
            This share of the samples, the last ones, is kept for validation.
        validation_data : tuple, optional
            ``(x, y)`` or ``(x, y, sample_weight)`` to evaluate on after each epoch.
        shuffle : bool or "batch"
            A new order of samples in each epoch, or of whole batches only.
        class_weight : dict, optional
            Class number -> weight of its samples in the loss.
        sample_weight : array, optional
            ``(samples,)``; ``(samples, time)`` with ``sample_weight_mode="temporal"``.
        initial_epoch : int
            Number of epochs done before.

        Returns
        -------
        History
            ``.history["loss"]`` and the other names hold one value per epoch.
        """
        epochs = _epochs(epochs, initial_epoch, keras1)
        names = self._compiled("fit").names
        arrays = self._arrays(x, y, sample_weight, class_weight)
        held_out = self._validation_arrays(validation_data)
        if held_out is None and validation_split:
            arrays, held_out = data.split(arrays, validation_split)
        batch_size_given = batch_size
        batch_size = self._batch_size(arrays, batch_size)
        validation_size = held_out and self._batch_size(held_out, batch_size_given)
        if shuffle not in (True, False, "batch"):
            raise DataError(f"shuffle is {shuffle!r}, expected True, False or 'batch'")
        if verbose not in (0, 1, 2):
            raise DataError(f"verbose is {verbose!r}, expected 0, 1 or 2")

        history = History()
        listeners = CallbackList(_in_order(reporter(verbose), callbacks, history))
        train = self._ready("train", verbose)
        validate = None
        if held_out is not None:
            test = self._ready("test", verbose)

            def validate():
                values = loops.evaluate(test, names, held_out, validation_size)
                return {f"val_{name}": value for name, value in zip(names, values)}

        if self._shuffler is None:
            self._shuffler = self.random.generator()
        self.history, self.stop_training = history, False
        listeners.set_params(
            _run_params(names, len(arrays[0]), batch_size, epochs.stop, verbose, validate)
        )
        listeners.set_model(self)
        loops.fit(
            train,
            names,
            arrays,
            batch_size,
            epochs,
            shuffle,
            self._shuffler,
            listeners,
            validate,
            lambda: self.stop_training,
        )
        return history

    def evaluate(self, x, y, batch_size=None, verbose=1, sample_weight=None):
        """Loss and metrics over a data set.

        Parameters
        ----------
        x, y, sample_weight
            As in :meth:`fit`.
        batch_size : int, optional
        verbose : {0, 1}
            1 shows a bar at a terminal.

        Returns
        -------
        float, or list of float when there are metrics
            In the order of `metrics_names`.
        """
        names = self._compiled("evaluate").names
        arrays = self._arrays(x, y, sample_weight)
        batch_size = self._batch_size(arrays, batch_size)
        test = self._ready("test", verbose)
        with _bar(verbose, len(arrays[0]), "evaluate") as shown:
            return _scalar_or_list(loops.evaluate(test, names, arrays, batch_size, shown))

    def predict(self, x, batch_size=None, verbose=0):
        """Predictions for a data set, ``(samples, ...)``.

        Parameters
        ----------
        x : array
        batch_size : int, optional
        verbose : {0, 1}
            1 shows a bar at a terminal.

        Returns
        -------
        ndarray, floatX
        """
        self.check_built("predict")
        arrays = [data.inputs(x, self.layers[0])]
        batch_size = self._batch_size(arrays, batch_size)
        function = self._ready("predict", verbose)
        with _bar(verbose, len(arrays[0]), "predict") as shown:
            return loops.predict(function, arrays, batch_size, shown)

    def predict_proba(self, x, batch_size=None, verbose=0):
        """The same as :meth:`predict`."""
        return self.predict(x, batch_size, verbose)

    def predict_classes(self, x, batch_size=None, verbose=0):
        """The class of each sample: the largest of several outputs, or one output above 0.5.

        Returns
        -------
        ndarray of int
            ``(samples,)`` for several outputs; ``(samples, 1)``, as in Keras, for one.
        """
        probabilities = self.predict(x, batch_size, verbose)
        if probabilities.shape[-1] > 1:
            return probabilities.argmax(axis=-1)
        return (probabilities > 0.5).astype("int32")

    # ------------------------------------------------------------------ single batches

    def train_on_batch(self, x, y, class_weight=None, sample_weight=None):
        """One update on one batch.

        Returns
        -------
        float, or list of float when there are metrics
            Measured before the update, in the order of `metrics_names`.
        """
        self._compiled("train_on_batch")
        arrays = self._arrays(x, y, sample_weight, class_weight)
        self._batch_size(arrays, len(arrays[0]))
        return _scalar_or_list([float(value) for value in self.functions["train"](*arrays)])

    def test_on_batch(self, x, y, sample_weight=None):
        """Loss and metrics of one batch, as :meth:`train_on_batch` without the update."""
        self._compiled("test_on_batch")
        arrays = self._arrays(x, y, sample_weight)
        self._batch_size(arrays, len(arrays[0]))
        return _scalar_or_list([float(value) for value in self.functions["test"](*arrays)])

    def predict_on_batch(self, x):
        """Predictions for one batch."""
        self.check_built("predict_on_batch")
        arrays = [data.inputs(x, self.layers[0])]
        self._batch_size(arrays, len(arrays[0]))
        return self.functions["predict"](*arrays)[0]

    # ------------------------------------------------------------------ checks

    def _arrays(self, x, y, sample_weight=None, class_weight=None, names=("x", "y")):
        """Input, targets and weights as the functions take them."""
        spec = self.objective.spec
        x = data.inputs(x, self.layers[0], names[0])
        y = data.targets(y, spec, len(x), names[1], names[0])
        expected_steps = x.shape[1:2] if spec.shape[1:2] == self.input_shape[1:2] else ()
        if len(spec.shape) > 2 and expected_steps and y.shape[1:2] != expected_steps:
            raise ShapeError(
                f"{names[1]} has shape {y.shape}, but {names[0]} has {x.shape[1]} time steps and "
                f"{spec.layer} predicts one target for each"
            )
        return [x, y, data.sample_weights(sample_weight, class_weight, y, spec)]

    def _validation_arrays(self, validation_data):
        if validation_data is None:
            return None
        if not isinstance(validation_data, (tuple, list)) or len(validation_data) not in (2, 3):
            raise DtypeError(
                "validation_data is not (x, y) or (x, y, sample_weight), "
                f"but a {type(validation_data).__name__}"
            )
        return self._arrays(*validation_data, names=("validation x", "validation y"))

    def _batch_size(self, arrays, batch_size):
        return data.check_batches(len(arrays[0]), batch_size, self.input_shape[0], self.stateful)

    def _ready(self, name, verbose):
        """The compiled function; a person who waits for it is told so."""
        if verbose == 1 and not self.functions.is_compiled(name) and at_terminal():
            print(f"compiling {name} ...", flush=True)
        return self.functions[name]


def _epochs(epochs, initial_epoch, keras1):
    """The numbers of the epochs to do."""
    given = {**keras1, "epochs": epochs} if epochs != 1 else keras1
    named, _ = translate(given, NAMES["fit"], "fit")
    epochs = named.pop("epochs", epochs)
    for name in named:
        near = difflib.get_close_matches(name, inspect.signature(Trainable.fit).parameters, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(f"fit has no argument {name!r}{hint}")
    for name, value in (("epochs", epochs), ("initial_epoch", initial_epoch)):
        if isinstance(value, bool) or not hasattr(value, "__index__") or value < 0:
            raise DataError(f"fit: {name} is {value!r}, expected a whole number of 0 or more")
    return range(initial_epoch, epochs)


def _in_order(report, callbacks, history):
    """History comes last, so that it has what the others add to the logs."""
    return [each for each in (report, *(callbacks or []), history) if each is not None]


def _run_params(names, n_samples, batch_size, epochs, verbose, validate):
    """What callbacks are told of a run, under the names of Keras 1 and 2."""
    measured = [*names, *(f"val_{name}" for name in names if validate is not None)]
    return {
        "batch_size": batch_size,
        "epochs": epochs,
        "nb_epoch": epochs,
        "samples": n_samples,
        "nb_sample": n_samples,
        "verbose": verbose,
        "do_validation": validate is not None,
        "metrics": measured,
    }


def _bar(verbose, total, description):
    return bar(total, description) if verbose and at_terminal() else contextlib.nullcontext()


def _scalar_or_list(values):
    return values[0] if len(values) == 1 else values
