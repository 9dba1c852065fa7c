"""Lasagne's update functions: a loss and parameters in, updates for ``theano.function`` out.

For research code in plain Theano, or written for ``lasagne.updates``: names, arguments, defaults
and numbers are Lasagne's (0.2.dev1), the equations are those of `theanornn.optimizers.rules`.
The first argument is a scalar loss, or a list of gradients, one for each parameter. Rates, momenta
and the like may be symbolic, a shared variable for instance, and then change without recompiling.

Every function returns an ``OrderedDict`` from shared variable to its new value: the parameters,
and what the rule keeps for them, which starts at zero.
"""

import numpy as np  # noqa: F401  (for the examples)
import theano  # noqa: F401  (for the examples)

from theanornn.argument_kinds import kinds
from theanornn.optimizers import rules
from theanornn.updates.building import (
    carried,
    check_numbers,
    counted,
    updates_by,
    with_velocities,
)
from theanornn.updates.norms import norm_constraint, total_norm_constraint

__all__ = [
    "adadelta",
    "adagrad",
    "adam",
    "adamax",
    "amsgrad",
    "apply_momentum",
    "apply_nesterov_momentum",
    "momentum",
    "nesterov_momentum",
    "norm_constraint",
    "rmsprop",
    "sgd",
    "total_norm_constraint",
]


@kinds(learning_rate="scalar", params="several")
def sgd(loss_or_grads, params, learning_rate):
    """Stochastic gradient descent, ``p := p - learning_rate * g``.

    Parameters
    ----------
    loss_or_grads : scalar variable, or list of variables
    params : list of shared variables
    learning_rate : float or scalar variable

    Returns
    -------
    OrderedDict

    Raises
    ------
    DtypeError
        If a parameter is no shared variable.
    ShapeError
        If the loss is no scalar, or there is another number of gradients than of parameters.
    DataError
        If a rate is no number.

    Examples
    --------
    >>> w = theano.shared(np.array([1.0, 2.0]), name="w")
    >>> updates = sgd((w**2).sum(), [w], learning_rate=0.25)
    >>> theano.function([], [], updates=updates)()
    []
    >>> w.get_value()
    array([0.5, 1. ])
    """
    check_numbers(learning_rate=learning_rate)
    return updates_by(loss_or_grads, params, rules.sgd, 0, learning_rate)


@kinds(learning_rate="scalar", momentum="scalar", params="several")
def momentum(loss_or_grads, params, learning_rate, momentum=0.9):
    """`sgd` with momentum: ``v := momentum * v - learning_rate * g``, ``p := p + v``.

    Parameters, results and errors as of `sgd`; `momentum` is a float or a scalar variable.
    """
    check_numbers(learning_rate=learning_rate, momentum=momentum)
    return carried(loss_or_grads, params, rules.momentum, learning_rate, momentum)


@kinds(learning_rate="scalar", momentum="scalar", params="several")
def nesterov_momentum(loss_or_grads, params, learning_rate, momentum=0.9):
    """`sgd` with Nesterov's: ``v := momentum * v - step``, ``p := p + momentum * v - step``.

    Parameters, results and errors as of `sgd`, where ``step = learning_rate * g``; `momentum` is a
    float or a scalar variable.
    """
    check_numbers(learning_rate=learning_rate, momentum=momentum)
    return carried(loss_or_grads, params, rules.nesterov_momentum, learning_rate, momentum)


@kinds(momentum="scalar", params="several", updates="updates")
def apply_momentum(updates, params=None, momentum=0.9):
    """Momentum on top of any updates.

    Parameters
    ----------
    updates : dict
        From shared variable to its new value.
    params : list of shared variables, or None
        Which of them get momentum; None means all.
    momentum : float or scalar variable

    Returns
    -------
    OrderedDict
        A copy of `updates`, with velocities.

    Raises
    ------
    UnknownNameError
        If a parameter is not among the updates.

    Examples
    --------
    >>> w = theano.shared(np.array([1.0, 2.0]), name="w")
    >>> updates = apply_momentum(rmsprop((w**2).sum(), [w], 0.1), [w], momentum=0.9)
    >>> len(updates)
    3
    """
    return with_velocities(updates, params, momentum, rules.momentum)


@kinds(momentum="scalar", params="several", updates="updates")
def apply_nesterov_momentum(updates, params=None, momentum=0.9):
    """Nesterov's momentum on top of any updates; everything as of `apply_momentum`."""
    return with_velocities(updates, params, momentum, rules.nesterov_momentum)


@kinds(learning_rate="scalar", epsilon="scalar", params="several")
def adagrad(loss_or_grads, params, learning_rate=1.0, epsilon=1e-6):
    """Adagrad (Duchi et al., 2011), divided by ``sqrt(sum of squares + epsilon)``.

    Parameters, results and errors as of `sgd`.
    """
    check_numbers(learning_rate=learning_rate, epsilon=epsilon)
    return updates_by(
        loss_or_grads, params, rules.adagrad, 1, learning_rate, epsilon=epsilon, divisor=rules.root
    )


@kinds(learning_rate="scalar", rho="scalar", epsilon="scalar", params="several")
def rmsprop(loss_or_grads, params, learning_rate=1.0, rho=0.9, epsilon=1e-6):
    """RMSprop (Tieleman and Hinton, 2012), divided by ``sqrt(average of squares + epsilon)``.

    Parameters, results and errors as of `sgd`; `rho` is how much of the average stays.
    """
    check_numbers(learning_rate=learning_rate, rho=rho, epsilon=epsilon)
    options = {"rho": rho, "epsilon": epsilon, "divisor": rules.root}
    return updates_by(loss_or_grads, params, rules.rmsprop, 1, learning_rate, **options)


@kinds(learning_rate="scalar", rho="scalar", epsilon="scalar", params="several")
def adadelta(loss_or_grads, params, learning_rate=1.0, rho=0.95, epsilon=1e-6):
    """Adadelta (Zeiler, 2012).

    Parameters, results and errors as of `sgd`; `rho` is how much of the averages stays.
    """
    check_numbers(learning_rate=learning_rate, rho=rho, epsilon=epsilon)
    options = {"rho": rho, "epsilon": epsilon}
    return updates_by(loss_or_grads, params, rules.adadelta, 2, learning_rate, **options)


@kinds(learning_rate="scalar", beta1="scalar", beta2="scalar", epsilon="scalar", params="several")
def adam(loss_or_grads, params, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Adam (Kingma and Ba, 2015).

    Parameters, results and errors as of `sgd`; `beta1` and `beta2` are how much of the averages of
    gradient and square stays. The number of the step is kept, too.
    """
    return counted(rules.adam, 2, loss_or_grads, params, learning_rate, beta1, beta2, epsilon)


@kinds(learning_rate="scalar", beta1="scalar", beta2="scalar", epsilon="scalar", params="several")
def adamax(loss_or_grads, params, learning_rate=0.002, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Adamax (Kingma and Ba, 2015, section 7); everything as of `adam`."""
    return counted(rules.adamax, 2, loss_or_grads, params, learning_rate, beta1, beta2, epsilon)


@kinds(learning_rate="scalar", beta1="scalar", beta2="scalar", epsilon="scalar", params="several")
def amsgrad(loss_or_grads, params, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """AMSGrad (Reddi et al., 2018), `adam` with the largest average so far."""
    return counted(rules.adam, 3, loss_or_grads, params, learning_rate, beta1, beta2, epsilon)
