"""Nadam: Adam with Nesterov's momentum on a schedule."""

import math

import theano

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.optimizers import rules
from theanornn.optimizers.base import Optimizer, _floatx


class Nadam(Optimizer):
    """Nadam.

    With the momentum schedule :math:`\\mu_t = \\beta_1 (1 - 0.96^{t s} / 2)` and the product
    :math:`M_t = \\mu_1 \\cdots \\mu_t` that is kept from step to step:

    .. math::
        m' = \\beta_1 m + (1 - \\beta_1) g, \\quad v' = \\beta_2 v + (1 - \\beta_2) g^2, \\quad
        \\bar m = \\frac{(1 - \\mu_t) g}{1 - M_t} + \\frac{\\mu_{t+1} m'}{1 - M_{t+1}}, \\quad
        p' = p - \\eta \\frac{\\bar m}{\\sqrt{v' / (1 - \\beta_2^t)} + \\epsilon}

    Parameters
    ----------
    learning_rate : float
        :math:`\\eta`; ``lr`` is accepted too.
    beta_1, beta_2 : float
        How much of the averages stays at each step.
    epsilon : float or None
        None means 1e-7, as in Keras 2; Keras 1 had 1e-8.
    schedule_decay : float
        :math:`s`, how fast the momentum rises to `beta_1`.
    decay, clipnorm, clipvalue
        See :class:`~theanornn.optimizers.Optimizer`. (Keras' own Nadam has no `decay`.)

    References
    ----------
    T. Dozat, *Incorporating Nesterov Momentum into Adam*, ICLR 2016 workshop; equations and
    defaults as in Keras.
    """

    slots = ("m", "v")

    @keras1_names("optimizer")
    @kinds()
    def __init__(
        self,
        learning_rate=0.002,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=None,
        schedule_decay=0.004,
        decay=0.0,
        **clipping,
    ):
        super().__init__(learning_rate, decay, **clipping)
        self.beta_1, self.beta_2 = float(beta_1), float(beta_2)
        self.epsilon = self._epsilon(epsilon)
        self.schedule_decay = float(schedule_decay)
        self.momentum_product = theano.shared(_floatx(1.0), name="momentum_product")
        self.schedule = [self.momentum_product]

    def schedule_updates(self):
        return [(self.momentum_product, self.momentum_product * self._momentum(0))]

    def _momentum(self, ahead):
        return self._momentum_of(self._step_number() + ahead)

    def _momentum_of(self, t):
        return self.beta_1 * (1.0 - 0.5 * 0.96 ** (t * self.schedule_decay))

    def product_after(self, updates):
        """`momentum_product` after so many updates; Keras before 2.3 did not save it."""
        return math.prod(self._momentum_of(t) for t in range(1, updates + 1))

    def step(self, parameter, gradient, learning_rate, m, v):
        now = self._momentum(0)
        return rules.nadam(
            parameter,
            gradient,
            learning_rate,
            self._step_number(),
            m,
            v,
            now=now,
            ahead=self._momentum(1),
            product=self.momentum_product * now,
            beta_1=self.beta_1,
            beta_2=self.beta_2,
            epsilon=self.epsilon,
        )
