"""Functions of units: rectifiers, sigmoids, softmax."""

import theano.tensor as T

from theanornn import activations

__all__ = [
    "elu",
    "hard_sigmoid",
    "relu",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
]


def relu(x, alpha=0.0, max_value=None, threshold=0.0):
    """`x` where it is above `threshold`, 0 (or, with `alpha`, a slope) elsewhere.

    Parameters
    ----------
    x : tensor
    alpha : number or tensor
        Slope below the threshold: ``alpha * (x - threshold)``.
    max_value : float, optional
        The largest value to return.
    threshold : float
    """
    if threshold == 0 and max_value is None:
        return T.nnet.relu(x, alpha)
    above = x * T.cast(T.gt(x, threshold), x.dtype) if threshold else T.nnet.relu(x)
    if max_value is not None:
        above = T.clip(above, 0.0, max_value)
    if isinstance(alpha, (int, float)) and alpha == 0:
        return above
    return above - alpha * T.nnet.relu(threshold - x)


def softmax(x, axis=-1):
    """Exponentials divided by their sum over an axis."""
    axis %= x.ndim
    if axis == x.ndim - 1:
        return activations.softmax(x)
    order = [each for each in range(x.ndim) if each != axis] + [axis]
    back = [order.index(each) for each in range(x.ndim)]
    return activations.softmax(x.dimshuffle(*order)).dimshuffle(*back)


elu = activations.elu
hard_sigmoid = activations.hard_sigmoid
sigmoid = activations.sigmoid
softplus = activations.softplus
softsign = activations.softsign
tanh = activations.tanh
