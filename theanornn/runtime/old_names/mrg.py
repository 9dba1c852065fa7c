"""``MRG_RandomStreams``, as Theano 0.6 to 1.0 had it.

Public names: :class:`MRG_RandomStreams`.
"""

import numpy as np
from theano.sandbox.rng_mrg import MRG_RandomStream


class MRG_RandomStreams(MRG_RandomStream):
    """Random variables by L'Ecuyer's MRG31k3p generator; the same numbers as ever.

    Parameters
    ----------
    seed : int or list of 6 ints
        NumPy's integers too: in Python 2 they were integers of Python.
    use_cuda : optional
        Taken and left: Theano until 0.9 drew numbers on the GPU with it, which is gone.

    Examples
    --------
    >>> float(MRG_RandomStreams(seed=42).uniform((1,)).eval()[0]).__round__(4)
    0.0808
    """

    def __init__(self, seed=12345, use_cuda=None):
        super().__init__(_of_python(seed))

    def set_rstate(self, seed):
        super().set_rstate(_of_python(seed))


def _of_python(seed):
    return int(seed) if isinstance(seed, np.integer) else seed
