"""Python floats in graphs kept the precision of float32 on NumPy 2, silently, also in float64.

Theano gives a constant the smallest dtype that holds it exactly, and tries with ``x == x_``. Since
NumPy 2 a Python float takes the dtype of the array that it is compared with, so that every number
seemed to be a float32: ``0.9 * x`` was 0.899999976 times x.
"""

from theanornn.runtime.rewrite import rewrite


def mend(scalar_basic):
    """Compare in the precision of the number."""
    rewrite(
        scalar_basic.NumpyAutocaster,
        "__call__",
        ("if np.all(x == x_):", "if np.all(np.asarray(x) == x_):"),
    )
