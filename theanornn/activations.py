"""Activation functions, by the names of Keras 1 and 2.

Each takes and returns a symbolic tensor. All but ``softmax`` work element by element, which is
what `is_elementwise` answers; drivers that rearrange a step rely on it.
"""

import theano.tensor as T
from theano.tensor.elemwise import Elemwise

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.errors import UnknownNameError


@kinds(x="variable")
def linear(x):
    """Return `x`."""
    return x


@kinds(x="variable")
def tanh(x):
    """Hyperbolic tangent."""
    return T.tanh(x)


@kinds(x="variable")
def sigmoid(x):
    r"""Logistic function, :math:`1 / (1 + e^{-x})`."""
    return T.nnet.sigmoid(x)


@kinds(x="variable")
def hard_sigmoid(x):
    """``0.2 x + 0.5`` between 0 and 1: the gates of Keras 1 (Keras 3's has another slope)."""
    return T.nnet.hard_sigmoid(T.as_tensor_variable(x))


@kinds(x="variable", max_value="number")
def relu(x, alpha=0.0, max_value=None, threshold=0.0):
    """``x`` above `threshold`, a slope of `alpha` below it, and at most `max_value`.

    Its gradient at 0 is ``(1 + alpha) / 2``, as Theano has it.
    """
    if not threshold:
        x = T.nnet.relu(x, alpha)
        return x if max_value is None else T.minimum(x, max_value)
    y = x * T.cast(T.gt(x, threshold), x.dtype)
    if max_value is not None:
        y = T.clip(y, 0.0, max_value)
    return y - alpha * T.nnet.relu(threshold - x) if alpha else y


@kinds(x="variable")
def elu(x, alpha=1.0):
    """Exponential linear unit, ``alpha (exp(x) - 1)`` below zero (Clevert et al., ICLR 2016)."""
    return T.nnet.elu(x, alpha)


@kinds(x="variable")
def selu(x):
    """Scaled exponential linear unit (Klambauer et al., NIPS 2017)."""
    # Theano's constants would widen float32 where floatX is float64.
    return T.nnet.selu(x).astype(T.nnet.sigmoid(x).dtype)


@kinds(x="variable")
def softplus(x):
    """``log(1 + exp(x))``."""
    return T.nnet.softplus(x)


@kinds(x="variable")
def softsign(x):
    """``x / (1 + |x|)``."""
    return x / (1 + abs(x))


@kinds(x="variable")
def exponential(x):
    """``exp(x)``."""
    return T.exp(x)


@kinds(x="variable", axis="whole")
def softmax(x, axis=-1):
    """Exponentials over one axis, divided by their sum; any rank from 1."""
    x = T.as_tensor_variable(x)
    if x.ndim == 2 and axis in (-1, 1):
        return T.nnet.softmax(x)
    powers = T.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


FUNCTIONS = {
    function.__name__: function
    for function in (
        linear,
        tanh,
        sigmoid,
        hard_sigmoid,
        relu,
        elu,
        selu,
        softplus,
        softsign,
        exponential,
        softmax,
    )
}
_ELEMENTWISE = frozenset(FUNCTIONS.values()) - {softmax}


def get(identifier):
    """Return an activation function.

    Parameters
    ----------
    identifier : str, callable or None
        A name; a callable is returned as it is; None means ``linear``.

    Raises
    ------
    UnknownNameError
        If there is no activation of that name.

    Examples
    --------
    >>> get("tanh") is tanh, get(None) is linear
    (True, True)
    """
    if identifier is None:
        return linear
    if callable(identifier):
        return identifier
    return registry.lookup("activation", FUNCTIONS, identifier)


def name_of(function):
    """Return the name under which `get` finds `function`; a custom one gives its own name.

    Raises
    ------
    UnknownNameError
        If it has no name at all.

    Examples
    --------
    >>> name_of(hard_sigmoid)
    'hard_sigmoid'
    """
    name = getattr(function, "__name__", None)
    if name is None:
        raise UnknownNameError(
            f"activation {function!r} has no name to be saved under; give a function, or one of: "
            + ", ".join(FUNCTIONS)
        )
    return name


@kinds(function="function")
def is_elementwise(function):
    """True if `function` is known to work element by element (False also if not known)."""
    return function in _ELEMENTWISE or isinstance(function, Elemwise)
