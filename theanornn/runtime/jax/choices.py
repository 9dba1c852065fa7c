"""``ifelse``."""

import jax.numpy as jnp
import numpy as np
from theano.ifelse import IfElse

from theanornn.runtime.jax.conversions import NotInJax, converts, is_static


@converts(IfElse)
def _ifelse(node, condition, *branches):
    """Both branches are computed, unless the condition is of shapes and constants."""
    n = node.op.n_outs
    pairs = list(zip(branches[:n], branches[n:]))
    if is_static(condition):
        return [yes if condition else no for yes, no in pairs]
    for yes, no in pairs:
        if np.shape(yes) != np.shape(no):
            raise NotInJax(
                f"its branches have shapes {np.shape(yes)} and {np.shape(no)}, and which of them "
                "is taken depends on data"
            )
    return [jnp.where(condition != 0, yes, no) for yes, no in pairs]


_ifelse.never_static = True
