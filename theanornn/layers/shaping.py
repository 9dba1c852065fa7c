"""Layers that only change the shape: RepeatVector."""

import theano.tensor as T

from theanornn.argument_names import keras1_names
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_size

__all__ = ["RepeatVector"]


class RepeatVector(Layer):
    """Repeat a vector at each of `n` steps: ``(batch, features)`` to ``(batch, n, features)``.

    Parameters
    ----------
    n : int
        Number of steps, at least 1.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> RepeatVector(3).compute_output_shape((None, 5))
    (None, 3, 5)
    """

    input_rank = 2

    @keras1_names("plain")
    def __init__(self, n, **options):
        super().__init__(**options)
        self.n = checked_size(n, self.name, "n")

    def call(self, x, mask=None, *, context):
        return T.alloc(x.dimshuffle(0, "x", 1), x.shape[0], self.n, x.shape[1])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self):
        return {**super().get_config(), "n": self.n}
