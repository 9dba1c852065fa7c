"""The equations of all update rules: one step of one parameter each, of expressions.

`theanornn.optimizers` has them as Keras' objects, `theanornn.updates` as Lasagne's functions; both
compute what stands here. Each function takes the parameter, its gradient, the learning rate (and
the number of the step from 1, where it counts), then what is kept for the parameter, and returns
the new parameter and what is kept. Numbers may be expressions too.
"""

import theano.tensor as T

__all__ = [
    "adadelta",
    "adagrad",
    "adam",
    "adamax",
    "momentum",
    "nadam",
    "nesterov_momentum",
    "rmsprop",
    "root",
    "sgd",
    "shifted_root",
]


def shifted_root(average, epsilon):
    r"""The divisor of Keras: :math:`\sqrt a + \epsilon`."""
    return T.sqrt(average) + epsilon


def root(average, epsilon):
    r"""The divisor of Lasagne: :math:`\sqrt{a + \epsilon}`."""
    return T.sqrt(average + epsilon)


def sgd(parameter, gradient, learning_rate):
    """Stochastic gradient descent."""
    return (parameter - learning_rate * gradient,)


def momentum(parameter, descent, velocity, amount):
    """A step of `descent` (what would be subtracted), carried on by a velocity."""
    new = amount * velocity - descent
    return parameter + new, new


def nesterov_momentum(parameter, descent, velocity, amount):
    """As `momentum`, looking one step ahead."""
    new = amount * velocity - descent
    return parameter + amount * new - descent, new


def adagrad(parameter, gradient, learning_rate, accumulated, epsilon, divisor=shifted_root):
    """Divided by the root of the sum of all squares."""
    new = accumulated + T.sqr(gradient)
    return parameter - learning_rate * gradient / divisor(new, epsilon), new


def rmsprop(parameter, gradient, learning_rate, average, rho, epsilon, divisor=shifted_root):
    """Divided by the root of a running average of the squares."""
    new = _averaged(average, rho, T.sqr(gradient))
    return parameter - learning_rate * gradient / divisor(new, epsilon), new


def adadelta(parameter, gradient, learning_rate, average, average_step, rho, epsilon):
    """As `rmsprop`, times the root of a running average of the squares of steps."""
    new = _averaged(average, rho, T.sqr(gradient))
    change = gradient * root(average_step, epsilon) / root(new, epsilon)
    return (
        parameter - learning_rate * change,
        new,
        _averaged(average_step, rho, T.sqr(change)),
    )


def adam(parameter, gradient, learning_rate, t, m, v, *largest, beta_1, beta_2, epsilon):
    """Averages of gradient and square, corrected for their start; with `largest`, AMSGrad."""
    rate = learning_rate * T.sqrt(1.0 - beta_2**t) / (1.0 - beta_1**t)
    m = _averaged(m, beta_1, gradient)
    v = _averaged(v, beta_2, T.sqr(gradient))
    largest = [T.maximum(each, v) for each in largest]
    scale = shifted_root(largest[0] if largest else v, epsilon)
    return (parameter - rate * m / scale, m, v, *largest)


def adamax(parameter, gradient, learning_rate, t, m, u, *, beta_1, beta_2, epsilon):
    """`adam` in the infinity norm."""
    rate = learning_rate / (1.0 - beta_1**t)
    m = _averaged(m, beta_1, gradient)
    u = T.maximum(beta_2 * u, abs(gradient))
    return parameter - rate * m / (u + epsilon), m, u


def nadam(
    parameter,
    gradient,
    learning_rate,
    t,
    m,
    v,
    *,
    now,
    ahead,
    product,
    beta_1,
    beta_2,
    epsilon,
):
    """`adam` with Nesterov's momentum: `now` and `ahead` of a schedule, `product` up to now."""
    m = _averaged(m, beta_1, gradient)
    v = _averaged(v, beta_2, T.sqr(gradient))
    m_bar = (1.0 - now) * gradient / (1.0 - product) + ahead * m / (1.0 - product * ahead)
    v_bar = v / (1.0 - beta_2**t)
    return parameter - learning_rate * m_bar / shifted_root(v_bar, epsilon), m, v


def _averaged(average, keep, new):
    return keep * average + (1.0 - keep) * new
