"""RMSprop: gradients divided by a running average of their size."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer


class RMSprop(Optimizer):
    """RMSprop.

    .. math:: a' = \\rho a + (1 - \\rho) g^2, \\qquad p' = p - \\eta g / (\\sqrt{a'} + \\epsilon)

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too.
    rho : float
        How much of the average stays at each step.
    epsilon : float or None
        None means 1e-7, as in Keras 2; Keras 1 had 1e-8.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`.

    References
    ----------
    T. Tieleman, G. Hinton, *Lecture 6.5 - RMSProp*, COURSERA: Neural Networks for Machine
    Learning, 2012; equations and defaults as in Keras.
    """

    slots = ("average",)

    @keras1_names("optimizer")
    @kinds()
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=None, decay=0.0, **clipping):
        super().__init__(learning_rate, decay, **clipping)
        self.rho = float(rho)
        self.epsilon = self._epsilon(epsilon)

    def step(self, parameter, gradient, learning_rate, average):
        return rules.rmsprop(parameter, gradient, learning_rate, average, self.rho, self.epsilon)
