"""Random numbers that Theano draws in Python: without a compiler, and from NumPy's generators."""

import copy

import numpy as np

from theanornn.runtime.rewrite import rewrite


def mend(rng_mrg):
    """Let 32 bits be masked as 64: NumPy 2 no longer takes 0xFFFFFFFF beside an int32."""
    rewrite(
        rng_mrg,
        "mrg_next_value",
        ("x11 - x21 + M1) & mask)", "x11 - x21 + M1) & np.int64(mask))"),
        ("x11 - x21) & mask)", "x11 - x21) & np.int64(mask))"),
    )


def start_streams_together(rng_mrg):
    """Find where the streams of an MRG generator start by NumPy, all of them at once.

    Theano compiles a function for it, before the first model can be, and calls it thousands of
    times. Stream k starts at the k-th power of a matrix times the state: known starts, times the
    power by which they are many, are as many more.
    """

    def jumped(state, first, modulus_1, second, modulus_2):
        return np.concatenate(
            [_times(first, state[:3], modulus_1), _times(second, state[3:], modulus_2)]
        ).astype("int32")

    def get_substream_rstates(self, n_streams, dtype, inc_rstate=True):
        states = np.empty((n_streams, 6), "int32")
        states[0] = self.rstate
        for half, matrix, modulus in (
            (slice(0, 3), rng_mrg.A1p72, rng_mrg.M1),
            (slice(3, 6), rng_mrg.A2p72, rng_mrg.M2),
        ):
            known, power = 1, np.asarray(matrix)
            while known < n_streams:
                more = states[known : 2 * known]
                more[:, half] = _times(power, states[: len(more), half], modulus)
                known, power = 2 * known, _times(power, power.T, modulus).T
        if inc_rstate:
            self.inc_rstate()
        return states

    rng_mrg.multMatVect = jumped
    rng_mrg.MRG_RandomStream.get_substream_rstates = get_substream_rstates


def _times(matrix, vectors, modulus):
    """``matrix`` times each of some vectors, modulo; all are below 2^31, so 64 bits hold sums."""
    products = np.asarray(vectors).astype("uint64") @ np.asarray(matrix).astype("uint64").T
    return products % np.uint64(modulus)


def copy_whole(random_op):
    """Leave the random state a function was given as it was.

    An Op that does not work in place copies the state and draws from the copy. Since NumPy 2.0 a
    ``copy.copy`` of a random state shares its bit generator, so that every draw moved the original
    on: functions that must see the same numbers twice saw others.
    """
    random_op.copy = copy.deepcopy
