"""The contract of an optimizer: clipping, decay, state and constraints; a rule adds its equation.

Public names: :class:`Optimizer`.
"""

import inspect

import numpy as np
import theano
import theano.tensor as T

from theanornn.argument_kinds import kinds, shown
from theanornn.errors import DataError, NotBuiltError, ShapeError, UnknownNameError
from theanornn.gradients import gradients_of


class Optimizer:
    """Base of all optimizers.

    A rule is a subclass with the names of its `slots` (arrays kept for each parameter, zero at
    first) and :meth:`step`, one update of one parameter.

    Parameters
    ----------
    learning_rate : float
        Size of a step (``lr`` is accepted too). Kept in the shared variable `learning_rate`:
        ``optimizer.lr = 0.01`` changes it at any time and recompiles nothing.
    decay : float
        The learning rate of update ``n`` (from 0) is ``learning_rate / (1 + decay * n)``.
    clipnorm : float or None
        Gradients are scaled so that the norm of all of them together is at most this.
    clipvalue : float or None
        Then each element of a gradient is cut to ``[-clipvalue, clipvalue]``.

    Attributes
    ----------
    slots : tuple of str
        Names of the arrays that the rule keeps for each parameter.
    default_epsilon : float
        Meaning of ``epsilon=None``: 1e-7 as in Keras 2. A model of generation 1 has Keras 1's 1e-8.
    epsilon_is_default : bool
        Whether no epsilon was given.
    iterations : shared int64 scalar
        Updates done.
    weights : list of shared variables
        The whole state: `iterations`, `schedule` if any, then each slot for all parameters.
    """

    slots = ()
    default_epsilon = 1e-7
    epsilon_is_default = False

    @kinds()
    def __init__(self, learning_rate, decay=0.0, clipnorm=None, clipvalue=None):
        self._learning_rate = theano.shared(_floatx(0.0), name="learning_rate")
        self.learning_rate = learning_rate
        self.decay = _not_negative("decay", decay)
        self.clipnorm = clipnorm if clipnorm is None else _positive("clipnorm", clipnorm)
        self.clipvalue = clipvalue if clipvalue is None else _positive("clipvalue", clipvalue)
        self.iterations = theano.shared(np.int64(0), name="iterations")
        self.schedule = []
        self._parameters, self._state = None, []

    @property
    def learning_rate(self):
        """The shared variable of the learning rate; setting it takes a number."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._learning_rate.set_value(_floatx(_not_negative("learning_rate", value)))

    lr = learning_rate

    def step(self, parameter, gradient, learning_rate, *slots):
        """One update of one parameter.

        Parameters
        ----------
        parameter, gradient : variables of one shape
        learning_rate : scalar variable
            Decay applied.
        *slots : variables of that shape
            One for each name in `slots`.

        Returns
        -------
        tuple of variables
            The new parameter, then the new value of each slot.
        """
        raise NotImplementedError(f"{type(self).__name__} has no step")

    def schedule_updates(self):
        """Updates of what the rule keeps once for all parameters: ``[(shared, expression)]``."""
        return []

    def build(self, parameters):
        """Make the state for these parameters: zeros. Nothing happens if it is there already."""
        parameters = list(parameters)
        if parameters == self._parameters:
            return
        self._parameters = parameters
        self._state = [
            [
                theano.shared(
                    np.zeros_like(parameter.get_value(borrow=True)), name=f"{parameter}_{slot}"
                )
                for parameter in parameters
            ]
            for slot in self.slots
        ]

    def get_updates(self, params, constraints, loss):
        """The updates of one training step.

        Parameters
        ----------
        params : list of shared variables
        constraints : dict
            From shared variable to a callable that maps its new value to an allowed one.
        loss : scalar variable

        Returns
        -------
        list of (shared variable, expression)
            State and parameters.
        """
        self.build(params)
        gradients = self.get_gradients(loss, params)
        updates = [(self.iterations, self.iterations + 1), *self.schedule_updates()]
        rate = self._decayed_rate()
        for parameter, gradient, *slots in zip(params, gradients, *self._state):
            new, *new_slots = self.step(parameter, gradient, rate, *slots)
            if parameter in constraints:
                new = constraints[parameter](new)
            updates.append((parameter, matched(parameter, new)))
            updates += [(slot, matched(slot, value)) for slot, value in zip(slots, new_slots)]
        return updates

    def get_gradients(self, loss, params):
        """Gradients of `loss` with respect to `params`, clipped."""
        # What the loss does not depend on (an output without a loss) has gradient zero.
        gradients = gradients_of(loss, params, disconnected_inputs="ignore")
        if self.clipnorm is not None and gradients:
            norm = T.sqrt(sum(T.sum(T.sqr(gradient)) for gradient in gradients))
            scale = self.clipnorm / T.maximum(norm, _floatx(self.clipnorm))
            gradients = [gradient * scale for gradient in gradients]
        if self.clipvalue is not None:
            gradients = [T.clip(each, -self.clipvalue, self.clipvalue) for each in gradients]
        return gradients

    def _decayed_rate(self):
        if not self.decay:
            return self.learning_rate
        done = T.cast(self.iterations, theano.config.floatX)
        return self.learning_rate / (1.0 + self.decay * done)

    def _step_number(self):
        """The number of this update, from 1, in floatX."""
        return T.cast(self.iterations + 1, theano.config.floatX)

    @property
    def weights(self):
        """All shared variables of the state, in a fixed order."""
        return [self.iterations, *self.schedule, *(each for slot in self._state for each in slot)]

    def slot(self, name):
        """The arrays of one name of `slots`: a dict from parameter to shared variable."""
        if not isinstance(name, str) or name not in self.slots:
            known = ", ".join(self.slots) or "none"
            raise UnknownNameError(f"{type(self).__name__} has no slot {shown(name)}, only {known}")
        return dict(zip(self._parameters, self._state[self.slots.index(name)]))

    def get_weights(self):
        """Copies of the whole state as arrays, in the order of `weights`."""
        return [variable.get_value() for variable in self.weights]

    @kinds(arrays="series")
    def set_weights(self, arrays):
        """Set the whole state; nothing changes unless every array fits.

        Raises
        ------
        NotBuiltError
            The rule keeps slots and does not know its parameters yet.
        ShapeError
            Number or shapes of the arrays differ from those of `weights`.
        """
        name, arrays = type(self).__name__, [np.asarray(array) for array in arrays]
        if self.slots and self._parameters is None:
            raise NotBuiltError(f"{name} has no state yet; call build(parameters) first")
        if len(arrays) != len(self.weights):
            raise ShapeError(f"{name} has {len(self.weights)} arrays of state, got {len(arrays)}")
        for variable, array in zip(self.weights, arrays):
            expected = np.shape(variable.get_value(borrow=True))
            if array.shape != expected:
                raise ShapeError(f"{name}: {variable} has shape {expected}, got {array.shape}")
        for variable, array in zip(self.weights, arrays):
            variable.set_value(array.astype(variable.dtype))

    def get_config(self):
        """Constructor arguments as a dict; ``type(self)(**config)`` is an optimizer like this."""
        config = {name: getattr(self, name) for name in self._argument_names()}
        # The shortest decimal that gives the same floatX number: 0.001, not 0.0010000000475.
        config["learning_rate"] = float(str(self.learning_rate.get_value()))
        config.update(
            (name, getattr(self, name))
            for name in ("clipnorm", "clipvalue")
            if getattr(self, name) is not None
        )
        return config

    @classmethod
    def from_config(cls, config):
        """An optimizer with these constructor arguments."""
        return cls(**config)

    def _argument_names(self):
        parameters = inspect.signature(type(self).__init__).parameters.values()
        return [p.name for p in parameters if p.name != "self" and p.kind is not p.VAR_KEYWORD]

    def _epsilon(self, value):
        self.epsilon_is_default = value is None
        return self.default_epsilon if value is None else _positive("epsilon", value)

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"


def matched(variable, expression):
    """`expression` with exactly the type of `variable`, which an update must have."""
    if expression.dtype != variable.dtype:
        expression = T.cast(expression, variable.dtype)
    if expression.broadcastable != variable.broadcastable:
        expression = T.patternbroadcast(expression, variable.broadcastable)
    return expression


def _floatx(value):
    return np.asarray(value, dtype=theano.config.floatX)


def _number(name, value):
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise DataError(f"{name} is {value!r}, expected a number") from None
    if not np.isfinite(number):
        raise DataError(f"{name} is {value!r}, expected a finite number")
    return number


def _not_negative(name, value):
    if _number(name, value) < 0:
        raise DataError(f"{name} is {value!r}, expected 0 or more")
    return float(value)


def _positive(name, value):
    if _number(name, value) <= 0:
        raise DataError(f"{name} is {value!r}, expected more than 0")
    return float(value)
