"""Batches from generators and Sequences, one after the other: :func:`feed`.

:func:`amount` says how many make an epoch, :func:`unpacked` what is in each.
"""

import contextlib
import itertools
import math

from theanornn import callers
from theanornn.errors import DataError, DtypeError
from theanornn.training.enqueuers import GeneratorEnqueuer, OrderedEnqueuer
from theanornn.training.passes import Passes
from theanornn.training.sequence import is_sequence

__all__ = ["Feed", "amount", "feed", "is_generator", "iterate", "unpacked"]


class Feed:
    """A supply of batches, which begins when the first one is needed.

    Parameters
    ----------
    begin : callable
        ``begin(skip)`` -> iterator of batches without the first `skip` ones.
    end_epoch : callable, optional
        Called with the number of epochs, and of batches, that were taken.
    passes : Passes, optional
        The order of batches, where they come from a Sequence.
    """

    def __init__(self, begin, end_epoch=None, passes=None):
        self._begin, self._end_epoch, self._passes = begin, end_epoch, passes
        self._batches = None
        self._epochs = self._taken = 0
        self._within = 0, 0

    def state(self):
        """Where it is, plain data; asked by who takes the batches, while none is under way."""
        return {
            "epochs": self._epochs,
            "taken": self._taken,
            "within": self._within,
            "passes": self._passes and self._passes.position(self._taken),
        }

    def restore(self, state):
        """Go on where another one was; before the first batch is taken."""
        self._epochs, self._taken = state["epochs"], state["taken"]
        self._within = state["within"]
        if self._passes is not None and state["passes"] is not None:
            self._passes.restore(state["passes"])

    def epoch(self, prepare, steps=None, samples=None):
        """The batches of one epoch, or what is left of it.

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
        if self._batches is None:
            self._batches = self._begin(self._taken)
        taken, seen = self._within
        while taken < steps if samples is None else seen < samples:
            try:
                batch = next(self._batches)
            except StopIteration:
                raise DataError(_ended(taken, seen, steps, samples)) from None
            arrays = prepare(batch)
            taken += 1
            seen += len(arrays[0])
            self._taken, self._within = self._taken + 1, (taken, seen)
            yield arrays
        if samples is not None and seen > samples:
            callers.warn(
                f"the batches of an epoch had {seen} samples, more than the {samples} asked for"
            )
        self._epochs += 1
        if self._end_epoch is not None:
            self._end_epoch(self._epochs, self._taken)
        self._within = 0, 0


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
            passes = Passes(source, shuffle, rng)
            yield Feed(
                lambda skip: _endless(passes), lambda epochs, taken: passes.end(taken), passes
            )
        else:
            yield Feed(lambda skip: _after(iterate(source), skip))
        return
    if is_sequence(source):
        enqueuer = OrderedEnqueuer(source, shuffle=shuffle, rng=rng)
        passes = enqueuer.passes
        end_epoch = (lambda epochs, _: enqueuer.join_end_of_epoch(epochs)) if whole_epochs else None
    else:
        enqueuer, end_epoch, passes = GeneratorEnqueuer(iterate(source)), None, None

    def begin(skip):
        enqueuer.start(workers, max_queue_size)
        # The order of a Sequence knows by itself where it is.
        return enqueuer.get() if passes is not None else _after(enqueuer.get(), skip)

    try:
        yield Feed(begin, end_epoch, passes)
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


def _endless(passes):
    while True:
        for index in passes.next():
            yield passes.sequence[index]


def _after(batches, skip):
    """`batches` without the first ones, which an earlier program used."""
    if sum(1 for _ in itertools.islice(batches, skip)) < skip:
        raise DataError(
            f"the generator ended before the {skip} batches that had been trained on were skipped; "
            "to go on with a training it has to begin anew, as it did then"
        )
    return batches
