"""Gradients that know of what, and with respect to what, they were taken."""

from typing import NamedTuple

import theano.tensor as T

__all__ = ["Origin", "gradients_of", "origin_of"]


class Origin(NamedTuple):
    """What gradients were taken of.

    Attributes
    ----------
    loss : scalar variable
    variables : list of variables
        With respect to which.
    """

    loss: object
    variables: list


def gradients_of(loss, variables, **options):
    """The gradients of a scalar, which can be taken again of another graph of the same model.

    Parameters
    ----------
    loss : scalar variable
    variables : list of variables
    **options
        Of ``theano.grad``.

    Returns
    -------
    list of variables

    Examples
    --------
    >>> x = T.dscalar()
    >>> (gradient,) = gradients_of(x**2, [x])
    >>> origin_of(gradient)[0].variables == [x]
    True
    """
    gradients = T.grad(loss, list(variables), **options)
    origin = Origin(loss, list(variables))
    for number, gradient in enumerate(gradients):
        gradient.tag.theanornn_gradient = (origin, number)
    return gradients


def origin_of(variable):
    """``(origin, number)`` of a gradient that `gradients_of` took; None of other variables."""
    return getattr(variable.tag, "theanornn_gradient", None)
