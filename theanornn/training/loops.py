"""The loops over epochs and batches; they know arrays and functions, no layers.

Public names: :func:`fit`, :func:`batches`, :func:`evaluate`, :func:`predict`.
"""

import numpy as np

from theanornn.callbacks.logs import Logs, Means


def fit(train, names, batches, epochs, callbacks, validate, stop_requested, at_once=True):
    """Train for some epochs.

    Parameters
    ----------
    train : callable
        ``train(*arrays)`` -> list of scalars, one for each of `names`.
    names : list of str
    batches : callable
        ``batches(epoch)`` -> the batches of an epoch, each a list of arrays as `train` takes them.
    epochs : range
        Numbers of the epochs to do.
    callbacks : CallbackList
    validate : callable or None
        Called with its number after each epoch, returns a dict for its logs.
    stop_requested : callable
        Asked after each batch and each epoch.
    at_once : bool
        Whether to stop within an epoch, which then is not validated; else the epoch is finished.
    """
    callbacks.on_train_begin(Logs())
    for epoch in epochs:
        callbacks.on_epoch_begin(epoch, Logs())
        means, broken = Means(names), False
        for number, batch in enumerate(batches(epoch)):
            size = len(batch[0])
            callbacks.on_batch_begin(number, Logs(batch=number, size=size))
            values = [float(value) for value in train(*batch)]
            means.add(values, size)
            logs = Logs(zip(names, values))
            logs["batch"], logs["size"] = number, size
            callbacks.on_batch_end(number, logs)
            broken = at_once and stop_requested()
            if broken:
                break
        logs = Logs(zip(names, means.values()))
        if validate is not None and not broken:
            logs.update(validate(epoch))
        callbacks.on_epoch_end(epoch, logs)
        if stop_requested():
            break
    callbacks.on_train_end(Logs())


def evaluate(test, names, data, batch_size, bar=None):
    """Means of loss and metrics over the samples, as a list in the order of `names`.

    Parameters
    ----------
    test : callable
        ``test(*arrays)`` -> list of scalars.
    names
        As in :func:`fit`.
    data, batch_size
        As in :func:`batches`.
    bar : tqdm bar or None
    """
    means = Means(names)
    for batch in _slices(data, len(data[0]), batch_size):
        means.add([float(value) for value in test(*batch)], len(batch[0]))
        if bar is not None:
            bar.update(len(batch[0]))
    return means.values()


def predict(function, data, batch_size, bar=None):
    """Predictions for all samples, a list of ``(samples, ...)``.

    Parameters
    ----------
    function : callable
        ``function(*arrays)`` -> list of arrays.
    data, batch_size, bar
        As in :func:`evaluate`.
    """
    n_samples, results, start = len(data[0]), None, 0
    for batch in _slices(data, n_samples, batch_size):
        parts = function(*batch)
        if results is None:
            results = [np.empty((n_samples, *part.shape[1:]), dtype=part.dtype) for part in parts]
        for result, part in zip(results, parts):
            result[start : start + len(part)] = part
        size = len(batch[0])
        start += size
        if bar is not None:
            bar.update(size)
    return results


def _slices(data, n_samples, batch_size):
    for start in range(0, n_samples, batch_size):
        yield [array[start : start + batch_size] for array in data]


def batches(data, batch_size, shuffle=False, rng=None):
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

    Yields
    ------
    list of arrays
    """
    n_samples = len(data[0])
    if not shuffle:
        yield from _slices(data, n_samples, batch_size)
    elif shuffle == "batch":
        # The last batch, which may be a short one, stays the last.
        full = n_samples // batch_size
        order = [*rng.permutation(full), *([full] if n_samples % batch_size else [])]
        for number in order:
            start = int(number) * batch_size
            yield [array[start : start + batch_size] for array in data]
    else:
        order = rng.permutation(n_samples)
        for start in range(0, n_samples, batch_size):
            chosen = order[start : start + batch_size]
            yield [array[chosen] for array in data]
