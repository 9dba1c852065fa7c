"""Random numbers that Theano draws in Python: without a compiler, and from NumPy's generators."""

import copy

from theanornn.runtime.rewrite import rewrite


def mend(rng_mrg):
    """Let 32 bits be masked as 64: NumPy 2 no longer takes 0xFFFFFFFF beside an int32."""
    rewrite(
        rng_mrg,
        "mrg_next_value",
        ("x11 - x21 + M1) & mask)", "x11 - x21 + M1) & np.int64(mask))"),
        ("x11 - x21) & mask)", "x11 - x21) & np.int64(mask))"),
    )


def copy_whole(random_op):
    """Leave the random state a function was given as it was.

    An Op that does not work in place copies the state and draws from the copy. Since NumPy 2.0 a
    ``copy.copy`` of a random state shares its bit generator, so that every draw moved the original
    on: functions that must see the same numbers twice saw others.
    """
    random_op.copy = copy.deepcopy
