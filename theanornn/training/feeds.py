"""Batches from generators and Sequences, one after the other: :func:`feed`.

:func:`amount` says how many make an epoch, :func:`unpacked` what is in each.
"""

import contextlib
import math
import warnings

from theanornn.errors import DataError, DtypeError
from theanornn.training.enqueuers import GeneratorEnqueuer, OrderedEnqueuer
from theanornn.training.sequence import is_sequence

__all__ = ["Feed", "amount", "feed", "is_generator", "iterate", "unpacked"]


class Feed:
    """A supply of batches.

    Parameters
    ----------
    batches : iterator
    end_epoch : callable, optional
        Called with the number of epochs that were taken.
    """

    def __init__(self, batches, end_epoch=None):
        self._batches = batches
        self._end_epoch = end_epoch
        self._epochs = 0

    def epoch(self, prepare, steps=None, samples=None):
        """The batches of one epoch.

        Parameters
        ----------
        prepare : callable
            From what the source gave to a list of arrays.
        steps : int or None
            How many batches.
        samples : int or None
            Or how many samples make them enough.

        Yields
        ------
        list of arrays

        Raises
        ------
        DataError
            The generator ended before.
        """
        taken = seen = 0
        while taken < steps if samples is None else seen < samples:
            try:
                batch = next(self._batches)
            except StopIteration:
                raise DataError(_ended(taken, seen, steps, samples)) from None
            arrays = prepare(batch)
            taken += 1
            seen += len(arrays[0])
            yield arrays
        if samples is not None and seen > samples:
            warnings.warn(
                f"the batches of an epoch had {seen} samples, more than the {samples} asked for",
                stacklevel=2,
            )
        self._epochs += 1
        if self._end_epoch is not None:
            self._end_epoch(self._epochs)


@contextlib.contextmanager
def feed(source, workers=1, max_queue_size=10, shuffle=False, rng=None, whole_epochs=False):
    """A :class:`Feed` of a generator or a Sequence, whose threads end with the block.

    Parameters
    ----------
    source : generator or Sequence
    workers : int
        Threads that make batches ahead of time; 0 for none.
    max_queue_size : int
        Batches that wait.
    shuffle : bool
        Whether the batches of a Sequence come in another order in each epoch.
    rng : numpy.random.Generator
        Where that order comes from.
    whole_epochs : bool
        Whether each epoch takes all batches of a Sequence: then its end waits for
        ``on_epoch_end``.
    """
    if not workers or workers < 0:
        if is_sequence(source):
            batches = _endless(source, shuffle, rng)
            yield Feed(batches, lambda epochs: source.on_epoch_end())
        else:
            yield Feed(iterate(source))
        return
    if is_sequence(source):
        enqueuer = OrderedEnqueuer(source, shuffle=shuffle, rng=rng)
        end_epoch = enqueuer.join_end_of_epoch if whole_epochs else None
    else:
        enqueuer, end_epoch = GeneratorEnqueuer(iterate(source)), None
    enqueuer.start(workers, max_queue_size)
    try:
        yield Feed(enqueuer.get(), end_epoch)
    finally:
        enqueuer.stop()


def amount(method, source, steps, samples, steps_name):
    """How many batches or samples make an epoch.

    Parameters
    ----------
    method, steps_name : str
        Who asks, and what the number of batches is called there, for messages.
    source : generator or Sequence
    steps, samples : number or None
        What the caller said.

    Returns
    -------
    callable
        Without arguments -> ``{"steps": number}`` or ``{"samples": number}``; asked before each
        epoch, because a Sequence may change its length.
    """
    for name, number in (("number of samples", samples), (steps_name, steps)):
        if number is None:
            continue
        if (
            isinstance(number, bool)
            or not isinstance(number, (int, float))
            and not hasattr(number, "__index__")
        ):
            raise DtypeError(f"{method}: {name} is {number!r}, expected a number")
        if number <= 0:
            raise DataError(f"{method}: {name} is {number}, expected 1 or more")
        found = {"steps" if name is steps_name else "samples": math.ceil(number)}
        return lambda: dict(found)
    if is_sequence(source):
        return lambda: {"steps": len(source)}
    raise DataError(
        f"{method}: a generator does not tell how many batches it has; pass {steps_name}=, or use "
        "a theanornn.training.Sequence"
    )


def is_generator(source):
    """Whether batches can be taken from `source` one after the other.

    Examples
    --------
    >>> is_generator(iter([1])), is_generator([1])
    (True, False)
    """
    return hasattr(source, "__next__") or hasattr(source, "next") or is_sequence(source)


def iterate(source):
    """The batches of a generator, one after the other."""
    # Python 2's generators had next() alone, and classes of that time may have it still.
    following = source.__next__ if hasattr(source, "__next__") else source.next
    while True:
        try:
            batch = following()
        except StopIteration:
            return
        yield batch


def unpacked(batch):
    """Inputs, targets and sample weights (or None) of what a generator gave.

    Raises
    ------
    DtypeError
        It is not ``(x, y)`` or ``(x, y, sample_weight)``.
    """
    if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
        size = f" of {len(batch)}" if isinstance(batch, (tuple, list)) else ""
        raise DtypeError(
            f"the generator gave a {type(batch).__name__}{size}, expected (x, y) or "
            "(x, y, sample_weight)"
        )
    return (*batch, None)[:3]


def _ended(taken, seen, steps, samples):
    done = f"{taken} of {steps} batches" if samples is None else f"{seen} of {samples} samples"
    return (
        f"the generator ended after {done}; let it begin anew (while True: ...), or ask for fewer"
    )


def _endless(sequence, shuffle, rng):
    while True:
        size = len(sequence)
        if not size:
            raise DataError(f"{type(sequence).__name__} has no batches: its len is 0")
        for index in rng.permutation(size) if shuffle else range(size):
            yield sequence[int(index)]
