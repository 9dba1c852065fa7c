"""How many columns there are of everything in a step, as far as that is decided before data arrive.

What is known of a variable is noted on it (``_keras_shape``).
"""

from theano.graph.basic import io_toposort
from theano.tensor.basic import Dot
from theano.tensor.elemwise import Elemwise
from theano.tensor.subtensor import Subtensor

from theanornn.recurrence.fused import NotFusable
from theanornn.scanning.graphs import integer_bounds
from theanornn.shape_inference import inferred_shape

__all__ = ["note_widths", "units_of"]


def units_of(core, initials):
    """Return the size of the states, the same for all, and note it on the placeholders.

    Parameters
    ----------
    core : Core
    initials : list of Variable
        Of the states.

    Raises
    ------
    NotFusable
        It is not known, or they have different ones.
    """
    if initials[0].ndim == 0:
        return 1
    for source, placeholder in core.sources.items():
        placeholder._keras_shape = inferred_shape(source)
    for placeholder, initial in zip(core.states, initials):
        placeholder._keras_shape = inferred_shape(initial)
    sizes = [
        placeholder._keras_shape[-1]
        or _width_by_use(placeholder, core.outputs)
        or inferred_shape(output)[-1]
        for placeholder, output in zip(core.states, core.outputs)
    ]
    known = sorted({size for size in sizes if size is not None})
    if not known:
        raise NotFusable(
            "the size of its states is not known when the graph is built (it is where an initial "
            "value or a weight has a value: theano.shared)"
        )
    if len(known) > 1:
        raise NotFusable(f"its states have different sizes, {known}")
    for placeholder in core.states:
        placeholder._keras_shape = (*(None,) * (placeholder.ndim - 1), known[0])
    return known[0]


def note_widths(core):
    """Note on placeholders how many columns they have, also where only their use tells."""
    for variable, placeholder in [*core.of_time.items(), *core.sources.items()]:
        placeholder._keras_shape = inferred_shape(variable)
    for placeholder in core.of_time.values():
        if placeholder.ndim and placeholder._keras_shape[-1] is None:
            width = _width_by_use(placeholder, core.outputs)
            placeholder._keras_shape = (*placeholder._keras_shape[:-1], width)


def _width_by_use(placeholder, outputs):
    """The number of columns that what is done with a variable asks for, or None."""
    stops = []
    for node in io_toposort([], outputs):
        if placeholder not in node.inputs:
            continue
        width = None
        if isinstance(node.op, Dot) and node.inputs[0] is placeholder:
            width = inferred_shape(node.inputs[1])[0]
        elif isinstance(node.op, Elemwise):
            others = [v for v in [*node.inputs, *node.outputs] if v is not placeholder]
            widths = [inferred_shape(v)[-1] for v in others if not v.broadcastable[-1]]
            width = next((each for each in widths if each is not None), None)
        elif isinstance(node.op, Subtensor) and integer_bounds(node) is not None:
            stop = integer_bounds(node)[-1].stop
            stops.append(0 if stop is None else int(stop.data))
        if width is not None:
            return width
    return max(stops) if stops and min(stops) > 0 else None
