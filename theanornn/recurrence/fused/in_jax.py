"""The fused recurrence in JAX: ``lax.scan`` over the step's equations, and over its gradient.

As in the kernel, the gradient is the one that was derived for it: it reads the products that the
recurrence computed, multiplies only what comes back with transposed weights, and makes the
gradients of weights of all steps in one product.

Public names: :func:`forward`, :func:`gradient`.
"""

import jax.numpy as jnp
from jax import lax
from theano.scalar import ScalarOp

from theanornn.recurrence.fused.equations import Group, Node
from theanornn.runtime.jax.scalars import scalar_function

__all__ = ["forward", "gradient"]


def forward(recipe, arrays, saving):
    """What `Fused` computes.

    Parameters
    ----------
    recipe : Recipe
    arrays : list of arrays
        By the roles of the recipe.
    saving : bool

    Returns
    -------
    list of arrays
        States, and with `saving` all products at all steps, ``(time, batch, columns)``.
    """
    run = _Recurrence(recipe, arrays)
    equations, keep = recipe.equations, saving and not recipe.checkpoint

    def step(states, at_time):
        known, made = run.known(equations, at_time, states), []
        for each in equations.order:
            if isinstance(each, Node):
                known[each.output] = _computed(each, known)
                continue
            product = run.joined(each.left, known) @ run.block(each)
            made.append(product)
            run.add(known, each.results, product)
        states = [run.column(known[place]) for place in equations.new_states]
        return states, (states, made if keep else [])

    _, (states, made) = lax.scan(step, run.initial, run.sequences(), reverse=recipe.reverse)
    if not saving:
        return list(states)
    if not made:
        return [*states, jnp.zeros((0, 0, 0), states[0].dtype)]
    return [*states, jnp.concatenate(made, -1)]


def gradient(recipe, arrays, states, saved, outer, wanted):
    """What `FusedGradient` computes.

    Parameters
    ----------
    recipe : Recipe
    arrays : list of arrays
        By the roles of the recipe.
    states : list of arrays
        At all steps.
    saved : array
        See `forward`.
    outer : list of (array or None)
        The gradient of each state at all steps.
    wanted : list of roles

    Returns
    -------
    list of arrays
    """
    run = _Recurrence(recipe, arrays)
    equations, backward = recipe.equations, recipe.backward
    used = run.used_steps(len(states[0]))
    before = [run.before(first, sequence)[used] for first, sequence in zip(run.initial, states)]
    sequences = {name: array[used] for name, array in run.sequences().items()}
    asked = {n: array[used] for n, array in enumerate(outer) if array is not None}
    given = _split_by_group(saved[used], equations, run.units) if len(saved) else None
    kept = _Kept(backward)

    def step(carry, at_time):
        carried, sums = carry
        at_time, previous, given, asked = at_time
        known, lefts = run.known(backward, at_time, previous, carried, asked), {}
        to_states = {}
        for each in backward.order:
            if isinstance(each, Node):
                known[each.output] = _computed(each, known)
            elif isinstance(each, Group):
                if given is None or each in kept.groups:
                    lefts[each] = run.joined(each.left, known)
                made = lefts[each] @ run.block(each) if given is None else given[each.number]
                run.add(known, each.results, made)
            else:
                back = run.joined(each.deltas, known) @ run.block(each.group).T
                for part, state, place in zip(run.columns(back), each.states, each.backs):
                    place, those = (state, to_states) if place is None else (place, known)
                    those[place] = those[place] + part if place in those else part
        carries = [
            run.column(known[place]) + to_states.get(n, 0)
            for n, place in enumerate(backward.carries)
        ]
        sums = [total + run.column(known[place]).sum(0) for total, place in zip(sums, kept.summed)]
        deltas = [run.joined(places, known) for places in kept.deltas]
        return (carries, sums), (deltas, [lefts[group] for group in kept.groups])

    start = [jnp.zeros_like(v) for v in run.initial]
    sums = [jnp.zeros(run.units, run.dtype) for _ in kept.summed]
    (of_initial, sums), (deltas, lefts) = lax.scan(
        step, (start, sums), (sequences, before, given, asked), reverse=not recipe.reverse
    )
    if used != slice(None):
        of_initial = [jnp.zeros_like(v) for v in of_initial]
    found = {("initial", n): v for n, v in enumerate(of_initial)}
    found.update(run.of_input(deltas[0], used))
    found.update(run.of_weights(kept, deltas, lefts, before))
    found.update(run.of_vectors(kept, deltas, sums))
    return [found[role] for role in wanted]


class _Kept:
    """What the loop of the gradient gives out: all that is summed over time is summed after it.

    Attributes
    ----------
    deltas : list of tuples of places
        First those of the projected input, then those of products that are not among them.
    groups : list of Group
        Those whose left operand is computed, and no previous state.
    summed : list of places
        Of gradients of vectors that are none of the deltas: summed within the loop.
    """

    def __init__(self, backward):
        self.backward = backward
        self.deltas = [tuple(backward.deltas[gate] for gate in sorted(backward.deltas))]
        for back in backward.backs:
            if self.place_of(back.deltas) is None:
                self.deltas.append(back.deltas)
        self.groups = [back.group for back in backward.backs if None in back.states]
        self.summed = [v for v in backward.vectors.values() if self.place_of((v,)) is None]

    def place_of(self, deltas):
        """Where some deltas are, as ``(number in `deltas`, first column)``, or None."""
        n = len(deltas)
        for number, each in enumerate(self.deltas):
            for first in range(len(each) - n + 1):
                if each[first : first + n] == deltas:
                    return number, first
        return None


class _Recurrence:
    """The arrays of one call, by what they are to the step."""

    def __init__(self, recipe, arrays):
        self.recipe = recipe
        given = dict(zip(recipe.roles, arrays))
        self.x = given["x", 0]
        self.W, self.b = given.get(("W", 0)), given.get(("b", 0))
        self.mask = given.get(("mask", 0))
        self.weights, self.vectors, self.constants = (
            {name: array for (kind, name), array in given.items() if kind == wanted}
            for wanted in ("weights", "vectors", "constants")
        )
        n_states = recipe.interface.n_states
        self.initial = [jnp.asarray(given["initial", n]) for n in range(n_states)]
        self.batch, self.units = self.initial[0].shape
        self.dtype = self.initial[0].dtype

    def sequences(self):
        """What the step reads at each time."""
        z = self.x if self.W is None else self.x @ self.W
        z = z if self.b is None else z + self.b
        return {"z": z} if self.mask is None else {"z": z, "mask": self.mask}

    def used_steps(self, n_steps):
        """The steps that get a gradient."""
        n = self.recipe.truncate_gradient
        if n <= 0 or n >= n_steps:
            return slice(None)
        return slice(0, n) if self.recipe.reverse else slice(n_steps - n, None)

    def before(self, first, sequence):
        """The state before each step."""
        if self.recipe.reverse:
            return jnp.concatenate([sequence[1:], first[None]])
        return jnp.concatenate([first[None], sequence[:-1]])

    def block(self, group):
        """The part of a weight that a group multiplies with."""
        rows, columns = self._extent(group)
        return self.weights[group.weight][rows, columns]

    def _extent(self, group):
        rows = group.row * self.units, (group.row + len(group.left)) * self.units
        columns = group.column * self.units, (group.column + len(group.results)) * self.units
        return slice(*rows), slice(*columns)

    def known(self, equations, at_time, states, carried=None, asked=None):
        """What is known before anything is computed in a step, by place."""
        H, known = self.units, dict(equations.constants)
        wholes = {"z": {"z": at_time["z"]}, "vector": self.vectors, "constant": self.constants}
        for place, (kind, name, index) in equations.leaves.items():
            if kind in wholes:
                known[place] = wholes[kind][name][..., index * H : (index + 1) * H]
            elif kind == "mask":
                known[place] = at_time["mask"][:, None]
            elif kind == "outer":
                known[place] = asked.get(index, jnp.zeros((), self.dtype))
            elif kind in ("state", "carry"):
                known[place] = (states if kind == "state" else carried)[index]
        return known

    def add(self, known, places, product):
        """Put the columns of a product to where they belong."""
        for place, column in zip(places, self.columns(product)):
            known[place] = known[place] + column if place in known else column

    def columns(self, array):
        """An array in columns of `units`."""
        return _split(array, [self.units] * (array.shape[-1] // self.units))

    def column(self, value):
        """A value as ``(batch, units)``."""
        return jnp.broadcast_to(jnp.asarray(value, self.dtype), (self.batch, self.units))

    def joined(self, places, known):
        """Columns side by side."""
        columns = [self.column(known[place]) for place in places]
        return columns[0] if len(columns) == 1 else jnp.concatenate(columns, -1)

    def of_input(self, dz, used):
        """Gradients of x, W and b."""
        x = self.x[used]
        all_dz = dz
        if used != slice(None):
            all_dz = jnp.zeros((len(self.x), *dz.shape[1:]), dz.dtype).at[used].set(dz)
        if self.W is None:
            return {("x", 0): all_dz}
        return {
            ("x", 0): all_dz @ self.W.T,
            ("W", 0): jnp.tensordot(x, dz, ((0, 1), (0, 1))),
            ("b", 0): dz.sum((0, 1)),
        }

    def of_weights(self, kept, deltas, lefts, before):
        """Gradients of the weights, each of all steps at once."""
        found = {("weights", name): jnp.zeros_like(w) for name, w in self.weights.items()}
        lefts = dict(zip(kept.groups, lefts))
        for back in kept.backward.backs:
            group, (number, first) = back.group, kept.place_of(back.deltas)
            of_products = deltas[number][..., self._span(first, len(back.deltas))]
            left = lefts.get(group)
            if left is None:
                left = jnp.concatenate([before[state] for state in back.states], -1)
            part = jnp.tensordot(left, of_products, ((0, 1), (0, 1)))
            at = ("weights", group.weight)
            whole = part.shape == found[at].shape
            found[at] = found[at] + part if whole else found[at].at[self._extent(group)].add(part)
        return found

    def of_vectors(self, kept, deltas, sums):
        """Gradients of vectors, which are the same at each step."""
        found = {("vectors", name): jnp.zeros_like(v) for name, v in self.vectors.items()}
        sums = dict(zip(kept.summed, sums))
        for leaf, place in kept.backward.vectors.items():
            if place in sums:
                total = sums[place]
            else:
                number, first = kept.place_of((place,))
                total = deltas[number][..., self._span(first, 1)].sum((0, 1))
            at = ("vectors", leaf.name)
            found[at] = found[at].at[self._span(leaf.index, 1)].set(total)
        return found

    def _span(self, first, n):
        return slice(first * self.units, (first + n) * self.units)


def _computed(node, known):
    values = [known[place] for place in node.inputs]
    if not isinstance(node.op, ScalarOp):
        return values[0]
    result = scalar_function(node.op)([node.dtype], *values)
    return result if result.dtype == node.dtype else result.astype(node.dtype)


def _split(array, widths):
    ends = [sum(widths[: n + 1]) for n in range(len(widths))]
    return [array[..., end - width : end] for end, width in zip(ends, widths)]


def _split_by_group(saved, equations, units):
    """What `forward` saved, by the numbers of groups."""
    groups = [each for each in equations.order if isinstance(each, Group)]
    parts = _split(saved, [len(group.results) * units for group in groups])
    return {group.number: part for group, part in zip(groups, parts)}
