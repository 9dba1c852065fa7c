"""Weights of a layer that is written as for Keras 1 or 2: `OwnWeights`."""

import numpy as np
import theano
from theano.compile.sharedvalue import SharedVariable

from theanornn import constraints, initializers, regularizers
from theanornn.argument_kinds import things
from theanornn.argument_names import ArgumentError
from theanornn.errors import DtypeError
from theanornn.layers import layouts
from theanornn.layers.checks import as_shape
from theanornn.params import Params

__all__ = ["OwnWeights"]

#: Keras 2's names of parameters, by which a layer knows them too.
_ATTRIBUTES = {"kernel": "W", "recurrent_kernel": "U", "bias": "b", "embeddings": "W"}

_NEW_ORDER = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
_OLD_ORDER = ("shape", "initializer", "name", "trainable", "regularizer", "constraint")


class _Weights(list):
    """A list of weights that a layer follows: ``layer.trainable_weights.append(W)`` works."""

    def __init__(self, weights, add):
        super().__init__(weights)
        self._add = add

    def append(self, weight):
        self.extend([weight])

    def extend(self, weights):
        weights = list(weights)
        super().extend(weights)
        self._add(weights)

    def __iadd__(self, weights):
        self.extend(weights)
        return self


class OwnWeights:
    """`add_weight`, lists of weights that can be set, weights of layers within the layer."""

    #: Whether the weights of layers that are attributes of this one are its own too.
    has_layers_within = False

    def add_weight(self, *args, **kwargs):
        """Create a weight and return its shared variable.

        ``add_weight(name, shape, dtype, initializer, regularizer, trainable, constraint)``, as in
        Keras 2, or ``add_weight(shape, initializer, name, trainable, regularizer, constraint)``,
        as in Keras 1: it is the latter where the first argument is a shape. All can be given by
        name.

        Parameters
        ----------
        name : str, optional
        shape : tuple of int
            A number is without axes: ``()``.
        dtype : str, optional
            floatX unless given.
        initializer : str, dict or callable, optional
            ``"glorot_uniform"`` unless given; zeros for what is not floating.
        regularizer, constraint : optional
        trainable : bool

        Raises
        ------
        ArgumentError
            An argument that neither Keras has.
        """
        given = _by_name(args, kwargs, self.name)
        size_of = given.get("shape")
        shape = () if size_of is None else as_shape(size_of, f"{self.name}.add_weight: shape")
        dtype = given.get("dtype") or theano.config.floatX
        is_float = np.dtype(dtype).kind == "f"
        initializer = given.get("initializer")
        if initializer is None:
            initializer = "glorot_uniform" if is_float else "zeros"
        initializer = initializers.get(initializer, self.generation)
        with self.lending_random():
            value = initializer(shape, self.random.generator())
        return self.params.add(
            self._new_name(given.get("name")),
            np.asarray(value, dtype=dtype),
            trainable=given.get("trainable", True),
            regularizer=regularizers.get(given.get("regularizer")),
            constraint=constraints.get(given.get("constraint")),
        )

    def _new_name(self, name):
        """A name within the layer that is free: ``W`` from ``dense_1_W``."""
        name = f"param_{len(self.params)}" if name is None else name
        things.text(name, f"{self.name}.add_weight", "name")
        short = name[len(self.name) + 1 :] if name.startswith(f"{self.name}_") else name
        taken, number = short, 1
        while taken in self.params:
            taken, number = f"{short}_{number}", number + 1
        return taken

    # -- lists of weights -------------------------------------------------------------------------

    def layers_within(self):
        """The layers that are attributes of a layer of one's own, alone or in lists."""
        if not self.has_layers_within or self.generation == 1:
            return []
        found = {}
        for value in vars(self).values():
            for each in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(each, OwnWeights) and each is not self:
                    found[each] = None
        return list(found)

    def named_weights(self):
        """The shared variables by their names within the layer, in the order of `get_weights`."""
        named, seen = super().named_weights(), set(self.params.values())
        for layer in self.layers_within():
            for name, variable in layer.named_weights().items():
                if variable not in seen:
                    named[f"{layer.name}/{name}"] = variable
        trained = {*self.params.trainable, *self._inner("trainable_weights")}
        return dict(sorted(named.items(), key=lambda item: item[1] not in trained))

    def _inner(self, what):
        return [each for layer in self.layers_within() for each in getattr(layer, what)]

    @property
    def _trainable_weights(self):
        own = self.params.trainable
        return _Weights(own, lambda more: self._replace([*own, *more], True))

    @_trainable_weights.setter
    def _trainable_weights(self, weights):
        self._replace(weights, True)

    @property
    def _non_trainable_weights(self):
        trained = set(self.params.trainable)
        own = [weight for weight in self.params.values() if weight not in trained]
        return _Weights(own, lambda more: self._replace([*own, *more], False))

    @_non_trainable_weights.setter
    def _non_trainable_weights(self, weights):
        self._replace(weights, False)

    @property
    def trainable_weights(self):
        """The shared variables that training changes; none when the layer is not trainable.

        In a layer of one's own the list can be set, and added to.
        """
        own = self._trainable_weights
        if not self.trainable:
            own.clear()
            return own
        list.extend(own, [each for each in self._inner("trainable_weights") if each not in own])
        return own

    @trainable_weights.setter
    def trainable_weights(self, weights):
        self._replace(weights, True)

    @property
    def non_trainable_weights(self):
        """The shared variables that training leaves alone; it can be set, and added to."""
        trained, own = set(self.trainable_weights), self._non_trainable_weights
        own[:] = [weight for weight in self.weights if weight not in trained]
        return own

    @non_trainable_weights.setter
    def non_trainable_weights(self, weights):
        self._replace(weights, False)

    def _replace(self, weights, trainable):
        """Have these be all the layer's weights of one kind, beside those of layers within it."""
        within = set(self._inner("weights"))
        other = self._non_trainable_weights if trainable else self._trainable_weights
        before, self.params = self.params, Params(self.name)
        names = {variable: name for name, variable in before.items()}
        try:
            for of_kind, variables in ((trainable, weights), (not trainable, other)):
                for variable in variables:
                    self._require_variable(variable)
                    if variable not in within and variable not in set(self.params.values()):
                        self._take_up(variable, of_kind, names.get(variable), before)
        except Exception:
            self.params = before
            raise

    def _require_variable(self, weight):
        if not isinstance(weight, SharedVariable):
            raise DtypeError(
                f"{self.name}: got {weight!r} as a weight, expected a shared variable, such as "
                "K.variable(values) or self.add_weight(...) returns."
            )

    def _take_up(self, variable, trainable, name, before):
        self.params.add(
            self._new_name(variable.name) if name is None else name,
            variable,
            trainable=trainable,
            regularizer=before.regularizers.get(name),
            constraint=before.constraints.get(name) or getattr(variable, "constraint", None),
        )

    def stored_weights(self, layout=None, scope=None):
        """As which arrays Keras keeps the weights; see `theanornn.layers.layouts`."""
        stored, known = super().stored_weights(layout, scope), set(self.params.values())
        within = self.layers_within()
        if not within:
            return stored
        stored = [array for array in stored if array.pieces[0].variable in known]
        for layer in within:
            arrays = layer.stored_weights(layout)
            stored += [array for array in arrays if array.pieces[0].variable not in known]
        return layouts.trainable_first(stored, [*self.params.trainable, *self.trainable_weights])

    def penalties(self):
        """The scalar expressions of regularizers, and of losses that `build` added."""
        inner = [penalty for layer in self.layers_within() for penalty in layer.penalties()]
        return [*super().penalties(), *self._kept["losses"], *inner]

    def constraints_by_weight(self):
        """From shared variable to the callable that maps a new value to an allowed one."""
        merged = super().constraints_by_weight()
        for layer in self.layers_within():
            merged.update(layer.constraints_by_weight())
        return merged

    def __getattr__(self, name):
        params = vars(self).get("params", {})
        for known in (name, _ATTRIBUTES.get(name)):
            if known in params:
                return params[known]
        if hasattr(type(self), name):  # a property that failed: once more, to see why
            return getattr(type(self), name).__get__(self)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def _by_name(args, kwargs, owner):
    """The arguments of `add_weight` by name, whichever Keras' order they came in."""
    is_old = bool(args) and isinstance(args[0], (tuple, list))
    order = _OLD_ORDER if is_old else _NEW_ORDER
    given = dict(zip(order, args))
    for name in kwargs:
        if name not in _NEW_ORDER or name in given:
            problem = "twice" if name in given else f"it takes {', '.join(_NEW_ORDER)}"
            raise ArgumentError(f"{owner}: add_weight got the argument {name!r}: {problem}.")
    if len(args) > len(order):
        raise ArgumentError(f"{owner}: add_weight got {len(args)} arguments, expected {order}.")
    return {**given, **kwargs}
