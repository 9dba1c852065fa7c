"""Trainable: fit, evaluate and predict over whole data sets.

Public names: :class:`Trainable`.
"""

from theanornn.argument_names import checked_arguments
from theanornn.callbacks import CallbackList, Checkpoint
from theanornn.errors import DataError, DtypeError
from theanornn.finiteness import watch
from theanornn.training import data, loops, runs
from theanornn.training.batches import BatchWise
from theanornn.training.compiling import progress_bar, scalar_or_list
from theanornn.training.feeds import is_generator
from theanornn.training.generators import FromGenerators
from theanornn.training.orders import Shuffled
from theanornn.training.symbolic import Symbolic

__all__ = ["Trainable"]


class Trainable(FromGenerators, BatchWise, Symbolic):
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

    @checked_arguments("fit", checkpoint=None, shuffle="plain", validation_split="fraction")
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
        steps_per_epoch=None,
        validation_steps=None,
        validation_freq=1,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        checkpoint=None,
        on_nan=None,
    ):
        """Train for some epochs.

        Everything is checked before the first update: after an error the model is as it was.

        Parameters
        ----------
        x, y : array, list of arrays, or dict by name
            Inputs and targets, samples along the first axis. In place of both `x` may be a
            generator or a Sequence of batches: see :meth:`fit_generator`, which then is what
            happens.
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
            of them. Multiplied with `sample_weight`; without effect beside it for a model of
            generation 1, as in Keras 1.
        sample_weight : array, optional
            ``(samples,)``; ``(samples, time)`` with ``sample_weight_mode="temporal"``; for several
            outputs a list or dict of them.
        initial_epoch : int
            Number of epochs done before.
        validation_freq : int or list of int
            Validate after every so many epochs, or after those of these numbers, from 1.
        steps_per_epoch, validation_steps, max_queue_size, workers, use_multiprocessing
            Of :meth:`fit_generator`; arrays need none of them.
        checkpoint : str, path or Checkpoint, optional
            A folder to keep the training in while it goes: at the end of each epoch and every five
            seconds. Called again with the same arguments, by the program started anew after any
            end, `fit` goes on from there bit for bit, or returns at once if it was through. How
            often, what is kept, and signals: :class:`theanornn.callbacks.Checkpoint`.
        on_nan : {"raise", "skip", "restore"}, optional
            What to do with a batch whose loss or gradients are NaN or infinite. It is found before
            it changes anything: weights, the optimizer's and the layers' state stay as they were.
            "raise": a `NotFiniteError`. "skip": go on with the next batch. "restore": halve the
            learning rate, and go back to the last good weights, with the optimizer's and the
            layers' state. These are copied at the beginning, then at the end of each epoch (and
            every 1000 batches) that had no bad batch, and a mean loss of at most 1.5 times the
            lowest so far; where the newest copy fails at once, the one before is taken.
            The message names the layer, the gate and the time step of the first bad number, and
            the file ``bad_epoch_…_batch_….npz`` that the batch is saved in (of a run's
            first three bad batches). Batches that are skipped do not count in the epoch's means;
            ``history.bad_batches`` lists them. Where ten in a row or a whole epoch are bad, or the
            weights themselves, which no batch can mend, the error is raised all the same. With
            "skip" and "restore" `x` and `y` may hold NaN, which are otherwise refused. Left out,
            training goes on with whatever comes, as Keras does.

        Returns
        -------
        History
            ``.history["loss"]`` and the other names hold one value per epoch.
        """
        if is_generator(x):
            self._refuse_beside_a_generator(
                "fit",
                y=y,
                batch_size=batch_size,
                sample_weight=sample_weight,
                validation_split=validation_split or None,
            )
            return self.fit_generator(
                x,
                steps_per_epoch=steps_per_epoch,
                epochs=epochs,
                verbose=verbose,
                callbacks=callbacks,
                validation_data=validation_data,
                validation_steps=validation_steps,
                validation_freq=validation_freq,
                class_weight=class_weight,
                max_queue_size=max_queue_size,
                workers=workers,
                shuffle=bool(shuffle),
                initial_epoch=initial_epoch,
                checkpoint=checkpoint,
                on_nan=on_nan,
            )
        on_nan = watch.checked(on_nan, "fit")
        callbacks = CallbackList(callbacks)
        checkpoint = Checkpoint.wanted(checkpoint, callbacks)
        epochs = runs.epochs(epochs, initial_epoch, 10 if self.generation == 1 else 1)
        self.build_for_data(x, "fit")
        names = self._compiled("fit").names
        with data.infinite_allowed(on_nan in ("skip", "restore")):
            arrays = self._arrays(x, y, sample_weight, class_weight)
        held_out = self._validation_arrays(validation_data)
        if held_out is None and validation_split:
            arrays, held_out = data.split(arrays, validation_split)
        batch_size_given = batch_size
        batch_size = self._batch_size(arrays, batch_size)
        validation_size = held_out and self._batch_size(held_out, batch_size_given)
        if shuffle not in (True, False, "batch"):
            raise DataError(f"shuffle is {shuffle!r}, expected True, False or 'batch'")
        validate = None
        if held_out is not None:
            test = self._measuring("test")
            validate = runs.validation(
                "fit",
                validation_freq,
                names,
                lambda listeners: loops.evaluate(
                    test, names, held_out, validation_size, listeners=listeners
                ),
            )
        rng = self.shuffler
        order = Shuffled(rng)
        return runs.train(
            self,
            lambda epoch: loops.batches(arrays, batch_size, shuffle, rng, order.done),
            epochs,
            verbose,
            callbacks,
            validate,
            held_out,
            {"batch_size": batch_size, "samples": len(arrays[0])},
            checkpoint,
            order,
            lambda epochs: (
                {
                    "batch_size": batch_size,
                    "initial_epoch": epochs.start,
                    "shuffle": shuffle,
                    "validation_freq": validation_freq,
                    "on_nan": on_nan,
                },
                {"training": arrays, "validation": held_out or []},
            ),
            on_nan,
        )

    @checked_arguments()
    def evaluate(
        self,
        x,
        y=None,
        batch_size=None,
        verbose=1,
        sample_weight=None,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ):
        """Loss and metrics over a data set.

        Parameters
        ----------
        x, y, sample_weight
            As in :meth:`fit`.
        batch_size : int, optional
        verbose : {0, 1}
            1 shows a bar at a terminal.
        callbacks : list of Callback, optional
            Their ``on_test_…`` hooks are called.
        steps, max_queue_size, workers, use_multiprocessing
            Of :meth:`evaluate_generator`; arrays need none of them.

        Returns
        -------
        float, or list of float when there are metrics
            In the order of `metrics_names`.
        """
        if is_generator(x):
            self._refuse_beside_a_generator(
                "evaluate", y=y, batch_size=batch_size, sample_weight=sample_weight
            )
            return self.evaluate_generator(
                x,
                steps=steps,
                callbacks=callbacks,
                max_queue_size=max_queue_size,
                workers=workers,
                verbose=verbose,
            )
        self.build_for_data(x, "evaluate")
        names = self._compiled("evaluate").names
        arrays = self._arrays(x, y, sample_weight)
        batch_size = self._batch_size(arrays, batch_size)
        test = self._measuring("test")
        with progress_bar(verbose, len(arrays[0]), "evaluate") as shown:
            values = loops.evaluate(
                test, names, arrays, batch_size, shown, runs.listeners(self, callbacks)
            )
        return scalar_or_list(values)

    @checked_arguments()
    def predict(
        self,
        x,
        batch_size=None,
        verbose=0,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ):
        """Predictions for a data set.

        Parameters
        ----------
        x : array, list of arrays, or dict by name
        batch_size : int, optional
        verbose : {0, 1}
            1 shows a bar at a terminal.
        callbacks : list of Callback, optional
            Their ``on_predict_…`` hooks are called.
        steps, max_queue_size, workers, use_multiprocessing
            Of :meth:`predict_generator`; arrays need none of them.

        Returns
        -------
        ndarray, floatX; a list of them for several outputs
        """
        if is_generator(x):
            self._refuse_beside_a_generator("predict", batch_size=batch_size)
            return self.predict_generator(
                x,
                steps=steps,
                callbacks=callbacks,
                max_queue_size=max_queue_size,
                workers=workers,
                verbose=verbose,
            )
        arrays = self._inputs(x, "predict")
        batch_size = self._batch_size(arrays, batch_size)
        function = self.functions["predict"]
        with progress_bar(verbose, len(arrays[0]), "predict") as shown:
            predictions = loops.predict(
                function, arrays, batch_size, shown, runs.listeners(self, callbacks)
            )
        return scalar_or_list(predictions)

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

    def _refuse_beside_a_generator(self, method, **arguments):
        for name, value in arguments.items():
            if value is not None:
                raise DtypeError(
                    f"{method}: {name} was given beside a generator, whose batches have all that "
                    "is needed: (x, y) or (x, y, sample_weight)"
                )
