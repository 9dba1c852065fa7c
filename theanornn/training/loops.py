"""The loops over epochs and batches; they know arrays and functions, no layers.

Public names: :func:`fit`, :func:`batches`, :func:`evaluate`, :func:`predict`,
:func:`evaluate_batches`, :func:`predict_batches`.
"""

import numpy as np

from theanornn.callbacks.base import CallbackList
from theanornn.callbacks.logs import Logs, Means
from theanornn.training.keeping import Left, Unkept


def fit(train, names, batches, epochs, callbacks, validate, stop_requested, keeper=None):
    """Train for some epochs.

    Parameters
    ----------
    train : callable
        ``train(*arrays)`` -> (values, weights): one number for each of `names`, and how much each
        counts in the mean of an epoch, see :meth:`theanornn.training.objective.Objective.read`.
    names : list of str
    batches : callable
        ``batches(epoch)`` -> the batches of an epoch, each a list of arrays as `train` takes them.
    epochs : range
        Numbers of the epochs to do.
    callbacks : CallbackList
    validate : callable or None
        ``validate(epoch, callbacks)`` after each epoch -> a dict for its logs.
    stop_requested : callable
        ``stop_requested(within_epoch)``, asked with True after each batch and with False after each
        epoch. What is stopped within an epoch is not validated.
    keeper : Keeper, optional
        Writes checkpoints, and says how many batches of the first epoch were done before. An epoch
        that it breaks off has no end.

    Returns
    -------
    tuple of int or None
        Number of the epoch and of batches done in it, where training was stopped within one.
    """
    keeper = keeper or Unkept()
    callbacks.on_train_begin(Logs())
    keeper.begin()
    broken = False
    for epoch in epochs:
        callbacks.on_epoch_begin(epoch, Logs())
        means, broken = Means(names), False
        done = keeper.begin_epoch(epoch, means)
        try:
            for number, batch in enumerate(batches(epoch), done):
                size = len(batch[0])
                callbacks.on_batch_begin(number, Logs(batch=number, size=size))
                values, weights = train(*batch)
                means.add(values, weights)
                logs = Logs(zip(names, values))
                logs["batch"], logs["size"] = number, size
                callbacks.on_batch_end(number, logs)
                done = number + 1
                keeper.end_batch(done)
                broken = stop_requested(True)
                if broken:
                    break
            logs = Logs(zip(names, means.values()))
            if validate is not None and not broken:
                keeper.end_batches()
                logs.update(validate(epoch, callbacks))
        except Left:
            broken = True
            break
        callbacks.on_epoch_end(epoch, logs)
        ends = broken or stop_requested(False)
        keeper.end_epoch(epoch, last=ends or epoch == epochs[-1])
        if ends:
            break
    callbacks.on_train_end(Logs())
    return (epoch, done) if epochs and broken else None


def evaluate(test, names, data, batch_size, bar=None, listeners=None):
    """Means of loss and metrics over the samples, as a list in the order of `names`.

    Parameters
    ----------
    test : callable
        ``test(*arrays)`` -> (values, weights), as `train` of :func:`fit`.
    names
        As in :func:`fit`.
    data, batch_size
        As in :func:`batches`.
    bar : tqdm bar or None
    listeners : CallbackList or None
        Their ``on_test_…`` hooks are called.
    """
    slices = _slices(data, len(data[0]), batch_size)
    return evaluate_batches(test, names, slices, bar and _by_samples(bar), listeners)


def evaluate_batches(test, names, batches, advance=None, listeners=None):
    """Means of loss and metrics over batches, as a list in the order of `names`.

    Parameters
    ----------
    test, names, listeners
        As in :func:`evaluate`.
    batches : iterable of lists of arrays
    advance : callable or None
        Called with each batch that is done.
    """
    means, listeners = Means(names), listeners or CallbackList()
    listeners.on_test_begin(Logs())
    for number, batch in enumerate(batches):
        logs = Logs(batch=number, size=len(batch[0]))
        listeners.on_test_batch_begin(number, logs)
        values, weights = test(*batch)
        means.add(values, weights)
        logs.update(zip(names, values))
        listeners.on_test_batch_end(number, logs)
        if advance is not None:
            advance(batch)
    listeners.on_test_end(Logs())
    return means.values()


def predict(function, data, batch_size, bar=None, listeners=None):
    """Predictions for all samples, a list of ``(samples, ...)``.

    Parameters
    ----------
    function : callable
        ``function(*arrays)`` -> list of arrays.
    data, batch_size, bar, listeners
        As in :func:`evaluate`.
    """
    n_samples, results, start = len(data[0]), None, 0
    slices = _slices(data, n_samples, batch_size)
    for parts in predict_batches(function, slices, bar and _by_samples(bar), listeners):
        if results is None:
            results = [np.empty((n_samples, *part.shape[1:]), dtype=part.dtype) for part in parts]
        for result, part in zip(results, parts):
            result[start : start + len(part)] = part
        start += len(parts[0])
    return results


def predict_batches(function, batches, advance=None, listeners=None):
    """The predictions for each batch; arguments as in :func:`evaluate_batches`.

    Yields
    ------
    list of arrays
    """
    listeners = listeners or CallbackList()
    listeners.on_predict_begin(Logs())
    for number, batch in enumerate(batches):
        logs = Logs(batch=number, size=len(batch[0]))
        listeners.on_predict_batch_begin(number, logs)
        yield function(*batch)
        listeners.on_predict_batch_end(number, logs)
        if advance is not None:
            advance(batch)
    listeners.on_predict_end(Logs())


def _by_samples(bar):
    return lambda batch: bar.update(len(batch[0]))


def _slices(data, n_samples, batch_size, first=0):
    for start in range(first * batch_size, n_samples, batch_size):
        yield [array[start : start + batch_size] for array in data]


def batches(data, batch_size, shuffle=False, rng=None, first=0):
    """The batches of one epoch over arrays.

    Parameters
    ----------
    data : list of arrays
        Samples along the first axis of each, contiguous.
    batch_size : int
    shuffle : bool or "batch"
        True: another order of samples in each epoch; "batch": another order of whole batches.
    rng : numpy.random.Generator, optional
        Where the order comes from.
    first : int
        Batches to leave out at the beginning.

    Yields
    ------
    list of arrays
    """
    n_samples = len(data[0])
    if not shuffle:
        yield from _slices(data, n_samples, batch_size, first)
    elif shuffle == "batch":
        # The last batch, which may be a short one, stays the last.
        full = n_samples // batch_size
        order = [*rng.permutation(full), *([full] if n_samples % batch_size else [])]
        for number in order[first:]:
            start = int(number) * batch_size
            yield [array[start : start + batch_size] for array in data]
    else:
        order = rng.permutation(n_samples)
        for start in range(first * batch_size, n_samples, batch_size):
            chosen = order[start : start + batch_size]
            yield [array[chosen] for array in data]
