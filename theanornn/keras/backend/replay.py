"""A graph of layers built again for a phase, from any variables on to any expressions.

Keras tensors are built for inference. What is computed from them is had for training by running
their layers again, and computing it from their new outputs; a gradient, from the new loss.
"""

import numpy as np
import theano
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, ancestors

from theanornn.gradients import origin_of
from theanornn.keras.backend.phases import PHASE
from theanornn.layers.context import CallContext
from theanornn.layers.nodes import NodeError, is_keras_tensor, mask_of

__all__ = ["in_phase"]


def in_phase(outputs, inputs, phase):
    """Expressions as they are in one phase.

    Parameters
    ----------
    outputs : list of variables
    inputs : list of variables
        Where layers are not run again: what data are given for.
    phase : bool or None
        Whether it is the phase of training; None: as they are.

    Returns
    -------
    inputs, outputs : lists of variables
        Outputs of layers among the inputs are replaced by new variables.

    Raises
    ------
    NodeError
        An expression uses what is inside of layers, so that it cannot be told what it is in the
        other phase.
    """
    if phase is None:
        return inputs, outputs
    _require_outside(outputs, inputs)
    replay = _Replay(inputs, phase)
    return [replay.values[tensor] for tensor in inputs], replay.all(outputs)


class _Replay:
    """The variables that stand for others in one phase, as far as they were needed so far."""

    def __init__(self, inputs, phase):
        self.context = CallContext()
        self.context.training = phase
        self.phase = T.constant(np.asarray(phase, dtype=PHASE.dtype))
        self.values = {tensor: _beginning(tensor) for tensor in inputs}
        self.masks = {tensor: mask_of(tensor) for tensor in inputs if is_keras_tensor(tensor)}
        self.gradients = {}

    def all(self, expressions):
        """The expressions in this phase."""
        replace = {}
        for tensor in _sources(expressions, self.values):
            value = self.value_of(tensor)
            if value is not tensor:
                replace[tensor] = value
        return theano.clone(list(expressions), replace=replace) if replace else expressions

    def value_of(self, tensor):
        """What stands for one Keras tensor, gradient, or the phase itself."""
        if tensor is PHASE:
            return self.phase
        if tensor in self.values:
            return self.values[tensor]
        if is_keras_tensor(tensor):
            self._run_layers_behind(tensor)
            return self.values[tensor]
        return self._gradient(*origin_of(tensor))

    def _gradient(self, origin, number):
        key = id(origin)
        if key not in self.gradients:
            # In one go: a variable must be the very one that the loss is computed from.
            loss, *variables = self.all([origin.loss, *origin.variables])
            self.gradients[key] = T.grad(loss, variables)
        return self.gradients[key][number]

    def _run_layers_behind(self, tensor):
        """Run again the layer that gives a tensor, and before it all that it needs."""
        waiting = [tensor]
        while waiting:
            current = waiting[-1]
            layer, index, _ = current._keras_history
            node = layer.inbound_nodes[index]
            missing = [source for source in node.sources if source not in self.values]
            if current in self.values:
                waiting.pop()
            elif missing:
                waiting.extend(missing)
            elif not node.sources:
                self.values[current], self.masks[current] = current, None
            else:
                node.replay(self.values, self.masks, self.context)


def _beginning(tensor):
    """A variable for data in the place of one that is computed; others as they are."""
    if tensor.owner is None:
        return tensor
    fresh = tensor.type(tensor.name)
    if hasattr(tensor, "_keras_shape"):
        fresh._keras_shape = tensor._keras_shape
    return fresh


def _require_outside(expressions, known):
    """Refuse expressions of variables within layers, such as gradients that ``theano.grad`` took.

    They are seen by that an output of a layer is computed from them too.
    """
    sources = _sources(expressions, known)
    seen = set(_between(expressions, sources))
    made = [tensor for tensor in sources if is_keras_tensor(tensor) and tensor.owner]
    behind = [each for tensor in made for each in tensor.owner.inputs]
    within = seen.intersection(ancestors(behind))
    if any(_depends_on_data(variable) for variable in within):
        raise NodeError(
            "K.function: an output is computed from what is inside of layers, so that it cannot be "
            "had in another phase. For a gradient, use K.gradients(loss, variables)."
        )


def _depends_on_data(variable):
    return variable.owner is not None and any(
        each.owner is None and not isinstance(each, (Constant, SharedVariable))
        for each in ancestors([variable])
    )


def _between(expressions, sources):
    """The variables from some expressions back to others, without these."""
    waiting, seen = list(expressions), set(sources)
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            yield each
            if each.owner is not None:
                waiting.extend(each.owner.inputs)


def _sources(expressions, known):
    """The nearest variables behind expressions that may be others in another phase."""
    found, waiting, seen = [], list(expressions), set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        is_source = is_keras_tensor(each) or origin_of(each) is not None
        if is_source or each is PHASE or each in known:
            found.append(each)
        elif each.owner is not None:
            waiting.extend(each.owner.inputs)
    return found
