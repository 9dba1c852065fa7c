"""Theano operations around a kernel: a recurrence over a whole sequence, and its gradient."""

import numpy as np
import theano.tensor as T
from theano.gradient import DisconnectedType, grad_not_implemented
from theano.graph.basic import Apply
from theano.graph.op import Op

from theanornn.errors import ShapeError
from theanornn.recurrence.fused.library import load
from theanornn.recurrence.fused.step import NotFusable
from theanornn.runtime import shared_library

# Bytes of saved values beyond which the gradient computes them again instead.
MOST_SAVED = 1 << 30


class Recipe:
    """A recurrence without its data. Two are equal if one kernel serves both in the same way.

    Parameters
    ----------
    interface : Interface
        What the kernel takes and gives.
    source : str
        Of the kernel.
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
    """

    def __init__(
        self, interface, source, *, projected, biased, reverse, truncate_gradient, checkpoint, name
    ):
        self.interface, self.source, self.name = interface, source, name
        self.projected, self.biased, self.reverse = projected, biased, reverse
        self.truncate_gradient, self.checkpoint = truncate_gradient, checkpoint
        self._key = (source, projected, biased, reverse, truncate_gradient, checkpoint)

    def __eq__(self, other):
        return type(self) is type(other) and self._key == other._key

    def __hash__(self):
        return hash(self._key)

    def __repr__(self):
        return self.name

    @property
    def roles(self):
        """What the inputs of `Fused` are, in order: pairs of a kind and a name or number."""
        interface, roles = self.interface, [("x", 0)]
        if self.projected:
            roles += [("W", 0)] + [("b", 0)] * self.biased
        roles += [("mask", 0)] * interface.masked
        for kind in ("weights", "vectors", "constants"):
            roles += [(kind, name) for name in getattr(interface, kind)]
        return roles + [("initial", n) for n in range(interface.n_states)]

    def by_role(self, inputs):
        """Return arrays by role, contiguous, after a look at their sizes.

        Raises
        ------
        ShapeError
        """
        interface = self.interface
        arrays = {role: np.ascontiguousarray(v) for role, v in zip(self.roles, inputs)}
        steps, batch, features = arrays["x", 0].shape
        units = arrays["initial", 0].shape[1]
        width = interface.gates * units
        for (kind, name), array in arrays.items():
            rows = columns = 0
            if isinstance(name, str):
                extent = getattr(interface, kind)[name]
                rows, columns = (extent.rows or 0) * units, extent.columns * units
            expected = {
                "x": (steps, batch, features if self.projected else width),
                "W": (features, width),
                "b": (width,),
                "mask": (steps, batch),
                "weights": (rows, columns),
                "vectors": (columns,),
                "constants": (batch, columns),
                "initial": (batch, units),
            }[kind]
            if array.shape != expected:
                what = name if isinstance(name, str) else kind
                raise ShapeError(
                    f"{self.name}: {what} has shape {array.shape}, expected {expected}"
                )
        return arrays

    def arguments(self, given, **results):
        """Return what the kernel takes: the fields of ``Call`` in ``loop.h``, in their order."""
        interface, x = self.interface, given["x", 0]
        steps, batch, inputs = x.shape
        truncated = self.truncate_gradient if self.truncate_gradient > 0 else steps
        chunk = 0 if self.checkpoint is True else int(self.checkpoint)
        sizes = [steps, batch, inputs, given["initial", 0].shape[1], self.reverse]
        sizes += [shared_library.threads(), min(steps, truncated), chunk]
        names = {
            kind: list(getattr(interface, kind)) for kind in ("weights", "vectors", "constants")
        }
        states = list(range(interface.n_states))

        def of(values, kind, names):
            # C++ has no arrays of nothing: they have one element.
            return [values.get((kind, name)) for name in names] or [None]

        outer, gradients = results.get("outer", {}), results.get("gradients", {})
        arrays = [
            *(given.get((kind, 0)) for kind in ("x", "W", "b", "mask")),
            *of(given, "weights", names["weights"]),
            *of(given, "vectors", names["vectors"]),
            *of(given, "constants", names["constants"]),
            *of(given, "initial", states),
            *results["sequences"],
            results["saved"],
            *of(outer, "outer", states),
            *(gradients.get((kind, 0)) for kind in ("x", "W", "b")),
            *of(gradients, "weights", names["weights"]),
            *of(gradients, "vectors", names["vectors"]),
            *of(gradients, "initial", states),
        ]
        return np.array(sizes + [0 if a is None else a.ctypes.data for a in arrays], np.int64)


class _KernelOp(Op):
    def prepare_node(self, node, storage_map, compute_map, impl):
        # Now, not in the first call: compiling is part of making a function.
        load(self.recipe.source)


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
        saved = sequences[-1] if self.saving and len(sequences[-1]) else None
        call = recipe.arguments(given, sequences=sequences[: interface.n_states], saved=saved)
        load(recipe.source).forward(call.ctypes.data)
        for cell, sequence in zip(storage, sequences):
            cell[0] = sequence

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
    depends on (`connected`). Without `x_wanted` the first output is left out.
    """

    __props__ = ("recipe", "connected", "x_wanted")

    def __init__(self, recipe, connected, x_wanted=True):
        self.recipe, self.connected, self.x_wanted = recipe, connected, x_wanted

    @property
    def wanted(self):
        """Roles of the inputs whose gradients are the outputs."""
        roles = filter(_differentiable, self.recipe.roles)
        return [role for role in roles if self.x_wanted or role[0] != "x"]

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
        outer = {("outer", k): v for k, v in zip(states, rest[n_states + 1 :])}
        saved = rest[n_states] if len(rest[n_states]) else None
        gradients = {role: np.empty_like(given[role]) for role in self.wanted}
        call = recipe.arguments(
            given, sequences=rest[:n_states], saved=saved, outer=outer, gradients=gradients
        )
        load(recipe.source).gradient(call.ctypes.data)
        for cell, gradient in zip(storage, gradients.values()):
            cell[0] = gradient

    def infer_shape(self, fgraph, node, shapes):
        by_role = dict(zip(self.recipe.roles, shapes))
        return [by_role[role] for role in self.wanted]

    def L_op(self, inputs, outputs, output_gradients):
        raise NotFusable(f"{self.recipe} has no second derivative: use how='scan'")


def _differentiable(role):
    return role[0] not in ("mask", "constants")
