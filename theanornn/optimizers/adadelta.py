"""Adadelta: Adagrad with a window, and steps in the units of the parameter."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer


class Adadelta(Optimizer):
    """Adadelta.

    .. math::
        a' = \\rho a + (1 - \\rho) g^2, \\quad
        u = g \\sqrt{d + \\epsilon} / \\sqrt{a' + \\epsilon}, \\quad
        p' = p - \\eta u, \\quad d' = \\rho d + (1 - \\rho) u^2

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too. The paper has 1.
    rho : float
        How much of the averages stays at each step.
    epsilon : float or None
        None means 1e-7, as in Keras 2; Keras 1 had 1e-8.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`.

    References
    ----------
    M. D. Zeiler, *ADADELTA: An Adaptive Learning Rate Method*, arXiv:1212.5701, 2012; equations and
    defaults as in Keras.
    """

    slots = ("average", "average_step")

    @keras1_names("optimizer")
    @kinds()
    def __init__(self, learning_rate=1.0, rho=0.95, epsilon=None, decay=0.0, **clipping):
        super().__init__(learning_rate, decay, **clipping)
        self.rho = float(rho)
        self.epsilon = self._epsilon(epsilon)

    def step(self, parameter, gradient, learning_rate, average, average_step):
        state = (average, average_step)
        return rules.adadelta(parameter, gradient, learning_rate, *state, self.rho, self.epsilon)
