"""Python numbers in graphs got the wrong dtype on NumPy 2, silently.

Theano gives a constant the smallest dtype that holds it exactly: it casts, and compares with
``x == x_``. Since NumPy 2 a Python float takes the dtype of the array that it is compared with, so
that every number seemed to be a float32, and ``0.9 * x`` was 0.899999976 times x, in float64 too.
And casting an int that does not fit raises OverflowError instead of wrapping around, which Theano
took for a number beyond int64: 300 became an uint64, and ``300 * i`` a float64.
"""

from theanornn.runtime.rewrite import rewrite


def mend(scalar_basic):
    """Cast and compare arrays, as NumPy 1 did; what is beyond int64 still raises."""
    rewrite(
        scalar_basic.NumpyAutocaster,
        "__call__",
        (
            "for dtype in try_dtypes:",
            "beyond = isinstance(x, int) and not -(2**63) <= x < 2**63\n"
            "        x = x if beyond else np.asarray(x)\n"
            "        for dtype in try_dtypes:",
        ),
    )
