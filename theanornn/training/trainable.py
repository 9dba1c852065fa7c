"""Trainable: fit, evaluate and predict over whole data sets.

Public names: :class:`Trainable`.
"""

from theanornn.argument_names import checked_arguments
from theanornn.callbacks import CallbackList, History
from theanornn.callbacks.progress import reporter
from theanornn.errors import DataError, DtypeError
from theanornn.training import data, loops
from theanornn.training.batches import BatchWise
from theanornn.training.compiling import progress_bar, scalar_or_list

__all__ = ["Trainable"]


class Trainable(BatchWise):
    """What a model can do once it can build its graph.

    A subclass has `name`, `layers`, `built`, `input_layers`, `fed_names`, `gates`, `input_shape`,
    `output_names`, `output_shapes`, `stateful`, `random`, `generation`, `loss_rule`,
    `trainable_weights` and the methods ``forward(training)`` ->
    :class:`~theanornn.training.objective.Forward`, ``constraints_by_weight()``, ``penalties()``
    and ``check_built(method)``.

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

    @checked_arguments("fit")
    def fit(
        self,
        x,
        y=None,
        batch_size=None,
        epochs=None,
        verbose=1,
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        validation_freq=1,
    ):
        """Train for some epochs.

        Everything is checked before the first update: after an error the model is as it was.

        Parameters
        ----------
        x, y : array, list of arrays, or dict by name
            Inputs and targets, samples along the first axis.
        batch_size : int, optional
            Samples per update: 32, or the batch size that the model was built with.
        epochs : int, optional
            Number of the last epoch; Keras 1's name ``nb_epoch`` is accepted. When left out 1, as
            in Keras 2, or 10 for a model of generation 1.
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
            Class number -> weight of its samples in the loss; for several outputs a list or dict
            of them.
        sample_weight : array, optional
            ``(samples,)``; ``(samples, time)`` with ``sample_weight_mode="temporal"``; for several
            outputs a list or dict of them.
        initial_epoch : int
            Number of epochs done before.
        validation_freq : int or list of int
            Validate after every so many epochs, or after those of these numbers, from 1.

        Returns
        -------
        History
            ``.history["loss"]`` and the other names hold one value per epoch.
        """
        epochs = _epochs(epochs, initial_epoch, self.generation)
        self.build_for_data(x, "fit")
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
        self._check_frozen()

        history = History()
        listeners = CallbackList(_in_order(reporter(verbose), callbacks, history))
        train = self._ready("train", verbose)
        validate = None
        if held_out is not None:
            test = self._ready("test", verbose)
            is_due = _due(validation_freq)

            def validate(epoch):
                if not is_due(epoch + 1):
                    return {}
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

    @checked_arguments()
    def evaluate(self, x, y=None, batch_size=None, verbose=1, sample_weight=None):
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
        self.build_for_data(x, "evaluate")
        names = self._compiled("evaluate").names
        arrays = self._arrays(x, y, sample_weight)
        batch_size = self._batch_size(arrays, batch_size)
        test = self._ready("test", verbose)
        with progress_bar(verbose, len(arrays[0]), "evaluate") as shown:
            return scalar_or_list(loops.evaluate(test, names, arrays, batch_size, shown))

    @checked_arguments()
    def predict(self, x, batch_size=None, verbose=0):
        """Predictions for a data set.

        Parameters
        ----------
        x : array, list of arrays, or dict by name
        batch_size : int, optional
        verbose : {0, 1}
            1 shows a bar at a terminal.

        Returns
        -------
        ndarray, floatX; a list of them for several outputs
        """
        arrays = self._inputs(x, "predict")
        batch_size = self._batch_size(arrays, batch_size)
        function = self._ready("predict", verbose)
        with progress_bar(verbose, len(arrays[0]), "predict") as shown:
            return scalar_or_list(loops.predict(function, arrays, batch_size, shown))

    @checked_arguments()
    def predict_proba(self, x, batch_size=None, verbose=0):
        """The same as :meth:`predict`."""
        return self.predict(x, batch_size, verbose)

    @checked_arguments()
    def predict_classes(self, x, batch_size=None, verbose=0):
        """The class of each sample: the largest of several outputs, or one output above 0.5.

        Returns
        -------
        ndarray of int
            ``(samples,)`` for several outputs; ``(samples, 1)``, as in Keras, for one.
        """
        probabilities = self.predict(x, batch_size, verbose)
        if isinstance(probabilities, list):
            raise DtypeError(
                f"predict_classes: {self.name} has {len(probabilities)} outputs; use predict()"
            )
        if probabilities.shape[-1] > 1:
            return probabilities.argmax(axis=-1)
        return (probabilities > 0.5).astype("int32")

    def _validation_arrays(self, validation_data):
        if validation_data is None:
            return None
        if not isinstance(validation_data, (tuple, list)) or len(validation_data) not in (2, 3):
            raise DtypeError(
                "validation_data is not (x, y) or (x, y, sample_weight), "
                f"but a {type(validation_data).__name__}"
            )
        return self._arrays(*validation_data, names=("validation x", "validation y"))


def _epochs(epochs, initial_epoch, generation):
    """The numbers of the epochs to do."""
    if epochs is None:
        epochs = 10 if generation == 1 else 1
    for name, value in (("epochs", epochs), ("initial_epoch", initial_epoch)):
        if isinstance(value, bool) or not hasattr(value, "__index__") or value < 0:
            raise DataError(f"fit: {name} is {value!r}, expected a whole number of 0 or more")
    return range(initial_epoch, epochs)


def _due(frequency):
    """Whether to validate after an epoch of a number, from 1."""
    if isinstance(frequency, (list, tuple, set, range)):
        return lambda epoch: epoch in frequency
    if isinstance(frequency, bool) or not hasattr(frequency, "__index__") or frequency < 1:
        raise DataError(
            f"fit: validation_freq is {frequency!r}, expected a whole number from 1, or a list of "
            "numbers of epochs"
        )
    return lambda epoch: epoch % frequency == 0


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
