"""What a layer does with its parameters: `Weighted`."""

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import NotBuiltError
from theanornn.layers import layouts
from theanornn.params import Params

__all__ = ["Weighted", "united_params"]


class Weighted:
    """Weights, their values, penalties and constraints; over `params`, `trainable` and `built`."""

    def named_weights(self):
        """The shared variables by their names within the layer, in the order of `get_weights`."""
        return dict(self.params)

    @property
    def weights(self):
        """The shared variables of all parameters, in the order of `get_weights`."""
        return list(self.named_weights().values())

    @property
    def trainable_weights(self):
        """The shared variables that training changes; none when the layer is not trainable."""
        return list(self.params.trainable) if self.trainable else []

    @property
    def non_trainable_weights(self):
        """The shared variables that training leaves alone."""
        trained = set(self.trainable_weights)
        return [weight for weight in self.weights if weight not in trained]

    def constraints_by_weight(self):
        """From shared variable to the callable that maps a new value to an allowed one."""
        return {self.params[name]: each for name, each in self.params.constraints.items()}

    def penalties(self):
        """The scalar expressions of the parameters' regularizers; Keras 1 has one for each gate."""
        return [
            regularizer(part)
            for name, regularizer in self.params.regularizers.items()
            for part in self._regularized_parts(self.params[name])
        ]

    def _regularized_parts(self, variable):
        if self.generation != 1:
            return [variable]
        pieces = [piece for stored in self.stored_weights() for piece in stored.pieces]
        return [piece.of_variable(variable) for piece in pieces if piece.variable is variable]

    def stored_weights(self, layout=None, scope=None):
        """As which arrays Keras keeps the parameters; see `theanornn.layers.layouts`.

        Parameters
        ----------
        layout : Layout, optional
            That of the layer's own generation, when left out.
        scope : str, optional
            What stands before Keras 2's names of the arrays, when it is not the layer's name.

        Returns
        -------
        list of StoredArray
        """
        return layouts.of_params(self, layout or layouts.Layout(self.generation), scope)

    def get_weights(self):
        """The parameters' values as Keras has them.

        Keras 2: kernel, recurrent kernel, bias. A layer of generation 1 speaks Keras 1: three
        arrays for each gate, in the order i, c, f, o for an LSTM, unless ``consume_less='gpu'``.

        Returns
        -------
        list of ndarray
            None at all, as in Keras, while the layer has no parameters yet.
        """
        if not self.built and not self.is_being_built:
            return []
        return layouts.values(self._own_arrays())

    @kinds(weights="series")
    def set_weights(self, weights):
        """Set the parameters' values, given as `get_weights` returns them.

        The arrays of the other generation of Keras are taken, too.

        Raises
        ------
        ShapeError
            The number of arrays or a shape is wrong; nothing is changed then.
        NotBuiltError
            The layer has no parameters yet, and some arrays were given.
        """
        if len(weights) or self.built:
            self._require_built("set_weights")
            self._assign(weights)

    def _assign(self, weights):
        weights = [np.asarray(array) for array in weights]
        own = self._own_arrays()
        every = [own, *(self._own_arrays(layout) for layout in layouts.LAYOUTS)]
        layouts.assign(layouts.fitting(every, weights) or own, weights, self.name)

    def _own_arrays(self, layout=None):
        return self.stored_weights(layout)

    def count_params(self):
        """How many numbers the parameters hold."""
        self._require_built("count_params")
        return int(sum(np.prod(array.shape) for array in self.get_weights()))

    def _require_built(self, what):
        if not self.built and not self.is_being_built:
            raise NotBuiltError(
                f"{self.name}: {what}() needs the layer's parameters, and those are made when the "
                "shape of its input is known. Give the first layer of the model input_shape=, or "
                "call build(input_shape)."
            )


def united_params(owner):
    """One container over the parameters that a layer has from layers within it.

    Parameters
    ----------
    owner : Weighted
        Its `named_weights`, and which of them are trained, are taken; their penalties and
        constraints stay where they are.

    Returns
    -------
    Params
    """
    united, trained = Params(owner.name), set(owner.trainable_weights)
    for name, variable in owner.named_weights().items():
        united.add(name, variable, trainable=variable in trained)
    return united
