"""Pooling in Python raised IndexError: a list of slices is no index since NumPy 1.23."""

from theanornn.runtime.rewrite import rewrite

_REGION = "[region_slices[i][r[i]] for i in range(nd)]"


def mend(pool):
    """Make tuples of the lists."""
    rewrite(pool.Pool, "perform", (f"yk[{_REGION}]", f"yk[tuple({_REGION})]"))
    rewrite(pool.AveragePoolGrad, "perform", ("gxk[region_slice]", "gxk[tuple(region_slice)]"))
    rewrite(
        pool.MaxPoolRop,
        "perform",
        (f" yk[{_REGION}]", f" yk[tuple({_REGION})]"),
        (f" eyk[{_REGION}]", f" eyk[tuple({_REGION})]"),
    )
