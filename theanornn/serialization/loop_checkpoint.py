"""Checkpoints for training loops that are written by hand: :class:`LoopCheckpoint`."""

import contextlib
import time

import numpy as np

from theanornn.checkpointing import files
from theanornn.checkpointing.folder import Folder
from theanornn.checkpointing.variables import assign, values
from theanornn.errors import DataError, DtypeError
from theanornn.training.interruption import TERMINATED, Interruption

__all__ = ["LoopCheckpoint"]


class LoopCheckpoint:
    """Keeps a training loop of your own in a folder, so that it goes on after any end.

    What :class:`theanornn.callbacks.Checkpoint` does for `fit`: files appear whole or not at all,
    SIGUSR1 writes one, Ctrl-C and SIGTERM write one and end the loop after the batch.

    Parameters
    ----------
    path : str or path
        A folder for this training alone; it is made.
    variables : list of shared variables, or dict of them by name
        Weights, the optimizer's state, learning rate: all that the loop changes.
    streams : list, optional
        Theano's random streams, ``MRG_RandomStream`` and ``RandomStream``; made use of in a graph
        before the block is entered.
    generators : list of numpy.random.Generator, optional
        Those the loop draws from.
    seconds, batches, keep
        As of :class:`theanornn.callbacks.Checkpoint`.

    Attributes
    ----------
    position : dict
        What the newest checkpoint was given by :meth:`step` or :meth:`save`; empty where there is
        none.
    stopping : bool
        Whether the loop was asked to end.

    Raises
    ------
    DataError
        The folder cannot be used, or holds something else. Nothing has been changed then.

    Examples
    --------
    >>> import tempfile
    >>> import numpy as np, theano, theano.tensor as T
    >>> W, x = theano.shared(np.zeros(2), "W"), T.vector("x")
    >>> train = theano.function([x], T.sum(W * x), updates=[(W, W + x)])
    >>> rng = np.random.default_rng(1)
    >>> with LoopCheckpoint(tempfile.mkdtemp(), [W], generators=[rng]) as run:
    ...     for epoch in range(run.position.get("epoch", 0), 2):
    ...         order = run.position.get("order")
    ...         order = rng.permutation(4) if order is None else order
    ...         for batch in range(run.position.get("batch", 0), 4):
    ...             _ = train(np.full(2, order[batch], theano.config.floatX))
    ...             run.step(epoch=epoch, batch=batch + 1, order=order)
    ...             if run.stopping:
    ...                 break
    ...         if run.stopping:
    ...             break
    ...         run.save(epoch=epoch + 1)
    >>> run.position
    {'epoch': 2}
    """

    def __init__(
        self, path, variables, streams=(), generators=(), seconds=5.0, batches=None, keep=3
    ):
        named = isinstance(variables, dict)
        self._variables = list(variables.values() if named else variables)
        for each in self._variables:
            if not hasattr(each, "set_value"):
                raise DtypeError(
                    f"LoopCheckpoint: variables holds {each!r}, expected shared variables"
                )
        for each in generators:
            if not isinstance(each, np.random.Generator):
                raise DtypeError(
                    f"LoopCheckpoint: generators holds {each!r}, expected numpy.random.Generator, "
                    "as numpy.random.default_rng makes them"
                )
        self._streams, self._generators = list(streams), list(generators)
        self._seconds, self._batches = seconds, batches
        self._path, self._keep = path, keep
        self._exits = contextlib.ExitStack()
        self._interruption = Interruption()
        self.position = {}

    @property
    def stopping(self):
        """Whether the loop was asked to end; a checkpoint has been written by :meth:`step`."""
        return self._interruption.asked

    def __enter__(self):
        with contextlib.ExitStack() as exits:
            self._folder = exits.enter_context(Folder(self._path, self._keep))
            state = self._folder.newest()
            if state is not None:
                self._restore(state)
            self._interruption = exits.enter_context(Interruption(kept=True))
            self._exits = exits.pop_all()
        self._written, self._since = time.monotonic(), 0
        return self

    def __exit__(self, kind, error, trace):
        self._exits.close()
        if kind is None and self._interruption.terminated:
            raise SystemExit(TERMINATED)

    def step(self, **position):
        """A batch is done: write a checkpoint if it is time, or if a signal has asked for it.

        Parameters
        ----------
        **position : plain data
            What the loop needs to find back to this place: numbers, text, arrays, lists and dicts.
        """
        self._since += 1
        by_number = self._batches is not None and self._since >= self._batches
        now = time.monotonic()
        by_time = self._seconds is not None and now - self._written >= self._seconds
        if self.stopping or self._interruption.save or by_number or by_time:
            self.save(**position)

    def save(self, **position):
        """Write a checkpoint now."""
        self._interruption.save = False
        self.position = position
        content = files.to_bytes(
            {
                "kind": "loop",
                "position": position,
                "arrays": values(self._shared()),
                "generators": self._generators,
            }
        )
        self._folder.write(content)
        self._written, self._since = time.monotonic(), 0

    def _shared(self):
        drawn = [update[0] for stream in self._streams for update in stream.state_updates]
        return {"variables": self._variables, "streams": drawn}

    def _restore(self, state):
        if not isinstance(state, dict) or state.get("kind") != "loop":
            raise DataError(
                f"{self._folder.path} holds checkpoints of something else than a loop; pass "
                "another folder"
            )
        stored = state["generators"]
        kinds = [[type(each).__name__ for each in found] for found in (stored, self._generators)]
        if kinds[0] != kinds[1]:
            raise DataError(
                f"{self._folder.path} was written with the generators {kinds[0]}, here are "
                f"{kinds[1]}"
            )
        assign(self._shared(), state["arrays"])
        for own, kept in zip(self._generators, stored):
            own.bit_generator.state = kept.bit_generator.state
        self.position = state["position"]
