"""`CallContext`: what one graph is built for, and what it asks of its compiled function.

`current_context` finds the one that is being built for, from anywhere below it.
"""

import contextvars
import copy

import theano
import theano.tensor as T
from theano.graph.basic import ancestors

__all__ = ["CallContext", "current_context", "fix_phase", "fixed_phase", "is_building"]

_innermost = contextvars.ContextVar("innermost context", default=None)
_fixed_phase = None


class CallContext:
    """What one graph is built for, and what it asks of the function compiled from it.

    A model makes one context for its training graph and another for its test graph and hands it
    to each layer's `call`. While it is entered (``with context:``), it is the `current_context`.

    Parameters
    ----------
    training : bool
        Whether the graph is the one for training: dropout acts there only. `fix_phase` overrules.

    Attributes
    ----------
    updates : list of (shared variable, expression)
        To be applied at each call of the function, states of ``stateful`` layers for example.
    losses : list of scalar expressions
        To be added to the loss, activity regularization for example.

    Examples
    --------
    >>> with CallContext(training=True):
    ...     current_context().training
    True
    >>> current_context().training
    False
    """

    def __init__(self, training=False):
        self.training = bool(training) if _fixed_phase is None else _fixed_phase
        self.updates = []
        self.losses = []
        self._is_frozen = False
        self._entered = []
        self._stand_ins = []

    def __enter__(self):
        self._entered.append(_innermost.set(self))
        return self

    def __exit__(self, *exception):
        _innermost.reset(self._entered.pop())

    def in_phase(self, training):
        """A context of the given phase that adds its updates and losses to this one's."""
        if bool(training) == self.training:
            return self
        other = self._sharing()
        other.training = bool(training)
        return other

    def frozen(self):
        """A context that adds its losses to this one's, of updates those of random numbers only.

        Layers that are not trainable get it: what they gather while training stays as it is.
        """
        other = self._sharing()
        other._is_frozen = True
        return other

    def _sharing(self):
        other = copy.copy(self)
        other._entered = []
        return other

    def add_update(self, shared, expression):
        """Have `shared` set to `expression` at each call of the compiled function.

        Where it is to be set already (by a layer that is used twice), the two go one after the
        other: `expression` then sees the value that the earlier one gives. It may be a number.
        """
        if self._is_frozen and not getattr(shared.tag, "is_rng", False):
            return
        expression = _of_the_type_of(shared, expression)
        for number, (earlier, value) in enumerate(self.updates):
            if earlier is shared:
                self.updates[number] = (shared, _after(expression, shared, value))
                return
        self.updates.append((shared, expression))

    def is_updated(self, shared):
        """Whether something asked for an update of `shared` already."""
        return any(earlier is shared for earlier, _ in self.updates)

    def add_loss(self, expression):
        """Add a scalar expression to the loss."""
        self.losses.append(expression)

    def keep_stand_ins(self, find):
        """Note what stands for Keras tensors in the graph.

        Parameters
        ----------
        find : callable
            Returns a dict from Keras tensor to variable; called only if somebody asks.
        """
        self._stand_ins.append(find)

    def stand_ins(self):
        """From Keras tensor to the variable that stands for it in the graph, as far as was kept."""
        return {tensor: each for find in self._stand_ins for tensor, each in find().items()}


def current_context():
    """The context of the graph that is being built; one for inference when there is none.

    It is how code that gets no context, such as a function within a `Lambda`, can ask for the
    phase, or add updates and losses.

    Returns
    -------
    CallContext
    """
    return _innermost.get() or CallContext(training=False)


def fix_phase(training):
    """Build all graphs from now on for one phase, whatever they are for.

    Parameters
    ----------
    training : bool or None
        True: dropout acts in predictions too; False: it never does; None: as is usual.
    """
    global _fixed_phase
    _fixed_phase = None if training is None else bool(training)


def fixed_phase():
    """The phase that all graphs are built for, or None: each for its own."""
    return _fixed_phase


def is_building():
    """Whether a layer's `call` is running in a context that was entered."""
    return _innermost.get() is not None


def _after(expression, shared, value):
    """`expression`, with `value` in the place of `shared`."""
    if not any(variable is shared for variable in ancestors([expression])):
        return expression
    return theano.clone(expression, replace={shared: value})


def _of_the_type_of(shared, expression):
    """`expression` with exactly the type of `shared`, which an update must have."""
    if not isinstance(shared.type, T.TensorType):
        return expression
    expression = T.as_tensor_variable(expression)
    if expression.dtype != shared.dtype:
        expression = T.cast(expression, shared.dtype)
    if expression.broadcastable != shared.broadcastable and expression.ndim == shared.ndim:
        expression = T.patternbroadcast(expression, shared.broadcastable)
    return expression
