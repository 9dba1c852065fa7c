"""Adam: momentum, divided by a running average of the gradients' size."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer


class Adam(Optimizer):
    """Adam.

    .. math::
        m' = \\beta_1 m + (1 - \\beta_1) g, \\quad v' = \\beta_2 v + (1 - \\beta_2) g^2, \\quad
        p' = p - \\eta \\frac{\\sqrt{1 - \\beta_2^t}}{1 - \\beta_1^t}
        \\frac{m'}{\\sqrt{v'} + \\epsilon}

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too.
    beta_1, beta_2 : float
        How much of the averages stays at each step.
    epsilon : float or None
        None means 1e-7, as in Keras 2; Keras 1 had 1e-8.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`.
    amsgrad : bool
        Divide by the largest :math:`v'` so far (Reddi, Kale, Kumar, *On the Convergence of Adam
        and Beyond*, ICLR 2018).

    References
    ----------
    D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015; equations and
    defaults as in Keras.
    """

    slots = ("m", "v")

    @keras1_names("optimizer")
    @kinds()
    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=None,
        decay=0.0,
        amsgrad=False,
        **clipping,
    ):
        super().__init__(learning_rate, decay, **clipping)
        self.beta_1, self.beta_2 = float(beta_1), float(beta_2)
        self.epsilon = self._epsilon(epsilon)
        self.amsgrad = bool(amsgrad)
        self.slots = ("m", "v", "v_largest") if self.amsgrad else ("m", "v")

    def step(self, parameter, gradient, learning_rate, m, v, *v_largest):
        numbers = {"beta_1": self.beta_1, "beta_2": self.beta_2, "epsilon": self.epsilon}
        t = self._step_number()
        return rules.adam(parameter, gradient, learning_rate, t, m, v, *v_largest, **numbers)
