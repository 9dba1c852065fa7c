"""From a traced step to the source of its kernel, once for each step there is.

Public names: :class:`Derived`, :func:`derive`.
"""

from typing import NamedTuple

from theanornn.function_cache.description import Undescribable, describe
from theanornn.recurrence.fused.equations import (
    Equations,
    Gradient,
    equations_of,
    gradient_of,
)
from theanornn.recurrence.fused.program import Interface, lay_out
from theanornn.recurrence.fused.source import write

__all__ = ["Derived", "derive"]


class Derived(NamedTuple):
    """A kernel that is not compiled yet.

    Attributes
    ----------
    interface : Interface
    source : str
    equations : Equations
        Of the step: what all this was derived from.
    backward : Gradient
        Those of its gradient.
    """

    interface: Interface
    source: str
    equations: Equations
    backward: Gradient


#: By what the step computes; at most some hundreds, for a program has few cells.
_known = {}
_MOST = 256


def derive(step):
    """Derive the kernel of a step, forward and backward.

    Layers with the same equations have the same kernel, whatever their sizes: that of the second is
    found, not derived.

    Parameters
    ----------
    step : Step

    Returns
    -------
    Derived

    Raises
    ------
    NotFusable
        An operation of the step has no gradient, or no form in C.
    """
    key = _key(step)
    if key not in _known:
        program = lay_out(step)
        source, backward = write(program), gradient_of(step, program.adjoint)
        derived = Derived(program.interface, source, equations_of(step), backward)
        if key is None:
            return derived
        if len(_known) >= _MOST:
            _known.clear()
        _known[key] = derived
    return _known[key]


def _key(step):
    leaves = list(step.leaves)
    lefts = [each for product in step.products for each in product.left]
    results = [product.result for product in step.products]
    products = [(len(p.left), p.weight, p.row, p.column) for p in step.products]
    sizes = [(name, tuple(extent)) for name, extent in step.extents.items()]
    outputs = [*step.new_states, *lefts]
    meaning = (step.dtype, step.gates, step.masked, products, sizes)
    places = [tuple(step.leaves[leaf]) for leaf in leaves]
    try:
        graph = leaves, [*outputs, *results]
        return describe(*meaning, places, graph=graph).hexdigest()
    except Undescribable:
        return None
