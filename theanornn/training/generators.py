"""Training, evaluation and prediction on batches that generators make: :class:`FromGenerators`."""

import contextlib
import itertools
import math

import numpy as np

from theanornn.argument_names import checked_arguments
from theanornn.callbacks import CallbackList, Checkpoint
from theanornn.errors import DtypeError
from theanornn.finiteness import watch
from theanornn.keras1_positions import by_position
from theanornn.training import data, loops, runs
from theanornn.training.compiling import progress_bar, scalar_or_list
from theanornn.training.feeding import check_class_weight
from theanornn.training.feeds import amount, feed, is_generator, iterate, unpacked
from theanornn.training.orders import Fed
from theanornn.training.sequence import is_sequence

__all__ = ["FromGenerators"]


class FromGenerators:
    """What a model does with generators of batches; see `Trainable`.

    A generator yields ``(x, y)`` or ``(x, y, sample_weight)``, each an array, a list of arrays or a
    dict by name, and begins anew when its data are at the end. A
    :class:`~theanornn.training.sequence.Sequence` gives each batch when it is asked for it.

    Arguments by position have the order of Keras 1 where another one has a name that only Keras 1
    has, and where the model is of Keras 1 (`generation`).
    """

    @by_position(
        "samples_per_epoch nb_epoch verbose callbacks validation_data nb_val_samples class_weight "
        "max_q_size nb_worker pickle_safe initial_epoch"
    )
    @checked_arguments("generator", checkpoint=None, shuffle="flag")
    def fit_generator(
        self,
        generator,
        steps_per_epoch=None,
        epochs=1,
        verbose=1,
        callbacks=None,
        validation_data=None,
        validation_steps=None,
        validation_freq=1,
        class_weight=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        shuffle=True,
        initial_epoch=0,
        samples_per_epoch=None,
        nb_val_samples=None,
        checkpoint=None,
        on_nan=None,
    ):
        """Train on batches from a generator or a Sequence.

        Parameters
        ----------
        generator : generator or Sequence
        steps_per_epoch : int, optional
            Batches in an epoch; a Sequence has as many as its ``len``.
        epochs : int
            Number of the last epoch; Keras 1: ``nb_epoch``.
        verbose, callbacks, class_weight, initial_epoch, validation_freq
            As in `fit`.
        validation_data : tuple, generator or Sequence, optional
            ``(x, y)``, ``(x, y, sample_weight)``, or batches of them.
        validation_steps : int, optional
            Batches of one validation; needed for a generator.
        max_queue_size : int
            Batches that are made ahead of time; Keras 1: ``max_q_size``.
        workers : int
            Threads that make the batches of a Sequence; a generator is run by one. 0: batches are
            made when they are needed. Keras 1: ``nb_worker``.
        use_multiprocessing : bool
            Accepted; the workers are threads. Keras 1: ``pickle_safe``. A generator may fork
            processes of its own (``multiprocessing``'s pools): a fork waits until no thread is in a
            model's function, so that the models that the workers get are whole, and they may
            predict and train with them. To processes that are spawned pass a file that ``save``
            wrote; a compiled model cannot be pickled.
        shuffle : bool
            Whether the batches of a Sequence come in another order in each epoch.
        samples_per_epoch, nb_val_samples : int, optional
            Keras 1 ended an epoch, or a validation, with the batch that makes so many samples.
        checkpoint : str, path or Checkpoint, optional
            As in `fit`. A Sequence is asked only for the batches that are left, in the order that
            they would have come in; its own state is restored by its ``get_state()`` and
            ``set_state(state)``, or, without these, by as many calls of ``on_epoch_end()`` as
            there were. A generator has to begin anew as it did then: the batches that were used are
            drawn and thrown away. Batches that depend on anything else, such as numbers drawn from
            a global generator by the threads that make them ahead of time, do not come again.
        on_nan : {"raise", "skip", "restore"}, optional
            As in `fit`; batches that hold NaN themselves are no exception.

        Returns
        -------
        History

        Raises
        ------
        DataError
            The generator ended too early, or the number of batches is not known.
        DtypeError
            It gave something else than ``(x, y)`` or ``(x, y, sample_weight)``.
        Exception
            Whatever the generator raised.
        """
        method = "fit_generator"
        epochs = runs.epochs(epochs, initial_epoch, 1)
        generator = self._built_for(generator, method)
        names = self._compiled(method).names
        check_class_weight(self.objective, class_weight)
        size = amount(method, generator, steps_per_epoch, samples_per_epoch, "steps_per_epoch")
        on_nan = watch.checked(on_nan, method)
        callbacks = CallbackList(callbacks)
        checkpoint = Checkpoint.wanted(checkpoint, callbacks)
        held_out, validate, seen, started = None, None, [], []

        def prepared(batch):
            with data.infinite_allowed(on_nan is not None):
                arrays = self._batch(*unpacked(batch), class_weight)
            seen[:] = [len(arrays[0])]
            return arrays

        with contextlib.ExitStack() as feeds:

            def begin(source, whole, **options):
                started.append(
                    feeds.enter_context(
                        feed(source, workers, max_queue_size, whole_epochs=whole, **options)
                    )
                )
                return started[-1]

            if validation_data is not None:
                test = self._measuring("test")
                if is_generator(validation_data):
                    to_validate = amount(
                        method,
                        validation_data,
                        validation_steps,
                        nb_val_samples,
                        "validation_steps",
                    )
                    batches = begin(validation_data, validation_steps is None)

                    def evaluate(listeners):
                        return self._evaluated(test, batches, to_validate(), listeners)
                else:
                    held_out = self._validation_arrays(validation_data)
                    self._batch_size(held_out, None)

                    def evaluate(listeners):  # in batches of the last one's size, as Keras does
                        return loops.evaluate(test, names, held_out, seen[0], listeners=listeners)

                validate = runs.validation(method, validation_freq, names, evaluate)
            whole = steps_per_epoch is None and samples_per_epoch is None
            source = begin(generator, whole, shuffle=shuffle, rng=self.shuffler)
            return runs.train(
                self,
                lambda epoch: source.epoch(prepared, **size()),
                epochs,
                verbose,
                callbacks,
                validate,
                held_out,
                size(),
                checkpoint,
                Fed(started),
                lambda epochs: (
                    {
                        **size(),
                        "initial_epoch": epochs.start,
                        "shuffle": shuffle,
                        "validation_freq": validation_freq,
                        "class_weight": class_weight,
                        "on_nan": on_nan,
                    },
                    {"validation": held_out or []},
                ),
                on_nan,
            )

    @by_position("val_samples max_q_size nb_worker pickle_safe")
    @checked_arguments("generator")
    def evaluate_generator(
        self,
        generator,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        verbose=0,
        val_samples=None,
    ):
        """Loss and metrics over batches from a generator or a Sequence.

        Parameters
        ----------
        generator : generator or Sequence
        steps : int, optional
            Batches to take; a Sequence has as many as its ``len``.
        callbacks : list of Callback, optional
            Their ``on_test_…`` hooks are called.
        max_queue_size, workers, use_multiprocessing
            As in :meth:`fit_generator`.
        verbose : {0, 1}
            1 shows a bar at a terminal.
        val_samples : int, optional
            Keras 1 ended with the batch that makes so many samples.

        Returns
        -------
        float, or list of float when there are metrics
        """
        method = "evaluate_generator"
        generator = self._built_for(generator, method)
        self._compiled(method)
        size = amount(method, generator, steps, val_samples, "steps")()
        listeners = runs.listeners(self, callbacks)
        test = self._measuring("test")
        with feed(generator, workers, max_queue_size) as batches:
            with progress_bar(verbose, *size.values(), "evaluate") as bar:
                values = self._evaluated(test, batches, size, listeners, bar)
        return scalar_or_list(values)

    @by_position("val_samples max_q_size nb_worker pickle_safe")
    @checked_arguments("generator")
    def predict_generator(
        self,
        generator,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        verbose=0,
        val_samples=None,
    ):
        """Predictions for batches from a generator or a Sequence.

        Parameters
        ----------
        generator : generator or Sequence
            Of `x`, ``(x, y)`` or ``(x, y, sample_weight)``; of a tuple only `x` is used.
        steps, max_queue_size, workers, use_multiprocessing, verbose, val_samples
            As in :meth:`evaluate_generator`.
        callbacks : list of Callback, optional
            Their ``on_predict_…`` hooks are called.

        Returns
        -------
        ndarray, floatX; a list of them for several outputs
            With `val_samples`, of so many samples.
        """
        method = "predict_generator"
        generator = self._built_for(generator, method)
        size = amount(method, generator, steps, val_samples, "steps")()

        def prepared(batch):
            arrays = self._inputs(_input_of(batch), method)
            self._batch_size(arrays, len(arrays[0]))
            return arrays

        function, listeners = self.functions["predict"], runs.listeners(self, callbacks)
        with feed(generator, workers, max_queue_size) as batches:
            with progress_bar(verbose, *size.values(), "predict") as bar:
                arrays = batches.epoch(prepared, **size)
                advance = _advance(bar, size)
                parts = list(loops.predict_batches(function, arrays, advance, listeners))
        last = None if val_samples is None else math.ceil(val_samples)
        outputs = [np.concatenate(output)[:last] for output in zip(*parts)]
        return scalar_or_list(outputs)

    def _built_for(self, source, method):
        """`source`, of which the first batch was looked at if the model waits for a shape."""
        if not is_generator(source):
            raise DtypeError(
                f"{method}: got a {type(source).__name__}, expected a generator or a Sequence; "
                f"for arrays call {method.partition('_')[0]}"
            )
        if self.built or not self.layers:
            return source
        if is_sequence(source):
            self.build_for_data(_input_of(source[0]), method)
            return source
        source = iterate(source)
        first = list(itertools.islice(source, 1))
        for batch in first:
            self.build_for_data(_input_of(batch), method)
        return itertools.chain(first, source)

    def _batch(self, x, y, sample_weight, class_weight=None):
        """One batch as the functions take it, checked."""
        arrays = self._arrays(x, y, sample_weight, class_weight)
        self._batch_size(arrays, len(arrays[0]))
        return arrays

    def _evaluated(self, test, batches, size, listeners, bar=None):
        """Means of loss and metrics over batches of a Feed."""
        arrays = batches.epoch(lambda batch: self._batch(*unpacked(batch)), **size)
        names = self.metrics_names
        return loops.evaluate_batches(test, names, arrays, _advance(bar, size), listeners)


def _input_of(batch):
    """What a generator gave for `x`."""
    return batch[0] if isinstance(batch, tuple) else batch


def _advance(bar, size):
    """What moves a bar over batches, or over samples, if there is one."""
    if bar is None:
        return None
    return lambda arrays: bar.update(len(arrays[0]) if "samples" in size else 1)
