"""A step and its gradient, laid out for the kernel: buffers, loops and products in order."""

from dataclasses import dataclass
from typing import NamedTuple

from theano.graph.basic import Constant

from theanornn.recurrence.fused.adjoint import Adjoint, differentiate
from theanornn.recurrence.fused.schedule import (
    Loop,
    Term,
    choose_saved,
    computed_for,
    leveler,
    loops_of,
    terms_of,
)
from theanornn.recurrence.fused.step import Extent, Leaf


class Back(NamedTuple):
    """A transposed product of the gradient: ``delta columns · weight block'`` goes to `to`."""

    term: int
    to: Leaf
    add: bool


class Interface(NamedTuple):
    """What a kernel takes and gives.

    Parameters
    ----------
    dtype : str
    gates, n_states : int
    masked : bool
    weights, vectors, constants : dict of str to Extent
        Attributes of the cell that the step reads, by how it reads them.
    n_saved : int
        Units a row of what is kept for the gradient.
    """

    dtype: str
    gates: int
    n_states: int
    masked: bool
    weights: dict[str, Extent]
    vectors: dict[str, Extent]
    constants: dict[str, Extent]
    n_saved: int


@dataclass
class Program:
    """What the source of the kernel is written from.

    Parameters
    ----------
    interface : Interface
    terms : list of Term
        The products of the forward step, in order.
    lefts : list of int
        For each term, the slot of its left operand in the gradient's buffer "left".
    columns : list of int
        For each term, its first column in the gradient's buffer "delta".
    state_lefts : dict of int to int
        From slots of left operands that are previous states to these.
    forward, saving, gradient : list of Loop
        Element-wise loops, one for each level: of the step alone, of the step that saves for the
        gradient, of the gradient.
    backs : list of list of Back
        What precedes each loop of the gradient but the first; and at the end what goes to the
        previous states.
    sizes : dict of str to int
        Units a row has in each buffer.
    adjoint : Adjoint
        What all this is the layout of.
    """

    interface: Interface
    terms: list[Term]
    lefts: list[int]
    columns: list[int]
    state_lefts: dict[int, int]
    forward: list[Loop]
    saving: list[Loop]
    gradient: list[Loop]
    backs: list[list[Back]]
    sizes: dict[str, int]
    adjoint: Adjoint


def lay_out(step):
    """Return the `Program` of a traced step.

    Parameters
    ----------
    step : Step
    """
    adjoint = differentiate(step)
    leaves = adjoint.leaves
    terms = _forward_terms(adjoint)
    slots = {left: n for n, left in enumerate(dict.fromkeys(term.left for term in terms))}
    states = {left: leaves[left].index for left in slots if left not in adjoint.backs}
    computed = [(left, Leaf("left", "", n)) for left, n in slots.items() if left in adjoint.backs]
    saved = {v: Leaf("saved", "", n) for n, v in enumerate(choose_saved(adjoint))}

    forward, saving, stashed = _forward_loops(adjoint, terms, computed, saved)
    columns = [_column(adjoint, term) for term in terms]
    backs, n_levels, level = _backs(adjoint, terms, states)
    gradient, stashed_back = _gradient_loops(adjoint, computed, saved, level, n_levels, backs[-1])

    used = computed_for([*adjoint.new_states, *slots], {})
    names = {kind: [] for kind in ("vector", "constant")}
    for variable in used:
        at = leaves.get(variable)
        if at is not None and at.kind in names:
            names[at.kind].append(at.name)
    names["weight"] = [term.weight for term in terms]

    def extents(kind):
        return {name: extent for name, extent in step.extents.items() if name in names[kind]}

    interface = Interface(
        dtype=step.dtype,
        gates=step.gates,
        n_states=step.n_states,
        masked=step.masked,
        weights=extents("weight"),
        vectors=extents("vector"),
        constants=extents("constant"),
        n_saved=len(saved),
    )
    return Program(
        interface=interface,
        terms=terms,
        lefts=[slots[term.left] for term in terms],
        columns=columns,
        state_lefts={slots[left]: state for left, state in states.items()},
        forward=forward,
        saving=saving,
        gradient=gradient,
        backs=backs,
        sizes={
            "product": 1 + max([t.target + t.n - 1 for t in terms if t.buffer == "product"] + [-1]),
            "left": len(slots),
            "stash": max(stashed, stashed_back),
            "delta": len(adjoint.deltas),
            "back": len(adjoint.backs),
        },
        adjoint=adjoint,
    )


def _forward_terms(adjoint):
    return terms_of(adjoint.products, adjoint.leaves, _forward_level(adjoint))


def _forward_level(adjoint):
    dependencies = {}
    for product in adjoint.products:
        dependencies.setdefault(product.result, []).extend(product.left)
    return leveler(dependencies)


def _forward_loops(adjoint, terms, computed, saved):
    given = ("z", "state", "vector", "constant", "mask", "product")
    given = {v: at for v, at in adjoint.leaves.items() if at.kind in given}
    results = [(v, Leaf("next", "", n)) for n, v in enumerate(adjoint.new_states)] + computed
    level = _forward_level(adjoint)
    n_levels = 1 + max([term.level for term in terms], default=0)
    forward, stashed = loops_of(results, level, given, n_levels)
    saving, stashed_saving = loops_of([*results, *saved.items()], level, given, n_levels)
    return forward, saving, max(stashed, stashed_saving)


def _column(adjoint, term):
    """Return the first column that a term's results have among the deltas."""
    return [
        n
        for n, target in enumerate(adjoint.deltas)
        if (adjoint.leaves[target].kind, adjoint.leaves[target].index) == (term.buffer, term.target)
    ][0]


def _backs(adjoint, terms, states):
    """Return the transposed products for each level of the gradient, and the level function."""
    dependencies = {}
    for product in adjoint.products:
        for left in product.left:
            if left in adjoint.backs:
                asked = dependencies.setdefault(adjoint.backs[left], [])
                asked.append(adjoint.deltas[product.result])
    level = leveler(dependencies)
    n_levels = 1 + max([level(back) for back in dependencies], default=0)
    backs = [[] for _ in range(n_levels)]
    zero_carries = {n for n, carry in enumerate(adjoint.carries) if _is_zero(carry)}
    written = set()
    for n, term in enumerate(terms):
        if term.left in states:
            to, at_level = Leaf("new_carry", "", states[term.left]), n_levels
            add = to in written or to.index not in zero_carries
        else:
            back = adjoint.backs[term.left]
            to, at_level = adjoint.leaves[back], level(back)
            add = to in written
        written.add(to)
        backs[at_level - 1].append(Back(n, to, add))
    return backs, n_levels, level


def _gradient_loops(adjoint, computed, saved, level, n_levels, to_states):
    given = {v: at for v, at in adjoint.leaves.items() if at.kind not in ("z", "product")}
    given.update((v, Leaf("next", "", n)) for n, v in enumerate(adjoint.new_states))
    given.update(saved)
    from_products = {back.to for back in to_states}
    results = [(v, Leaf("delta", "", n)) for n, v in enumerate(adjoint.deltas.values())]
    for n, carry in enumerate(adjoint.carries):
        to = Leaf("new_carry", "", n)
        if not (_is_zero(carry) and to in from_products):
            results.append((carry, to))
    for target, gradient in adjoint.vectors.items():
        leaf = adjoint.leaves[target]
        results.append((gradient, Leaf("vector_gradient", leaf.name, leaf.index)))
    results += computed
    return loops_of(results, level, given, n_levels)


def _is_zero(variable):
    return isinstance(variable, Constant) and not variable.data.any()
