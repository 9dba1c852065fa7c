"""The order of a Sequence's batches, pass after pass, as a checkpoint keeps it: :class:`Passes`."""

from theanornn.errors import DataError

__all__ = ["Passes"]


class Passes:
    """Which batches of a Sequence come, pass after pass.

    Parameters
    ----------
    sequence : Sequence
    shuffle : bool
        Whether the batches of each pass come in an order of their own.
    rng : numpy.random.Generator or None
        Where that order comes from.

    Examples
    --------
    >>> class Three:
    ...     def __len__(self):
    ...         return 3
    ...
    ...     def on_epoch_end(self):
    ...         print("on_epoch_end")
    >>> passes = Passes(Three())
    >>> passes.next(), passes.end(), passes.next()
    on_epoch_end
    ([0, 1, 2], None, [0, 1, 2])
    >>> again = Passes(Three())
    >>> again.restore(passes.position(taken=4))
    >>> again.next()
    on_epoch_end
    [1, 2]
    """

    def __init__(self, sequence, shuffle=False, rng=None):
        self.sequence, self._shuffle, self._rng = sequence, shuffle, rng
        self._begun, self._skip = [], None

    def restore(self, position):
        """Begin with what comes after `position`, which another object told."""
        self._skip = position

    @property
    def ended(self):
        """How many passes have ended."""
        return self._skip["ended"] if self._skip else self._begun[-1]["ended"]

    def next(self):
        """The numbers of the batches of the next pass.

        Raises
        ------
        DataError
            The sequence is empty.
        """
        skip, self._skip = self._skip, None
        if skip is not None:
            self._go_to(skip)
        elif not self._begun or "size" in self._begun[-1]:
            self._begin(ended=self._begun[-1]["ended"] if self._begun else 0)
        size = len(self.sequence)
        if not size:
            raise DataError(f"{type(self.sequence).__name__} has no batches: its len is 0")
        order = self._rng.permutation(size) if self._shuffle else range(size)
        self._begun[-1]["size"] = size
        return [int(index) for index in order][skip["taken"] if skip else 0 :]

    def end(self, taken=None):
        """A pass has ended, or, after `taken` batches, an epoch within one: tell the sequence."""
        self.sequence.on_epoch_end()
        last = self._begun[-1]
        if taken is not None and taken < last["start"] + last["size"]:
            last["ended"] += 1
        else:
            self._begin(ended=last["ended"] + 1)

    def position(self, taken):
        """Where the batch after the first `taken` ones is, plain data."""
        if not self._begun:
            return self._skip
        current = next(each for each in reversed(self._begun) if each["start"] <= taken)
        return {**current, "taken": taken - current["start"]}

    def _begin(self, ended):
        last = self._begun[-1] if self._begun else {"start": 0, "size": 0}
        rng, keeps = self._rng, hasattr(self.sequence, "get_state")
        entry = {
            "start": last["start"] + last["size"],
            "ended": ended,
            "rng": rng.bit_generator.state if rng is not None else None,
            "sequence": self.sequence.get_state() if keeps else None,
        }
        # What was taken long ago nobody asks for.
        self._begun = [*self._begun[-1:], entry]

    def _go_to(self, position):
        if hasattr(self.sequence, "set_state"):
            self.sequence.set_state(position["sequence"])
        else:
            for _ in range(position["ended"]):
                self.sequence.on_epoch_end()
        if position["rng"] is not None:
            self._rng.bit_generator.state = position["rng"]
        self._begun = [{name: position[name] for name in ("start", "ended", "rng", "sequence")}]
