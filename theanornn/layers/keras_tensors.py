"""Keras tensors: Theano variables that carry which layer they come from, and their shape.

Such a variable has ``_keras_history = (layer, node_index, tensor_index)`` and ``_keras_shape``, a
tuple with the batch axis, None for what is not known.
"""

import theano
from theano.graph.basic import Variable

__all__ = [
    "as_list",
    "is_keras_tensor",
    "keras_tensors",
    "list_of_shapes",
    "mapped",
    "mask_of",
    "masks_for",
    "note_shapes",
    "reached_beyond",
    "replaced",
    "shape_of",
    "single_or_list",
]


def as_list(thing):
    """`thing` as a list: [] of None, a list of a list or tuple, else [thing].

    Examples
    --------
    >>> as_list(None), as_list((1, 2)), as_list(1)
    ([], [1, 2], [1])
    """
    if thing is None:
        return []
    return list(thing) if isinstance(thing, (list, tuple)) else [thing]


def single_or_list(things):
    """The one thing of a list of one, else the list."""
    return things[0] if len(things) == 1 else list(things)


def is_keras_tensor(variable):
    """Whether a variable is the output of a layer, and carries so."""
    return hasattr(variable, "_keras_history")


def keras_tensors(structure):
    """All Keras tensors in lists, tuples and dicts, each once, in order.

    A variable that is not one itself stands for those that it is computed from.
    """
    found = {}
    for variable in _variables(structure):
        if is_keras_tensor(variable):
            found[variable] = None
        elif variable.owner is not None:
            found.update(dict.fromkeys(_nearest(variable)))
    return list(found)


def shape_of(tensors):
    """The shape of a Keras tensor, or the list of shapes of a list of them; None where unknown."""
    if isinstance(tensors, (list, tuple)):
        shapes = [shape_of(tensor) for tensor in tensors]
        return None if None in shapes else shapes
    return getattr(tensors, "_keras_shape", None)


def note_shapes(outputs, shapes):
    """Have variables carry their shapes, so that ``K.int_shape`` can tell them."""
    for output, shape in zip(as_list(outputs), list_of_shapes(shapes)):
        output._keras_shape = tuple(shape)


def list_of_shapes(shapes):
    """Shapes as a list of tuples: one shape, or a list of them.

    Examples
    --------
    >>> list_of_shapes((None, 3)), list_of_shapes([None, 3]), list_of_shapes([(None, 3)])
    ([(None, 3)], [(None, 3)], [(None, 3)])
    """
    several = isinstance(shapes, list) and all(isinstance(each, (tuple, list)) for each in shapes)
    return [tuple(shape) for shape in (shapes if several else [shapes])]


def masks_for(outputs, masks):
    """One mask (or None) for each of some outputs, from what `compute_mask` returned."""
    if isinstance(masks, (list, tuple)):
        return list(masks)
    return [masks] * len(outputs) if masks is None else [masks]


def mask_of(tensor):
    """The mask that a Keras tensor has, or None."""
    layer, node_index, tensor_index = tensor._keras_history
    return layer.inbound_nodes[node_index].output_masks[tensor_index]


def _variables(structure):
    if isinstance(structure, Variable):
        yield structure
    elif isinstance(structure, (list, tuple)):
        for part in structure:
            yield from _variables(part)
    elif isinstance(structure, dict):
        for part in structure.values():
            yield from _variables(part)


def _nearest(variable):
    """The Keras tensors that an expression is made from, with none behind another."""
    waiting, seen = [variable], set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if is_keras_tensor(each):
            yield each
        elif each.owner is not None:
            waiting.extend(each.owner.inputs)


def mapped(structure, function):
    """`function` of each variable in lists, tuples and dicts, the rest as it is."""
    if isinstance(structure, Variable):
        return function(structure)
    if isinstance(structure, (list, tuple)):
        return type(structure)(mapped(part, function) for part in structure)
    if isinstance(structure, dict):
        return {name: mapped(part, function) for name, part in structure.items()}
    return structure


def replaced(structure, values):
    """Lists, tuples and dicts with the variables that stand for Keras tensors."""

    def one(variable):
        if variable in values:
            return values[variable]
        others = {tensor: values[tensor] for tensor in _nearest(variable) if tensor in values}
        return theano.clone(variable, replace=others) if others else variable

    return mapped(structure, one)


def reached_beyond(outputs, values, given):
    """What a layer made, where its code used Keras tensors that were not handed to it.

    Parameters
    ----------
    outputs : list of variables
    values : dict
        From Keras tensor to the variable that stands for it.
    given : list, tuple or variable
        What the layer was handed: there is nothing to look for behind it.

    Returns
    -------
    list of variables
        With the variables that stand for those tensors in their place.
    """
    found, seen, waiting = {}, set(_variables(given)), list(outputs)
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if values.get(each, each) is not each:
            found[each] = values[each]
        elif each.owner is not None:
            waiting.extend(each.owner.inputs)
    if not found:
        return outputs
    replaced_outputs = theano.clone(list(outputs), replace=found)
    for new, old in zip(replaced_outputs, outputs):
        if hasattr(old, "_keras_shape"):
            new._keras_shape = old._keras_shape
    return replaced_outputs
