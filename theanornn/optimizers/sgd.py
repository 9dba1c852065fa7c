"""Stochastic gradient descent, with momentum."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer


class SGD(Optimizer):
    """Stochastic gradient descent.

    .. math::
        v' = \\mu v - \\eta g, \\qquad
        p' = p + v' \\quad\\text{or, with nesterov,}\\quad p' = p + \\mu v' - \\eta g

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too.
    momentum : float
        :math:`\\mu`; 0 keeps no velocity.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`.
    nesterov : bool
        Look one step ahead (Sutskever, Martens, Dahl, Hinton, *On the importance of initialization
        and momentum in deep learning*, ICML 2013).

    Notes
    -----
    Equations and defaults are those of Keras 1 and 2.
    """

    @keras1_names("optimizer")
    @kinds()
    def __init__(self, learning_rate=0.01, momentum=0.0, decay=0.0, nesterov=False, **clipping):
        super().__init__(learning_rate, decay, **clipping)
        self.momentum = float(momentum)
        self.nesterov = bool(nesterov)
        self.slots = ("velocity",) if self.momentum else ()

    def step(self, parameter, gradient, learning_rate, velocity=None):
        if velocity is None:
            return rules.sgd(parameter, gradient, learning_rate)
        rule = rules.nesterov_momentum if self.nesterov else rules.momentum
        return rule(parameter, learning_rate * gradient, velocity, self.momentum)
