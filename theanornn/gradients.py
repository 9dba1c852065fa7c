"""Gradients that know of what, and with respect to what, they were taken."""

from typing import NamedTuple

import theano.tensor as T
from theano.graph.basic import ancestors

__all__ = ["Origin", "gradients_in", "gradients_of", "origin_of"]


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


def gradients_in(updates):
    """The gradients that the updates of a step of training are computed from.

    Parameters
    ----------
    updates : list of (shared variable, expression)

    Returns
    -------
    dict
        From shared variable to its gradient, as it is before clipping; empty where the updates were
        not made by means of this module.
    """
    found = {}
    for variable in ancestors([new for _, new in updates]):
        if origin_of(variable) is not None:
            origin, number = origin_of(variable)
            found[origin.variables[number]] = variable
    order = {shared: place for place, (shared, _) in enumerate(updates)}
    return dict(sorted(found.items(), key=lambda item: order.get(item[0], -1)))
