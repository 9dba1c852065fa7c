"""Lasagne's update functions: a loss and parameters in, updates for ``theano.function`` out.

For research code in plain Theano, or written for ``lasagne.updates``: names, arguments, defaults
and numbers are Lasagne's (0.2.dev1), the equations are those of `theanornn.optimizers.rules`.
The first argument is a scalar loss, or a list of gradients, one for each parameter. Rates, momenta
and the like may be symbolic, a shared variable for instance, and then change without recompiling.

Every function returns an ``OrderedDict`` from shared variable to its new value: the parameters,
and what the rule keeps for them, which starts at zero.
"""

from collections import OrderedDict

import numpy as np
import theano
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Variable

from theanornn import constraints
from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError
from theanornn.gradients import gradients_of
from theanornn.optimizers import rules
from theanornn.optimizers.base import matched

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
    _check(learning_rate=learning_rate)
    return _updates(loss_or_grads, params, rules.sgd, 0, learning_rate)


def momentum(loss_or_grads, params, learning_rate, momentum=0.9):
    """`sgd` with momentum: ``v := momentum * v - learning_rate * g``, ``p := p + v``.

    Parameters, results and errors as of `sgd`; `momentum` is a float or a scalar variable.
    """
    _check(learning_rate=learning_rate, momentum=momentum)
    return _carried(loss_or_grads, params, rules.momentum, learning_rate, momentum)


def nesterov_momentum(loss_or_grads, params, learning_rate, momentum=0.9):
    """`sgd` with Nesterov's: ``v := momentum * v - step``, ``p := p + momentum * v - step``.

    Parameters, results and errors as of `sgd`, where ``step = learning_rate * g``; `momentum` is a
    float or a scalar variable.
    """
    _check(learning_rate=learning_rate, momentum=momentum)
    return _carried(loss_or_grads, params, rules.nesterov_momentum, learning_rate, momentum)


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
    return _with_velocities(updates, params, momentum, rules.momentum)


def apply_nesterov_momentum(updates, params=None, momentum=0.9):
    """Nesterov's momentum on top of any updates; everything as of `apply_momentum`."""
    return _with_velocities(updates, params, momentum, rules.nesterov_momentum)


def adagrad(loss_or_grads, params, learning_rate=1.0, epsilon=1e-6):
    """Adagrad (Duchi et al., 2011), divided by ``sqrt(sum of squares + epsilon)``.

    Parameters, results and errors as of `sgd`.
    """
    _check(learning_rate=learning_rate, epsilon=epsilon)
    return _updates(
        loss_or_grads, params, rules.adagrad, 1, learning_rate, epsilon=epsilon, divisor=rules.root
    )


def rmsprop(loss_or_grads, params, learning_rate=1.0, rho=0.9, epsilon=1e-6):
    """RMSprop (Tieleman and Hinton, 2012), divided by ``sqrt(average of squares + epsilon)``.

    Parameters, results and errors as of `sgd`; `rho` is how much of the average stays.
    """
    _check(learning_rate=learning_rate, rho=rho, epsilon=epsilon)
    options = {"rho": rho, "epsilon": epsilon, "divisor": rules.root}
    return _updates(loss_or_grads, params, rules.rmsprop, 1, learning_rate, **options)


def adadelta(loss_or_grads, params, learning_rate=1.0, rho=0.95, epsilon=1e-6):
    """Adadelta (Zeiler, 2012).

    Parameters, results and errors as of `sgd`; `rho` is how much of the averages stays.
    """
    _check(learning_rate=learning_rate, rho=rho, epsilon=epsilon)
    options = {"rho": rho, "epsilon": epsilon}
    return _updates(loss_or_grads, params, rules.adadelta, 2, learning_rate, **options)


def adam(loss_or_grads, params, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Adam (Kingma and Ba, 2015).

    Parameters, results and errors as of `sgd`; `beta1` and `beta2` are how much of the averages of
    gradient and square stays. The number of the step is kept, too.
    """
    return _counted(rules.adam, 2, loss_or_grads, params, learning_rate, beta1, beta2, epsilon)


def adamax(loss_or_grads, params, learning_rate=0.002, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Adamax (Kingma and Ba, 2015, section 7); everything as of `adam`."""
    return _counted(rules.adamax, 2, loss_or_grads, params, learning_rate, beta1, beta2, epsilon)


def amsgrad(loss_or_grads, params, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """AMSGrad (Reddi et al., 2018), `adam` with the largest average so far."""
    return _counted(rules.adam, 3, loss_or_grads, params, learning_rate, beta1, beta2, epsilon)


def norm_constraint(tensor_var, max_norm, norm_axes=None, epsilon=1e-7):
    """A tensor whose vectors of weights are at most `max_norm` long.

    Parameters
    ----------
    tensor_var : variable
        A parameter's new value, as a rule.
    max_norm : float
    norm_axes : sequence of int, or None
        The axes of one vector. None means 0 for a matrix (the weights into one unit), and all but
        the first for three to five axes (one filter).
    epsilon : float
        What is added to a norm that is divided by.

    Raises
    ------
    ShapeError
        If `norm_axes` is None and the tensor has another number of axes.

    Examples
    --------
    >>> norm_constraint(T.constant([[3.0, 0.1], [4.0, 0.0]]), 1.0).eval().round(6)
    array([[0.6, 0.1],
           [0.8, 0. ]])
    """
    tensor_var = T.as_tensor_variable(tensor_var)
    _check(max_norm=max_norm, epsilon=epsilon)
    if norm_axes is not None:
        axes = tuple(norm_axes)
    elif tensor_var.ndim == 2:
        axes = (0,)
    elif tensor_var.ndim in (3, 4, 5):
        axes = tuple(range(1, tensor_var.ndim))
    else:
        raise ShapeError(
            f"norm_constraint: a tensor of {tensor_var.ndim} axes has no usual vectors of "
            "weights, expected 2 to 5 axes; say which axes make one vector: norm_axes=(0,)"
        )
    norms = constraints.norms(tensor_var, axes)
    return constraints.rescaled(tensor_var, norms, T.clip(norms, 0, max_norm), epsilon)


def total_norm_constraint(tensor_vars, max_norm, epsilon=1e-7, return_norm=False):
    """Tensors, gradients as a rule, scaled so that all together are at most `max_norm` long.

    Parameters
    ----------
    tensor_vars : list of variables
    max_norm : float
    epsilon : float
        What is added to a norm that is divided by.
    return_norm : bool

    Returns
    -------
    list of variables
        Or ``(list, norm)``, with the norm before, if `return_norm`.

    References
    ----------
    I. Sutskever, O. Vinyals, Q. Le, *Sequence to sequence learning with neural networks*, NIPS 2014

    Examples
    --------
    >>> scaled, norm = total_norm_constraint(
    ...     [T.constant([3.0]), T.constant([4.0])], 1.0, return_norm=True
    ... )
    >>> [each.eval().round(6).tolist() for each in scaled], norm.eval().tolist()
    ([[0.6], [0.8]], 5.0)
    """
    _check(max_norm=max_norm, epsilon=epsilon)
    if not isinstance(tensor_vars, (list, tuple)):
        raise ShapeError(
            f"total_norm_constraint: tensor_vars is {tensor_vars!r}, expected a list of variables"
        )
    tensors = [T.as_tensor_variable(tensor) for tensor in tensor_vars]
    norm = T.sqrt(sum(T.sum(T.sqr(tensor)) for tensor in tensors))
    wanted = T.clip(norm, 0, max_norm)
    scaled = [constraints.rescaled(tensor, norm, wanted, epsilon) for tensor in tensors]
    return (scaled, norm) if return_norm else scaled


def _updates(loss_or_grads, params, rule, n_slots, *numbers, **options):
    """The updates of one rule, for each parameter first what is kept, then the parameter."""
    updates = OrderedDict()
    for parameter, gradient in _pairs(loss_or_grads, params):
        slots = [_zeros_like(parameter) for _ in range(n_slots)]
        new, *kept = rule(parameter, gradient, *numbers, *slots, **options)
        updates.update((slot, matched(slot, value)) for slot, value in zip(slots, kept))
        updates[parameter] = matched(parameter, new)
    return updates


def _counted(rule, n_slots, loss_or_grads, params, learning_rate, beta1, beta2, epsilon):
    _check(learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)
    done = theano.shared(np.asarray(0, theano.config.floatX), name="steps_done")
    options = {"beta_1": beta1, "beta_2": beta2, "epsilon": epsilon}
    updates = _updates(loss_or_grads, params, rule, n_slots, learning_rate, done + 1, **options)
    updates[done] = done + 1
    return updates


def _carried(loss_or_grads, params, rule, learning_rate, amount):
    """Plain descent with velocities."""
    steps = [(p, learning_rate * g) for p, g in _pairs(loss_or_grads, params)]
    return _add_velocities(OrderedDict(), steps, rule, amount)


def _with_velocities(updates, params, amount, rule):
    """A copy of updates, carried on by velocities."""
    _check(momentum=amount)
    updates = OrderedDict(updates)
    params = list(updates) if params is None else _shared(params)
    absent = [parameter for parameter in params if parameter not in updates]
    if absent:
        raise UnknownNameError(
            f"momentum for {', '.join(map(str, absent))}, of which there is no update; the updates "
            f"are of {', '.join(map(str, updates)) or 'nothing'}"
        )
    steps = [(parameter, parameter - updates[parameter]) for parameter in params]
    return _add_velocities(updates, steps, rule, amount)


def _add_velocities(updates, steps, rule, amount):
    for parameter, descent in steps:
        velocity = _zeros_like(parameter)
        new, new_velocity = rule(parameter, descent, velocity, amount)
        updates[parameter] = matched(parameter, new)
        updates[velocity] = matched(velocity, new_velocity)
    return updates


def _pairs(loss_or_grads, params):
    """Each parameter with its gradient."""
    params = _shared(params)
    if isinstance(loss_or_grads, (list, tuple)):
        if len(loss_or_grads) != len(params):
            raise ShapeError(
                f"got {len(loss_or_grads)} gradients for {len(params)} parameters; give one for "
                "each, or a loss"
            )
        return list(zip(params, loss_or_grads))
    if not isinstance(loss_or_grads, Variable) or loss_or_grads.ndim:
        raise ShapeError(
            f"the loss is {loss_or_grads!r}, expected a scalar variable, such as loss.mean(), or a "
            "list of gradients"
        )
    return list(zip(params, gradients_of(loss_or_grads, params)))


def _shared(params):
    if isinstance(params, Variable):
        raise DtypeError(f"params is the variable {params}, expected a list: [{params}]")
    params = list(params)
    for parameter in params:
        if not isinstance(parameter, SharedVariable):
            raise DtypeError(
                f"the parameter {parameter!r} is no shared variable, so it cannot be updated; give "
                "the shared variables that it is computed from"
            )
    return params


def _zeros_like(parameter):
    zeros = np.zeros_like(parameter.get_value(borrow=True))
    return theano.shared(zeros, broadcastable=parameter.broadcastable)


def _check(**numbers):
    """Raise unless each is a finite number that is not negative, or symbolic."""
    for name, value in numbers.items():
        if isinstance(value, Variable):
            if value.ndim:
                raise ShapeError(f"{name} is {value} of {value.ndim} axes, expected a scalar")
            continue
        try:
            right = np.ndim(value) == 0 and np.isfinite(value) and value >= 0
        except TypeError:
            right = False
        if not right:
            raise DataError(
                f"{name} is {value!r}, expected a number of 0 or more, or a scalar variable"
            )
