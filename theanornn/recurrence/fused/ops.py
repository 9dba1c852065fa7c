"""Theano operations around a kernel: a recurrence over a whole sequence, and its gradient."""

import numpy as np
import theano.tensor as T
from theano.gradient import DisconnectedType, grad_not_implemented
from theano.graph.basic import Apply
from theano.graph.op import Op

from theanornn.recurrence.fused.library import load
from theanornn.recurrence.fused.sizes import check
from theanornn.recurrence.fused.step import NotFusable
from theanornn.runtime import shared_library

# Bytes of saved values beyond which the gradient computes them again instead.
MOST_SAVED = 1 << 30


class Recipe:
    """A recurrence without its data. Two are equal if one kernel serves both in the same way.

    Parameters
    ----------
    derived : Derived
        The kernel, and what it computes.
    projected : bool
        Whether the operation multiplies its input with ``W`` itself.
    biased : bool
        Whether it adds ``b`` as well.
    reverse : bool
        From the last step to the first.
    truncate_gradient : int
        Steps that get a gradient, from the last computed; -1 for all.
    checkpoint : bool or int
        Compute in the gradient, chunk by chunk, what the step would have saved: True, or the number
        of steps of a chunk. False: only where it would be more than `MOST_SAVED`.
    name : str
        For people.
    states : tuple of str
        Names of the states, for people, too.

    Attributes
    ----------
    roles : list of (kind, name or number)
        What the inputs of `Fused` are, in order.
    """

    def __init__(
        self,
        derived,
        *,
        projected,
        biased,
        reverse,
        truncate_gradient,
        checkpoint,
        name,
        states=(),
    ):
        self.interface, self.source, self.equations, self.backward = derived
        self.name, self.states = name, states
        self.projected, self.biased, self.reverse = projected, biased, reverse
        self.truncate_gradient, self.checkpoint = truncate_gradient, checkpoint
        self._key = (self.source, projected, biased, reverse, truncate_gradient, checkpoint)
        self.roles = self._roles()
        self._fields = self._fields_of_call()
        self._shapes = None  # that were found right in the last call: most have the same

    def __eq__(self, other):
        return type(self) is type(other) and self._key == other._key

    def __hash__(self):
        return hash(self._key)

    def __repr__(self):
        return self.name

    @property
    def meaning(self):
        """What tells two recipes apart, for the cache of optimised graphs."""
        return self._key

    def _roles(self):
        interface, roles = self.interface, [("x", 0)]
        if self.projected:
            roles += [("W", 0)] + [("b", 0)] * self.biased
        roles += [("mask", 0)] * interface.masked
        for kind in ("weights", "vectors", "constants"):
            roles += [(kind, name) for name in getattr(interface, kind)]
        return roles + [("initial", n) for n in range(interface.n_states)]

    def _fields_of_call(self):
        """What the arrays in ``Call`` are, (kind, name) each, or None for a place unused."""
        interface, states = self.interface, range(self.interface.n_states)

        def of(kind, names):
            # C++ has no arrays of nothing: they have one element.
            return [(kind, name) for name in names] or [None]

        return [
            *((kind, 0) for kind in ("x", "W", "b", "mask")),
            *of("weights", interface.weights),
            *of("vectors", interface.vectors),
            *of("constants", interface.constants),
            *of("initial", states),
            *of("sequence", states),
            ("saved", 0),
            *of("outer", states),
            *(("gradient", (kind, 0)) for kind in ("x", "W", "b")),
            *of("gradient", [("weights", name) for name in interface.weights]),
            *of("gradient", [("vectors", name) for name in interface.vectors]),
            *of("gradient", [("initial", n) for n in states]),
        ]

    def by_role(self, inputs):
        """Return arrays by role, contiguous, after a look at their sizes.

        Raises
        ------
        ShapeError
        """
        arrays = {role: np.ascontiguousarray(v) for role, v in zip(self.roles, inputs)}
        shapes = [array.shape for array in arrays.values()]
        if shapes != self._shapes:
            check(self, arrays)
            self._shapes = shapes
        return arrays

    def arguments(self, arrays):
        """Return what the kernel takes: the fields of ``Call`` in ``call.h``, in their order.

        Parameters
        ----------
        arrays : dict
            Those by role, and the further ones by what `_fields_of_call` names.
        """
        steps, batch, inputs = arrays["x", 0].shape
        truncated = self.truncate_gradient if self.truncate_gradient > 0 else steps
        chunk = 0 if self.checkpoint is True else int(self.checkpoint)
        sizes = [steps, batch, inputs, arrays["initial", 0].shape[1], self.reverse]
        sizes += [shared_library.threads(), min(steps, truncated), chunk]
        given = [arrays.get(field) for field in self._fields]
        return np.array(sizes + [0 if a is None else a.ctypes.data for a in given], np.int64)


class _KernelOp(Op):
    @property
    def kernel(self):
        """The source of what the operation calls."""
        return self.recipe.source

    def compile_kernel(self):
        """Compile it, unless that was done before."""
        load(self.kernel)

    def prepare_node(self, node, storage_map, compute_map, impl):
        # Now, not in the first call: compiling is part of making a function.
        self.compile_kernel()


class Fused(_KernelOp):
    """A recurrence over a whole sequence.

    Inputs: see `Recipe.roles`; x is ``(time, batch, n_in)``, or with ``projected=False`` already
    ``(time, batch, gates*units)``. Outputs: each state as ``(time, batch, units)``; with `saving`
    also what the gradient needs.
    """

    __props__ = ("recipe", "saving")

    def __init__(self, recipe, saving=True):
        self.recipe, self.saving = recipe, saving

    def make_node(self, *inputs):
        inputs = [T.as_tensor_variable(v) for v in inputs]
        sequence = T.TensorType(self.recipe.interface.dtype, (False,) * 3)
        n = self.recipe.interface.n_states + self.saving
        return Apply(self, inputs, [sequence() for _ in range(n)])

    def perform(self, node, inputs, storage):
        recipe, interface = self.recipe, self.recipe.interface
        given = recipe.by_role(inputs)
        steps, batch, _ = given["x", 0].shape
        units = given["initial", 0].shape[1]
        sequences = [np.empty((steps, batch, units), interface.dtype) for _ in storage]
        if self.saving:
            saved = (steps, batch, interface.n_saved * units)
            size = int(np.prod(saved)) * np.dtype(interface.dtype).itemsize
            if recipe.checkpoint or size > MOST_SAVED:
                saved = (0, 0, 0)
            sequences[-1] = np.empty(saved, interface.dtype)
            if len(sequences[-1]):
                given["saved", 0] = sequences[-1]
        given.update((("sequence", n), sequences[n]) for n in range(interface.n_states))
        call = recipe.arguments(given)
        load(recipe.source).forward(call.ctypes.data)
        for cell, sequence in zip(storage, sequences):
            cell[0] = sequence

    def in_jax(self, node, *arrays):
        """The JAX form."""
        from theanornn.recurrence.fused.in_jax import forward

        return forward(self.recipe, arrays, self.saving)

    def infer_shape(self, fgraph, node, shapes):
        (time, batch), units = shapes[0][:2], shapes[-1][1]
        interface = self.recipe.interface
        # Nothing but the gradient reads what is saved, and it looks at the array itself.
        saved = (time, batch, units * interface.n_saved)
        return [(time, batch, units)] * interface.n_states + [saved] * self.saving

    def connection_pattern(self, node):
        outputs = [True] * self.recipe.interface.n_states + [False] * self.saving
        return [outputs] * len(self.recipe.roles)

    def L_op(self, inputs, outputs, output_gradients):
        gradients = output_gradients[: self.recipe.interface.n_states]
        connected = tuple(not isinstance(g.type, DisconnectedType) for g in gradients)
        outer = [gradient for gradient, there in zip(gradients, connected) if there]
        if not self.saving:
            outputs = Fused(self.recipe)(*inputs, return_list=True)
        found = iter(
            FusedGradient(self.recipe, connected).make_node(*inputs, *outputs, *outer).outputs
        )
        return [
            next(found) if _differentiable(role) else self._no_gradient(k, inputs[k])
            for k, role in enumerate(self.recipe.roles)
        ]

    def _no_gradient(self, index, variable):
        kind, name = self.recipe.roles[index]
        if kind == "mask":
            return variable.zeros_like()
        # An error where somebody asks for it, and only there: dropout masks are learned by nobody.
        return grad_not_implemented(
            self, index, variable, f"{name} is (batch, units): use how='scan', or make it a weight"
        )

    def R_op(self, inputs, eval_points):
        raise NotFusable(f"{self.recipe} has no R_op (forward derivative): use how='scan'")


class FusedGradient(_KernelOp):
    """The gradient of `Fused` with respect to its inputs, but masks and constants.

    Inputs: those of `Fused`, its outputs, and the gradients of those state sequences that the cost
    depends on (`connected`). Without `x_wanted` the first output is left out. `wanted` are the
    roles of the inputs whose gradients are the outputs.
    """

    __props__ = ("recipe", "connected", "x_wanted")

    def __init__(self, recipe, connected, x_wanted=True):
        self.recipe, self.connected, self.x_wanted = recipe, connected, x_wanted
        roles = filter(_differentiable, recipe.roles)
        self.wanted = [role for role in roles if x_wanted or role[0] != "x"]

    def make_node(self, *inputs):
        inputs = [T.as_tensor_variable(v) for v in inputs]
        by_role = dict(zip(self.recipe.roles, inputs))
        types = [T.TensorType(by_role[r].dtype, (False,) * by_role[r].ndim) for r in self.wanted]
        return Apply(self, inputs, [type() for type in types])

    def perform(self, node, inputs, storage):
        recipe, n_states = self.recipe, self.recipe.interface.n_states
        n = len(recipe.roles)
        given = recipe.by_role(inputs[:n])
        rest = [np.ascontiguousarray(v) for v in inputs[n:]]
        states = [k for k, connected in enumerate(self.connected) if connected]
        gradients = [np.empty_like(given[role]) for role in self.wanted]
        given.update((("sequence", k), rest[k]) for k in range(n_states))
        if len(rest[n_states]):
            given["saved", 0] = rest[n_states]
        given.update((("outer", k), v) for k, v in zip(states, rest[n_states + 1 :]))
        given.update((("gradient", role), v) for role, v in zip(self.wanted, gradients))
        call = recipe.arguments(given)
        load(recipe.source).gradient(call.ctypes.data)
        for cell, gradient in zip(storage, gradients):
            cell[0] = gradient

    def in_jax(self, node, *arrays):
        """The JAX form."""
        from theanornn.recurrence.fused.in_jax import gradient

        n, n_states = len(self.recipe.roles), self.recipe.interface.n_states
        states, (saved, *rest) = arrays[n : n + n_states], arrays[n + n_states :]
        rest = iter(rest)
        outer = [next(rest) if connected else None for connected in self.connected]
        return gradient(self.recipe, arrays[:n], states, saved, outer, self.wanted)

    def infer_shape(self, fgraph, node, shapes):
        by_role = dict(zip(self.recipe.roles, shapes))
        return [by_role[role] for role in self.wanted]

    def L_op(self, inputs, outputs, output_gradients):
        raise NotFusable(f"{self.recipe} has no second derivative: use how='scan'")


def _differentiable(role):
    return role[0] not in ("mask", "constants")
