"""``theano.tensor.shared_randomstreams``: NumPy's random numbers in graphs, with their states.

Public names: :class:`RandomStreams`.
"""

import numpy as np
import theano
from theano import tensor
from theano.tensor.random.var import RandomStateSharedVariable

from theanornn.runtime.old_names import raw_random

__all__ = ["RandomStateSharedVariable", "RandomStreams"]


class RandomStreams:
    """Random variables, each with a NumPy random state that a function moves on.

    The same seeds give the same numbers as in Theano until 1.0.

    Parameters
    ----------
    seed : int, optional
        Each variable's state starts from a seed that is drawn from this one's.

    Examples
    --------
    >>> streams = RandomStreams(seed=234)
    >>> draw = theano.function([], streams.uniform((2, 2)))
    >>> draw().shape, bool((draw() == draw()).any())
    ((2, 2), False)
    """

    def __init__(self, seed=None):
        self.state_updates = []
        self.default_instance_seed = seed
        self.gen_seedgen = np.random.RandomState(seed)

    def updates(self):
        """Pairs of each state and what it is after a draw."""
        return list(self.state_updates)

    def seed(self, seed=None):
        """Start all states anew, from `seed` or from that of the constructor."""
        seeds = np.random.RandomState(self.default_instance_seed if seed is None else seed)
        for state, _ in self.state_updates:
            state.set_value(np.random.RandomState(int(seeds.randint(2**30))), borrow=True)

    def __getitem__(self, state):
        """The NumPy random state of a variable ``sample.rng``."""
        return state.get_value(borrow=True)

    def __setitem__(self, state, value):
        state.set_value(value, borrow=True)

    def gen(self, function, *args, **kwargs):
        """A sample by a function of `raw_random`, from a state of its own."""
        state = theano.shared(np.random.RandomState(int(self.gen_seedgen.randint(2**30))))
        state.tag.is_rng = True
        after, sample = function(state, *args, **kwargs)
        sample.rng = state
        sample.update = (state, after)
        self.state_updates.append(sample.update)
        state.default_update = after
        return sample

    def binomial(self, size=None, n=1, p=0.5, ndim=None, dtype="int64", prob=None):
        """The number of successes of `n` trials; `prob` is `p` of older programs."""
        return self.gen(raw_random.binomial, size, n, p, ndim=ndim, dtype=dtype, prob=prob)

    def uniform(self, size=None, low=0.0, high=1.0, ndim=None, dtype=None):
        """Numbers from [low, high)."""
        return self.gen(raw_random.uniform, size, low, high, ndim=ndim, dtype=dtype)

    def normal(self, size=None, avg=0.0, std=1.0, ndim=None, dtype=None):
        """Normally distributed numbers with mean `avg` and standard deviation `std`."""
        return self.gen(raw_random.normal, size, avg, std, ndim=ndim, dtype=dtype)

    def random_integers(self, size=None, low=0, high=1, ndim=None, dtype="int64"):
        """Whole numbers from `low` to `high`, both of them included."""
        return self.gen(raw_random.random_integers, size, low, high, ndim=ndim, dtype=dtype)

    def choice(self, size=None, a=2, replace=True, p=None, ndim=None, dtype="int64"):
        """Choices out of `a`, or out of ``range(a)``, with probabilities `p`."""
        return self.gen(raw_random.choice, size, a, replace, p, ndim=ndim, dtype=dtype)

    def poisson(self, size=None, lam=1.0, ndim=None, dtype="int64"):
        """Poisson distributed numbers."""
        return self.gen(raw_random.poisson, size, lam, ndim=ndim, dtype=dtype)

    def permutation(self, size=None, n=1, ndim=None, dtype="int64"):
        """Permutations of ``range(n)``, along one more axis than `size` has."""
        return self.gen(raw_random.permutation, size, n, ndim=ndim, dtype=dtype)

    def multinomial(self, size=None, n=1, pvals=(0.5, 0.5), ndim=None, dtype="int64"):
        """Counts of `n` trials with probabilities `pvals`, along one more axis than `size` has."""
        return self.gen(raw_random.multinomial, size, n, pvals, ndim=ndim, dtype=dtype)

    def shuffle_row_elements(self, input):
        """A tensor with each of its rows, along the last axis, in an order of its own."""
        order = self.permutation(size=input.shape[:-1], n=input.shape[-1], ndim=input.ndim - 1)
        shuffled = tensor.permute_row_elements(input, order)
        shuffled.permutation = order
        return shuffled
