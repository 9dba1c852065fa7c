"""The order of samples, as a checkpoint keeps it: :class:`Shuffled`, :class:`Fed`."""

__all__ = ["Fed", "Shuffled"]


class Shuffled:
    """The order of arrays, that one generator of random numbers draws for each epoch.

    Parameters
    ----------
    rng : numpy.random.Generator

    Attributes
    ----------
    done : int
        Batches of this epoch not to come again.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> order = Shuffled(rng)
    >>> order.begin_epoch()
    >>> first = rng.permutation(5)
    >>> order.restore(order.state(within_epoch=True))
    >>> bool((rng.permutation(5) == first).all())
    True
    """

    def __init__(self, rng):
        self._rng = rng
        self._before = None
        self.done = 0

    def begin_epoch(self, done=0):
        """The order of an epoch is about to be drawn, of which so many batches were done."""
        self._before, self.done = self._rng.bit_generator.state, done

    def state(self, within_epoch):
        """What draws the order of this epoch again, or that of the next one."""
        return self._before if within_epoch else self._rng.bit_generator.state

    def restore(self, state):
        """Draw next what was drawn after `state`."""
        self._rng.bit_generator.state = state


class Fed:
    """Where the feeds of batches for training and validation are.

    Parameters
    ----------
    feeds : list of Feed
    """

    def __init__(self, feeds):
        self._feeds = feeds

    def begin_epoch(self, done=0):
        """The feeds know themselves what was taken."""

    def state(self, within_epoch):
        """Where each feed is."""
        return [feed.state() for feed in self._feeds]

    def restore(self, states):
        """Let each feed go on, before it has given a batch."""
        for feed, state in zip(self._feeds, states):
            feed.restore(state)
