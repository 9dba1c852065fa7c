"""Adagrad: gradients divided by the size of all that came before."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer


class Adagrad(Optimizer):
    """Adagrad.

    .. math:: a' = a + g^2, \\qquad p' = p - \\eta g / (\\sqrt{a'} + \\epsilon)

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too.
    epsilon : float or None
        None means 1e-7, as in Keras 2; Keras 1 had 1e-8.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`.

    References
    ----------
    J. Duchi, E. Hazan, Y. Singer, *Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization*, JMLR 12, 2011; equations and defaults as in Keras.
    """

    slots = ("accumulated",)

    @keras1_names("optimizer")
    @kinds()
    def __init__(self, learning_rate=0.01, epsilon=None, decay=0.0, **clipping):
        super().__init__(learning_rate, decay, **clipping)
        self.epsilon = self._epsilon(epsilon)

    def step(self, parameter, gradient, learning_rate, accumulated):
        return rules.adagrad(parameter, gradient, learning_rate, accumulated, self.epsilon)
