"""One run of training, whatever its batches come from: :func:`train`.

:func:`epochs` and :func:`validation` say what the caller's numbers mean.
"""

import contextlib
import numbers
import sys

from theanornn.callbacks import CallbackList, Checkpoint, History
from theanornn.callbacks.progress import reporter
from theanornn.errors import DataError
from theanornn.finiteness.watch import Watch
from theanornn.training import loops
from theanornn.training.described import describe
from theanornn.training.interruption import TERMINATED, Interruption
from theanornn.training.keeping import Keeper

__all__ = ["epochs", "listeners", "train", "validation"]


def train(
    model,
    batches,
    epochs,
    verbose,
    callbacks,
    validate,
    validation_data,
    counts,
    checkpoint=None,
    order=None,
    compared=None,
    on_nan=None,
):
    """Train a model, with its history and all callbacks.

    Parameters
    ----------
    model : Trainable
    batches : callable
        As in :func:`~theanornn.training.loops.fit`.
    epochs : range
    verbose : {0, 1, 2}
    callbacks : CallbackList
    validate : callable or None
        As in :func:`~theanornn.training.loops.fit`.
    validation_data : list of arrays or None
        What callbacks get to see of it.
    counts : dict
        ``batch_size``, ``samples`` and ``steps``, as far as they are known.
    checkpoint : theanornn.callbacks.Checkpoint or None
        Where to keep the run, and to go on with it.
    order : object
        Where the order of batches comes from; see :class:`~theanornn.training.keeping.Keeper`.
    compared : callable or None
        Arguments of `fit` and arrays that may not change from run to run; asked where there is a
        checkpoint, see :func:`~theanornn.training.described.describe`.
    on_nan : {"raise", "skip", "restore"} or None
        As of `fit`.

    Returns
    -------
    History

    Raises
    ------
    SystemExit
        A checkpoint was written because of SIGTERM.
    """
    if verbose not in (0, 1, 2):
        raise DataError(f"verbose is {verbose!r}, expected 0, 1 or 2")
    model._check_frozen()
    names, history = model.metrics_names, History()
    # History comes last, so that it has what the others add to the logs.
    callbacks = [each for each in callbacks if not isinstance(each, Checkpoint)]
    shown, kept = reporter(verbose), [*callbacks, history]
    watch = None if on_nan is None else Watch(model, on_nan)
    # What watches the numbers comes first: it marks the logs of bad batches.
    listening = CallbackList([each for each in (watch, shown, *kept) if each is not None])
    kept = kept if watch is None else [watch, *kept]
    if watch is not None:
        history.bad_batches = watch.bad_batches
    model.history, model.stop_training = history, False
    model.validation_data = validation_data
    listening.set_params(_params(names, counts, epochs.stop, verbose, validate))
    listening.set_model(model)
    for callback in listening:
        callback.validation_data = validation_data
    with contextlib.ExitStack() as exits:
        keeper = None
        if checkpoint is not None:
            described = describe(model, callbacks, *compared(epochs))
            keeper = Keeper(model, checkpoint, kept, described, order, epochs)
            exits.callback(keeper.close)
            if verbose and keeper.beginning:
                print(f"theanornn: {keeper.beginning}", file=sys.stderr)
            if keeper.is_through:
                keeper.results()
                return history
            keeper.reporter, epochs = shown, keeper.epochs
            listening.append(keeper.watcher)
        function = model._measuring("train") if watch is None else watch.ready()
        function = _shown_to(callbacks, function)
        interruption = exits.enter_context(Interruption(kept=keeper is not None))
        if keeper is not None:
            keeper.interruption = interruption

        def stop_requested(within_epoch):
            if interruption.asked and not (keeper and within_epoch):
                return True  # within an epoch the keeper leaves
            # Keras 1 finishes an epoch in which a callback asks to stop.
            return model.stop_training and not (within_epoch and model.generation == 1)

        stopped = loops.fit(
            function, names, batches, epochs, listening, validate, stop_requested, keeper
        )
        if keeper is not None:
            keeper.finish()
        if interruption.asked:
            _tell(stopped, epochs, keeper)
        if interruption.terminated:
            raise SystemExit(TERMINATED)
    return history


def _shown_to(callbacks, function):
    """The function, with the arrays of each batch shown to those callbacks that want to see them.

    They have a method ``on_batch_arrays(arrays)``.
    """
    seeing = [each for each in callbacks if hasattr(each, "on_batch_arrays")]
    if not seeing:
        return function

    def showing(*arrays):
        for callback in seeing:
            callback.on_batch_arrays(arrays)
        return function(*arrays)

    return showing


def _tell(stopped, epochs, keeper):
    """Say where training was interrupted, and what of it is there."""
    where = "after an epoch"
    if stopped is not None:
        epoch, number = stopped
        where = f"in epoch {epoch + 1} of {epochs.stop}, after batch {number}"
    there = "The weights are those of now, the history is kept."
    if keeper is not None:
        there = f"{keeper.place}: the same call of fit goes on from there."
    print(f"theanornn: interrupted {where}. {there}", file=sys.stderr)


def listeners(model, callbacks):
    """The callbacks of an evaluation or a prediction."""
    listed = CallbackList(callbacks)
    listed.set_model(model)
    return listed


def epochs(last, initial, default):
    """The numbers of the epochs to do, as a range.

    Parameters
    ----------
    last : int or None
        The caller's number of epochs; None means `default`.
    initial : int
        Epochs done before.
    default : int
    """
    return range(int(initial), int(default if last is None else last))


def validation(method, frequency, names, evaluate):
    """What validates after an epoch, where it is due.

    Parameters
    ----------
    method : str
        Who asks, for messages.
    frequency : int or collection of int
        Every so many epochs, or the numbers of the epochs, from 1.
    names : list of str
    evaluate : callable
        ``evaluate(listeners)`` -> list of values, one for each name.

    Returns
    -------
    callable
        From the number of an epoch, from 0, and the callbacks to a dict.
    """
    is_due = _due(method, frequency)

    def validate(epoch, listeners):
        if not is_due(epoch + 1):
            return {}
        return {f"val_{name}": value for name, value in zip(names, evaluate(listeners))}

    return validate


def _due(method, frequency):
    """Whether to validate after an epoch of a number, from 1."""
    if isinstance(frequency, (list, tuple, set, range)):
        if all(isinstance(each, numbers.Real) for each in frequency):
            return lambda epoch: epoch in frequency
    if isinstance(frequency, bool) or not isinstance(frequency, numbers.Integral) or frequency < 1:
        raise DataError(
            f"{method}: validation_freq is {frequency!r}, expected a whole number from 1, or a "
            "list of numbers of epochs"
        )
    return lambda epoch: epoch % frequency == 0


def _params(names, counts, epochs, verbose, validate):
    """What callbacks are told of a run, under the names of Keras 1 and 2."""
    return {
        "batch_size": None,
        "samples": None,
        "steps": None,
        **counts,
        "nb_sample": counts.get("samples"),
        "epochs": epochs,
        "nb_epoch": epochs,
        "verbose": verbose,
        "do_validation": validate is not None,
        "metrics": [*names, *(f"val_{name}" for name in names if validate is not None)],
    }
