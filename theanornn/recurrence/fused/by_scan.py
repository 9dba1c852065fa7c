"""The fused recurrence as a loop of ``theano.scan``: what the build ``cpu-scan`` runs in its place.

Public names: :data:`BY_SCAN`, :func:`states_by_scan`.
"""

from collections import OrderedDict

import theano.tensor as T
from theano.compile.mode import optdb
from theano.graph.basic import clone_get_equiv
from theano.graph.fg import FunctionGraph
from theano.graph.opt import GlobalOptimizer
from theano.scalar import ScalarOp
from theano.scan.op import Scan
from theano.tensor.elemwise import Elemwise

from theanornn.failures import layer_of, mark
from theanornn.recurrence.fused.equations import Node
from theanornn.recurrence.fused.ops import Fused, FusedGradient
from theanornn.recurrence.original import theano_scan
from theanornn.runtime.builds import BY_SCAN

__all__ = ["BY_SCAN", "states_by_scan"]


def states_by_scan(recipe, inputs):
    """What `Fused` computes, but what it saves.

    What does not change from step to step is computed before the loop, as the scan driver does.

    Parameters
    ----------
    recipe : Recipe
    inputs : list of variables
        By the roles of the recipe.

    Returns
    -------
    list of (time, batch, units)
    """
    given = dict(zip(recipe.roles, inputs))
    z = given["x", 0]
    if recipe.projected:
        z = T.dot(z, given["W", 0])
    if recipe.biased:
        z = z + given["b", 0]
    sequences = [z] + [given[role] for role in recipe.roles if role[0] == "mask"]
    n_states = recipe.interface.n_states
    initial = [given["initial", n] for n in range(n_states)]
    loop = _Loop(recipe, given, initial[0].shape[1])
    found, _ = theano_scan(
        lambda *variables: loop.step(variables, len(sequences), n_states),
        sequences=[T.unbroadcast(each, *range(each.ndim)) for each in sequences],
        outputs_info=initial,
        non_sequences=loop.outside,
        truncate_gradient=recipe.truncate_gradient,
        go_backwards=recipe.reverse,
        name=f"{recipe.name} by scan",
        strict=True,
        return_list=True,
    )
    found = [states[::-1] if recipe.reverse else states for states in found]
    return [T.unbroadcast(states, 0, 1, 2) for states in found]


class _Loop:
    """The step of a recipe, and what it is handed from outside of the loop."""

    def __init__(self, recipe, given, units):
        self.equations, interface = recipe.equations, recipe.interface
        self.gates = interface.gates
        widths = [len(group.results) for group in self.equations.groups]
        # Computed once, not at each step.
        self.bounds = [units * k for k in range(max([self.gates, *widths]) + 1)]
        self.blocks = []
        for group in self.equations.groups:
            extent, weight = interface.weights[group.weight], given["weights", group.weight]
            if (len(group.left), len(group.results)) != (extent.rows, extent.columns):
                rows = group.row * units, (group.row + len(group.left)) * units
                columns = group.column * units, (group.column + len(group.results)) * units
                weight = weight[slice(*rows), slice(*columns)]
            self.blocks.append(weight)
        kinds = {"vector": "vectors", "constant": "constants"}
        self.columns = {}
        for place, leaf in self.equations.leaves.items():
            if leaf.kind in kinds:
                whole = given[kinds[leaf.kind], leaf.name]
                self.columns[place] = whole[..., units * leaf.index : units * (leaf.index + 1)]

    @property
    def outside(self):
        """The variables that are the same at each step."""
        return [*self.bounds, *self.blocks, *self.columns.values()]

    def step(self, variables, n_sequences, n_states):
        """New states, of what ``theano.scan`` hands to a step."""
        (z, *masks), rest = variables[:n_sequences], variables[n_sequences:]
        states = rest[:n_states]  # the rest comes as it is
        known = {place: T.constant(data) for place, data in self.equations.constants.items()}
        known.update(self.columns)
        z_index = {}
        for place, leaf in self.equations.leaves.items():
            if leaf.kind == "z":
                known[place], z_index[place] = self._block(z, leaf.index, 1), leaf.index
            elif leaf.kind == "state":
                known[place] = states[leaf.index]
            elif leaf.kind == "mask":
                known[place] = masks[0].dimshuffle(0, "x")
        for each in self.equations.order:
            if isinstance(each, Node):
                op = Elemwise(each.op) if isinstance(each.op, ScalarOp) else each.op
                known[each.output] = op(*(known[place] for place in each.inputs))
                continue
            left = [known[place] for place in each.left]
            left = left[0] if len(left) == 1 else T.concatenate(left, axis=1)
            product, n = T.dot(left, self.blocks[each.number]), len(each.results)
            indices = [z_index.pop(place, None) for place in each.results]
            if None not in indices and indices == [*range(indices[0], indices[0] + n)]:
                # Whole gates at once: one addition, and their parts are taken from its result.
                product = self._block(z, indices[0], n) + product
                known.update((place, None) for place in each.results)
            for k, place in enumerate(each.results):
                column = self._block(product, k, 1, n)
                before = known.get(place)
                known[place] = column if before is None else before + column
        return [_as(known[place], states[0]) for place in self.equations.new_states]

    def _block(self, matrix, first, n, of=None):
        """Some of the columns of a matrix; the matrix where it is all of them."""
        if n == (of or self.gates):
            return matrix
        return matrix[:, self.bounds[first] : self.bounds[first + n]]


def _as(value, state):
    """A new state with the axes of a state."""
    if value.ndim == 2 and not any(value.broadcastable):
        return value
    return T.alloc(value, *state.shape)


class _ByScan(GlobalOptimizer):
    """Puts `states_by_scan` and its gradient into the place of fused recurrences."""

    def apply(self, fgraph):
        recurrences = OrderedDict()
        for node in fgraph.toposort():
            if isinstance(node.op, (Fused, FusedGradient)):
                recipe = node.op.recipe
                key = recipe, tuple(node.inputs[: len(recipe.roles)])
                recurrences.setdefault(key, []).append(node)
            elif isinstance(node.op, Scan):
                self._within(fgraph, node)
        for (recipe, _), nodes in recurrences.items():
            _replace(fgraph, recipe, nodes)

    def _within(self, fgraph, node):
        inner = FunctionGraph(node.op.inputs, node.op.outputs, clone=True)
        if any(isinstance(each.op, (Fused, FusedGradient)) for each in inner.apply_nodes):
            self.apply(inner)
            again = Scan(inner.inputs, inner.outputs, node.op.info)
            fgraph.replace_all(zip(node.outputs, again(*node.inputs, return_list=True)))


def _replace(fgraph, recipe, nodes):
    """Replace a recurrence and its gradients, which then share what both compute."""
    n, n_states = len(recipe.roles), recipe.interface.n_states
    inputs = [variable.type() for variable in nodes[0].inputs[:n]]
    states = states_by_scan(recipe, inputs)
    given = dict(zip(inputs, nodes[0].inputs[:n]))
    pairs = []  # gradients before what they read
    for node in nodes:
        if isinstance(node.op, Fused):
            pairs += zip(node.outputs, states)
            continue
        arriving = node.inputs[n + n_states + 1 :]
        asked = [variable.type() for variable in arriving]
        given.update(zip(asked, arriving))
        connected = [state for state, there in zip(states, node.op.connected) if there]
        wrt = [inputs[recipe.roles.index(role)] for role in node.op.wanted]
        gradients = T.grad(
            None, wrt, known_grads=OrderedDict(zip(connected, asked)), disconnected_inputs="ignore"
        )
        pairs = [*zip(node.outputs, gradients), *pairs]
    pairs = [(old, new) for old, new in pairs if fgraph.clients[old]]
    copies = clone_get_equiv([], [new for _, new in pairs], copy_orphans=False, memo=given)
    pairs = [(old, T.patternbroadcast(copies[new], old.broadcastable)) for old, new in pairs]
    layer = layer_of(nodes[0])
    if layer:
        mark([new for _, new in pairs], list(given.values()), layer)
    fgraph.replace_all(pairs, reason=BY_SCAN)


def register():
    """Have the optimisers of those functions do this that ask for it; before all rewrites."""
    if BY_SCAN not in optdb:
        optdb.register(BY_SCAN, _ByScan(), 0.01)


register()
