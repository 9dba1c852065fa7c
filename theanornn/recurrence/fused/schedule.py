"""In which order a step is computed, and what of it is kept for the gradient.

Element-wise mathematics and products alternate: a product of *level* n has a left operand that
needs products of level n - 1. All that is element-wise on one level becomes one loop.

The gradient needs values from inside the forward step. Each is either *saved* (one number a unit,
row and step) or computed again, from what is saved and from the states, which are kept anyway.
"""

from typing import NamedTuple

from theano.graph.basic import Constant, Variable

from theanornn.recurrence.fused.operations import is_expensive
from theanornn.recurrence.fused.step import Leaf

# Relative costs, per number: to write and later read a saved value, and to compute a
# transcendental function again.
SAVING, RECOMPUTING = 1.5, 1.0


class Term(NamedTuple):
    """``left · weight block``, which goes to n adjacent columns of a buffer.

    In the gradient it is transposed: what arrives at these columns goes back to `left`.
    """

    left: Variable
    weight: str
    row: int
    column: int
    n: int
    buffer: str
    target: int
    level: int
    add: bool


class Loop(NamedTuple):
    """One element-wise loop: where its results go, and what it can read instead of computing."""

    stores: list[tuple[Variable, Leaf]]
    reads: dict


def leveler(dependencies):
    """Return a function that gives the level of a variable.

    Parameters
    ----------
    dependencies : dict of Variable to list of Variable
        For each result of products: the element-wise values that it is computed from.
    """
    known = {}

    def level(variable):
        if variable not in known:
            if variable in dependencies:
                known[variable] = 1 + max([level(v) for v in dependencies[variable]])
            elif variable.owner is not None:
                known[variable] = max([level(v) for v in variable.owner.inputs], default=0)
            else:
                known[variable] = 0
        return known[variable]

    return level


def terms_of(products, leaves, level):
    """Return the products as a list of `Term`, in the order of computation."""
    terms, written = [], set()
    for product in products:
        at = leaves[product.result]
        for k, left in enumerate(product.left):
            add = at.kind == "z" or product.result in written
            written.add(product.result)
            place = (product.weight, product.row + k, product.column, 1, at.kind, at.index)
            terms.append(Term(left, *place, level(product.result), add))
    order = {left: n for n, left in enumerate(dict.fromkeys(term.left for term in terms))}
    terms.sort(key=lambda t: (t.level, t.add, order[t.left], t.weight, t.row, t.buffer, t.column))
    joined = []
    for term in terms:
        last = joined[-1] if joined else None
        if last and term == last._replace(
            column=last.column + last.n, target=last.target + last.n, n=1
        ):
            joined[-1] = last._replace(n=last.n + 1)
        else:
            joined.append(term)
    return joined


def computed_for(outputs, given):
    """Return, in a fixed order, the variables computed for `outputs` where `given` can be read."""
    seen, stack = {}, list(reversed(outputs))
    while stack:
        variable = stack.pop()
        if variable not in seen and variable not in given:
            seen[variable] = None
            if variable.owner is not None:
                stack.extend(reversed(variable.owner.inputs))
    return list(seen)


def choose_saved(adjoint):
    """Return the forward values to be kept for the gradient, by the cheapest of three ways.

    Keep all transcendental functions that the gradient asks for; or of these only the ones that
    have none below them; or the bare sums that they are applied to.

    Parameters
    ----------
    adjoint : Adjoint

    Returns
    -------
    list of Variable
    """
    inside = {v for v, at in adjoint.leaves.items() if at.kind in ("z", "product")}
    kept = set(adjoint.new_states)
    asked = [
        *adjoint.deltas.values(),
        *adjoint.carries,
        *adjoint.vectors.values(),
        *adjoint.backs,
    ]
    lost = {}

    def is_lost(variable):
        """Whether a value needs what the forward loop does not keep."""
        if variable not in lost:
            below = [] if variable.owner is None else variable.owner.inputs
            lost[variable] = variable not in kept and (
                variable in inside or any([is_lost(v) for v in below])
            )
        return lost[variable]

    def is_first(variable):
        below = computed_for(variable.owner.inputs, kept)
        return not any(is_expensive(v) and is_lost(v) for v in below)

    def saved_where(wanted):
        saved, seen, stack = [], set(), list(reversed(asked))
        while stack:
            variable = stack.pop()
            if variable in seen or isinstance(variable, Constant) or not is_lost(variable):
                continue
            seen.add(variable)
            if variable in inside or (is_expensive(variable) and wanted(variable)):
                saved.append(variable)
            else:
                stack.extend(reversed(variable.owner.inputs))
        return saved

    def cost(saved):
        again = computed_for(asked, kept | set(saved))
        return SAVING * len(saved) + RECOMPUTING * sum(map(is_expensive, again))

    ways = (is_first, lambda variable: True, lambda variable: False)
    return min((saved_where(way) for way in ways), key=cost)


def loops_of(outputs, level, given, n_levels):
    """Distribute outputs over the levels.

    A value that is dear and needed on two levels is stashed by the first.

    Parameters
    ----------
    outputs : list of (Variable, Leaf)
        What is computed, and where it goes.
    level : callable
    given : dict of Variable to Leaf
        What can be read on every level.
    n_levels : int

    Returns
    -------
    loops : list of Loop
    n_stashed : int
    """
    stores = [[] for _ in range(n_levels)]
    for variable, at in outputs:
        stores[level(variable)].append((variable, at))
    needed = [computed_for([v for v, _ in stored], given) for stored in stores]
    loops, before, n_stashed = [], dict(given), 0
    for n, stored in enumerate(stores):
        loops.append(Loop(stored, dict(before)))
        later = {v for variables in needed[n + 1 :] for v in variables}
        for variable in needed[n]:
            if variable in later and variable not in before and is_expensive(variable):
                places = [at for v, at in stored if v is variable and at.kind == "saved"]
                if not places:
                    places = [Leaf("stash", "", n_stashed)]
                    stored.append((variable, places[0]))
                    n_stashed += 1
                before[variable] = places[0]
    return loops, n_stashed
