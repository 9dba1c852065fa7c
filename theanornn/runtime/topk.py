"""``T.topk`` raised IndexError: a list of slices is no index since NumPy 1.23."""

from theanornn.runtime.rewrite import rewrite


def mend(tensor_sort):
    """Make a tuple of the list."""
    rewrite(
        tensor_sort,
        "_topk_py_impl",
        (
            "idx[axis] = slice(-k, None) if k > 0 else slice(-k)",
            "idx[axis] = slice(-k, None) if k > 0 else slice(-k); idx = tuple(idx)",
        ),
    )
