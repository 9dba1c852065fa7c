"""The state of an optimizer as Keras writes it: which arrays, and in which order.

Keras 1 goes through the trainable arrays in the order of their names, Keras 2 in that of the
layers. Both write all arrays of one kind, then all of the next. Public names: :func:`arrays_of`,
:func:`restore`.
"""

from typing import NamedTuple

import numpy as np
import theano

from theanornn import callers
from theanornn.errors import ShapeError
from theanornn.layers.layouts import assignments, values
from theanornn.optimizers import Nadam


class _Rule(NamedTuple):
    """What Keras keeps for one kind of optimizer.

    `slots` has a name for each kind of arrays; `iterations` says in which generations the number of
    updates stands before them.
    """

    slots: tuple
    iterations: tuple = (1, 2)


_RULES = {
    "SGD": _Rule(("velocity",)),
    "RMSprop": _Rule(("average",), iterations=(2,)),
    "Adagrad": _Rule(("accumulated",), iterations=(2,)),
    "Adadelta": _Rule(("average", "average_step"), iterations=(2,)),
    "Adam": _Rule(("m", "v")),
    "Adamax": _Rule(("m", "u")),
    "Nadam": _Rule(("m", "v")),
}


def _rule_of(optimizer):
    for kind in type(optimizer).__mro__:
        if kind.__name__ in _RULES:
            return _RULES[kind.__name__]
    return _Rule(tuple(optimizer.slots))


def _trained(layers, trainable, layout):
    """The arrays that are trained, each once, in the order in which Keras goes through them."""
    wanted, found = set(trainable), {}
    for layer in layers:
        for array in layer.stored_weights(layout):
            if array.pieces[0].variable in wanted:
                found.setdefault((array.pieces[0].variable, array.name), array)
    arrays = list(found.values())
    return sorted(arrays, key=lambda array: array.name) if layout.generation == 1 else arrays


def arrays_of(optimizer, layers, trainable, layout):
    """The state as Keras of a generation writes it.

    Parameters
    ----------
    optimizer : Optimizer
        With its state made (`build`).
    layers : list of Layer
        Of the model, in Keras' order.
    trainable : list of shared variables
        What the optimizer trains.
    layout : Layout

    Returns
    -------
    dict of str to ndarray
    """
    generation, floatx = layout.generation, theano.config.floatX
    stored = _trained(layers, trainable, layout)
    rule = _rule_of(optimizer)
    result = []
    if generation in rule.iterations:
        done = optimizer.iterations.get_value()
        result.append(("iterations", np.asarray(done, floatx if generation == 1 else "int64")))
    if generation == 2:
        result += [(shared.name, shared.get_value()) for shared in optimizer.schedule]
    slots = list(rule.slots)
    if "v_largest" in optimizer.slots:
        slots.append("v_largest")
    for slot in slots:
        kept = optimizer.slot(slot) if slot in optimizer.slots else None
        arrays = values(stored, kept and (lambda p, kept=kept: kept[p].get_value(borrow=True)))
        for number, array in enumerate(arrays):
            result.append((f"{slot}_{number}", array if kept else np.zeros_like(array)))
    if generation == 2 and slots == ["m", "v"] and rule is _RULES["Adam"]:
        # Keras 2's Adam has a third array for each parameter, of one zero without amsgrad.
        result += [(f"v_largest_{number}", np.zeros(1, floatx)) for number in range(len(stored))]
    return dict(result)


def restore(optimizer, arrays, layers, trainable, layout, path):
    """What each variable of an optimizer's state becomes; nothing is set.

    Parameters
    ----------
    optimizer, layers, trainable, layout
        As in `arrays_of`; the layout is the file's.
    arrays : list of ndarray
    path : str
        For messages.

    Returns
    -------
    dict, shared variable to value
        Nothing, with a warning, where Keras 2 wrote the state of other parameters: its files do not
        tell which models within a model are not trainable.

    Raises
    ------
    ShapeError
        They are not of this optimizer, or not for these parameters.
    """
    stored = _trained(layers, trainable, layout)
    scalars, rest = [], list(arrays)
    while rest and rest[0].shape == ():
        scalars.append(rest.pop(0))
    done = int(scalars[0]) if scalars else 0
    result = {optimizer.iterations: np.int64(done)}
    if isinstance(optimizer, Nadam):
        product = scalars[1] if len(scalars) > 1 else optimizer.product_after(done)
        result[optimizer.momentum_product] = np.asarray(product, theano.config.floatX)
    rule, n = _rule_of(optimizer), len(stored)
    slots = [*rule.slots, "v_largest"] if rule is _RULES["Adam"] else list(rule.slots)
    if len(rest) not in (len(rule.slots) * n, len(slots) * n):
        message = (
            f"{path}: the optimizer's state has {len(rest)} arrays, but {type(optimizer).__name__} "
            f"keeps {len(rule.slots)} for each of the {n} trained arrays"
        )
        if layout.generation == 1:
            raise ShapeError(f"{message}. Load with compile=False to leave it.")
        callers.warn(f"{message}; it starts anew")
        return {}
    for number, slot in enumerate(slots):
        part = rest[number * n : (number + 1) * n]
        if part and slot in optimizer.slots:
            kept = optimizer.slot(slot)
            owner = f"{path}: {slot} of {type(optimizer).__name__}"
            for parameter, value in assignments(stored, part, owner).items():
                result[kept[parameter]] = value
    return result
