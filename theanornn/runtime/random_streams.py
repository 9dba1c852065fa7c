"""Random numbers where Theano draws them in Python: without a compiler, and in FAST_COMPILE."""

from theanornn.runtime.rewrite import rewrite


def mend(rng_mrg):
    """Let 32 bits be masked as 64: NumPy 2 no longer takes 0xFFFFFFFF beside an int32."""
    rewrite(
        rng_mrg,
        "mrg_next_value",
        ("x11 - x21 + M1) & mask)", "x11 - x21 + M1) & np.int64(mask))"),
        ("x11 - x21) & mask)", "x11 - x21) & np.int64(mask))"),
    )
