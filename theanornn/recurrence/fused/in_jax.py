"""The fused recurrence in JAX: ``lax.scan`` over the step's equations, and over its gradient.

As in the kernel, the gradient reads the products that the recurrence computed, multiplies only what
comes back with transposed weights, and makes the gradients of weights of all steps in one product.

Public names: :func:`forward`, :func:`gradient`.
"""

import jax
import jax.numpy as jnp
from jax import lax

from theanornn.recurrence.fused.equations import Node
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
    keep = saving and not recipe.checkpoint

    def step(states, at_time):
        def product(n, group, left):
            made[n] = left @ run.block(group)
            return _columns(made[n], len(group.results))

        made = [None] * len(run.equations.groups)
        states = run.step(states, run.leaves(at_time), product)
        return states, (states, made if keep else [])

    _, (states, products) = lax.scan(step, run.initial, run.sequences(), reverse=recipe.reverse)
    if not saving:
        return list(states)
    if not products:
        return [*states, jnp.zeros((0, 0, 0), states[0].dtype)]
    return [*states, jnp.concatenate(products, -1)]


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
    equations, n_steps = run.equations, len(states[0])
    before = [run.before(first, sequence) for first, sequence in zip(run.initial, states)]
    outer = [jnp.zeros_like(s) if g is None else g for g, s in zip(outer, states)]
    known = None
    if len(saved):
        widths = [len(group.results) * run.units for group in equations.groups]
        known = _split(saved, widths)

    def step(carry, at_time):
        carried, vector_sums = carry
        at_time, previous, given, asked = at_time

        def run_once(at_time, previous, vectors, probes):
            lefts = [None] * len(equations.groups)

            def product(n, group, left):
                lefts[n] = left
                value = left @ run.block(group) if given is None else given[n]
                return _product(left, run.block(group), value, probes[n], len(group.results))

            leaves = run.leaves(at_time, vectors)
            new = run.step(previous, leaves, product)
            return new, lefts

        probes = [
            jnp.zeros((run.batch, len(group.results) * run.units), run.dtype)
            for group in equations.groups
        ]
        _, back, lefts = jax.vjp(run_once, at_time, previous, run.vectors, probes, has_aux=True)
        new = [c + a for c, a in zip(carried, asked)]
        of_time, of_states, of_vectors, deltas = back(new)
        sums = {name: vector_sums[name] + of_vectors[name] for name in vector_sums}
        return (of_states, sums), (of_time["z"], deltas, lefts)

    used = run.used_steps(n_steps)

    def some(tree):
        return jax.tree_util.tree_map(lambda a: a[used], tree)

    start = [jnp.zeros_like(v) for v in run.initial]
    sums = {name: jnp.zeros_like(v) for name, v in run.vectors.items()}
    (of_initial, of_vectors), (dz, deltas, lefts) = lax.scan(
        step,
        (start, sums),
        some((run.sequences(), before, known, outer)),
        reverse=not recipe.reverse,
    )
    if used != slice(None):
        of_initial = [jnp.zeros_like(v) for v in of_initial]
    found = {("initial", n): v for n, v in enumerate(of_initial)}
    found.update((("vectors", name), v) for name, v in of_vectors.items())
    found.update(run.of_input(dz, used))
    found.update(run.of_weights(deltas, lefts))
    return [found[role] for role in wanted]


class _Recurrence:
    """The arrays of one call, by what they are to the step."""

    def __init__(self, recipe, arrays):
        self.recipe, self.equations = recipe, recipe.equations
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
        H = self.units
        rows = slice(group.row * H, (group.row + len(group.left)) * H)
        columns = slice(group.column * H, (group.column + len(group.results)) * H)
        return self.weights[group.weight][rows, columns]

    def leaves(self, at_time, vectors=None):
        """A function from leaves of the step, but states and products, to their values."""
        columns = {("z", ""): _split_evenly(at_time["z"], self.units)}
        vectors = self.vectors if vectors is None else vectors
        for kind, arrays in (("vector", vectors), ("constant", self.constants)):
            for name, array in arrays.items():
                columns[kind, name] = _split_evenly(array, self.units)

        def value(leaf):
            if leaf.kind == "mask":
                return at_time["mask"][:, None]
            return columns[leaf.kind, "" if leaf.kind == "z" else leaf.name][leaf.index]

        return value

    def step(self, states, value_of, product):
        """New states; products are made by `product`, when their left operands are known."""
        known = dict(self.equations.constants)
        for place, leaf in self.equations.leaves.items():
            if leaf.kind == "state":
                known[place] = states[leaf.index]
            elif leaf.kind != "product":
                known[place] = value_of(leaf)
        groups = iter(range(len(self.equations.groups)))
        for each in self.equations.order:
            if isinstance(each, Node):
                known[each.output] = _computed(each, [known[p] for p in each.inputs])
                continue
            left = [known[place] for place in each.left]
            left = left[0] if len(left) == 1 else jnp.concatenate(left, -1)
            for place, column in zip(each.results, product(next(groups), each, left)):
                known[place] = known[place] + column if place in known else column
        shape = (self.batch, self.units)
        return [jnp.broadcast_to(known[p], shape) for p in self.equations.new_states]

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

    def of_weights(self, deltas, lefts):
        """Gradients of the weights, each of all steps at once."""
        found = {("weights", name): jnp.zeros_like(w) for name, w in self.weights.items()}
        for group, delta, left in zip(self.equations.groups, deltas, lefts):
            part = jnp.tensordot(left, delta, ((0, 1), (0, 1)))
            at = ("weights", group.weight)
            if part.shape == found[at].shape:
                found[at] = found[at] + part
                continue
            row, column = group.row * self.units, group.column * self.units
            place = slice(row, row + part.shape[0]), slice(column, column + part.shape[1])
            found[at] = found[at].at[place].add(part)
        return found


def _computed(node, values):
    # Columns are arrays here: what is element-wise has a scalar operation, views have none.
    operation = getattr(node.op, "scalar_op", None)
    if operation is None:
        return values[0]
    result = scalar_function(operation)([node.dtype], *values)
    return result if result.dtype == node.dtype else result.astype(node.dtype)


def _split(array, widths):
    ends = [sum(widths[: n + 1]) for n in range(len(widths))]
    return [array[..., end - width : end] for end, width in zip(ends, widths)]


@jax.custom_vjp
def _in_columns(array, like):
    return tuple(_split(array, [like.shape[-1]] * (array.shape[-1] // like.shape[-1])))


_in_columns.defvjp(
    lambda array, like: (_in_columns(array, like), like),
    lambda like, columns: (jnp.concatenate(columns, -1), jnp.zeros_like(like)),
)


def _split_evenly(array, width):
    """Columns; their gradients are put side by side, not added up."""
    return _in_columns(array, jnp.zeros(width, array.dtype))


def _columns(array, n):
    width = array.shape[-1] // n
    return _split(array, [width] * n)


def _product(left, block, value, probe, n):
    """A product whose value is known: only its gradient is computed, for `left` and for `probe`."""

    @jax.custom_vjp
    def known(left, probe, value):
        return tuple(_columns(value, n))

    def back(value, columns):
        delta = jnp.concatenate(columns, -1)
        return delta @ block.T, delta, jnp.zeros_like(value)

    known.defvjp(lambda left, probe, value: (known(left, probe, value), value), back)
    return known(left, probe, lax.stop_gradient(value))
