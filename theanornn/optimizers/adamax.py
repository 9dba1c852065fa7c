"""Adamax: Adam with the largest gradient in place of the average of squares."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer


class Adamax(Optimizer):
    """Adamax, Adam in the infinity norm.

    .. math::
        m' = \\beta_1 m + (1 - \\beta_1) g, \\quad u' = \\max(\\beta_2 u, |g|), \\quad
        p' = p - \\frac{\\eta}{1 - \\beta_1^t} \\frac{m'}{u' + \\epsilon}

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too.
    beta_1, beta_2 : float
        How much of the average and of the maximum stays at each step.
    epsilon : float or None
        None means 1e-7, as in Keras 2; Keras 1 had 1e-8.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`.

    References
    ----------
    D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015, section 7;
    equations and defaults as in Keras.
    """

    slots = ("m", "u")

    @keras1_names("optimizer")
    @kinds()
    def __init__(
        self, learning_rate=0.002, beta_1=0.9, beta_2=0.999, epsilon=None, decay=0.0, **clipping
    ):
        super().__init__(learning_rate, decay, **clipping)
        self.beta_1, self.beta_2 = float(beta_1), float(beta_2)
        self.epsilon = self._epsilon(epsilon)

    def step(self, parameter, gradient, learning_rate, m, u):
        numbers = {"beta_1": self.beta_1, "beta_2": self.beta_2, "epsilon": self.epsilon}
        t = self._step_number()
        return rules.adamax(parameter, gradient, learning_rate, t, m, u, **numbers)
