"""Where all random numbers come from: initial weights, shuffling and dropout.

``set_seed`` seeds everything, ``RandomSource`` is what models and layers draw from, and
``default_source`` is the one used where none was given. ``drawing_from`` lends a source to code
that is handed none, which finds it as ``current_source``.
"""

import contextlib
import contextvars

import numpy as np

from theanornn.argument_kinds import kinds

# MRG31k3p takes seeds below its second modulus.
_LARGEST_STREAM_SEED = 2147462578

_default = None
_lent = contextvars.ContextVar("lent source", default=None)


class RandomSource:
    """Independent random generators, handed out one after the other.

    The same seed and the same order of asking give the same bits.

    Parameters
    ----------
    seed : int, sequence of int or None
        With None every generator is seeded from NumPy's global state at the moment it is asked
        for, so that ``numpy.random.seed`` at the top of an old script still decides everything.

    Examples
    --------
    >>> a, b = RandomSource(seed=1), RandomSource(seed=1)
    >>> a.generator().random() == b.generator().random()
    True
    >>> a.generator().random() == a.generator().random()
    False
    """

    @kinds()
    def __init__(self, seed=None):
        self.seed = seed
        self._sequence = None if seed is None else np.random.SeedSequence(seed)

    def generator(self):
        """Return a fresh ``numpy.random.Generator``."""
        if self._sequence is None:
            return np.random.default_rng(np.random.randint(0, 2**31 - 1, size=4))
        return np.random.default_rng(self._sequence.spawn(1)[0])

    def theano_stream(self):
        """Return a fresh ``MRG_RandomStream`` with a seed of its own."""
        from theano.sandbox.rng_mrg import MRG_RandomStream

        seed = self.generator().integers(1, _LARGEST_STREAM_SEED)
        return MRG_RandomStream(seed=int(seed))


@kinds()
def set_seed(seed):
    """Seed the initial weights, shuffling and dropout of all models made from now on.

    Models that are there already go on with the random numbers they began with, and so does
    whatever was given a seed of its own (``Sequential(seed=1)``).

    Parameters
    ----------
    seed : int, sequence of int or None
        None goes back to following NumPy's global state.

    Examples
    --------
    >>> set_seed(7)
    >>> first = default_source().generator().random()
    >>> set_seed(7)
    >>> first == default_source().generator().random()
    True
    >>> set_seed(None)
    """
    global _default
    _default = RandomSource(seed)


def default_source():
    """Return the source of `set_seed`, or one that follows NumPy's global state."""
    global _default
    if _default is None:
        _default = RandomSource()
    return _default


@contextlib.contextmanager
def drawing_from(source):
    """Lend a source to the code in the block, which finds it as `current_source`.

    Parameters
    ----------
    source : RandomSource

    Examples
    --------
    >>> source = RandomSource(seed=1)
    >>> with drawing_from(source):
    ...     current_source() is source
    True
    """
    before = _lent.set(source)
    try:
        yield
    finally:
        _lent.reset(before)


def current_source():
    """Return the source lent by the innermost `drawing_from`, or `default_source`."""
    return _lent.get() or default_source()
