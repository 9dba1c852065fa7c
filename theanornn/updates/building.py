"""What all update functions are made of: gradients, what is kept for a parameter, velocities."""

from collections import OrderedDict

import numpy as np
import theano
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Variable

from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError
from theanornn.gradients import gradients_of
from theanornn.optimizers.base import matched

__all__ = ["carried", "check_numbers", "counted", "updates_by", "with_velocities"]


def updates_by(loss_or_grads, params, rule, n_slots, *numbers, **options):
    """The updates of one rule, for each parameter first what is kept, then the parameter."""
    updates = OrderedDict()
    for parameter, gradient in _pairs(loss_or_grads, params):
        slots = [_zeros_like(parameter) for _ in range(n_slots)]
        new, *kept = rule(parameter, gradient, *numbers, *slots, **options)
        updates.update((slot, matched(slot, value)) for slot, value in zip(slots, kept))
        updates[parameter] = matched(parameter, new)
    return updates


def counted(rule, n_slots, loss_or_grads, params, learning_rate, beta1, beta2, epsilon):
    """The updates of a rule that knows the number of the step, which is kept."""
    check_numbers(learning_rate=learning_rate, beta1=beta1, beta2=beta2, epsilon=epsilon)
    done = theano.shared(np.asarray(0, theano.config.floatX), name="steps_done")
    options = {"beta_1": beta1, "beta_2": beta2, "epsilon": epsilon}
    updates = updates_by(loss_or_grads, params, rule, n_slots, learning_rate, done + 1, **options)
    updates[done] = done + 1
    return updates


def carried(loss_or_grads, params, rule, learning_rate, amount):
    """Plain descent with velocities."""
    steps = [(p, learning_rate * g) for p, g in _pairs(loss_or_grads, params)]
    return _add_velocities(OrderedDict(), steps, rule, amount)


def with_velocities(updates, params, amount, rule):
    """A copy of updates, carried on by velocities."""
    check_numbers(momentum=amount)
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


def check_numbers(**numbers):
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
