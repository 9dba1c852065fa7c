"""States that a recurrent layer carries from batch to batch: :class:`Carrying`."""

import numpy as np
import theano

from theanornn.errors import NotBuiltError, ShapeError, TheanornnError
from theanornn.layers.nodes import as_list

__all__ = ["Carrying"]


class Carrying:
    """What a recurrent layer has to be stateful; see `Recurrent`.

    A subclass has `name`, `stateful`, `built`, `state_names` and `state_size`.
    """

    #: The shared variables that carry the states; none where nothing is carried.
    _states = ()

    @property
    def states(self):
        """The shared variables that carry the states; None for each where nothing is carried."""
        return list(self._states) or [None for _ in self._state_sizes]

    @states.setter
    def states(self, states):
        # Keras 1's build sets a list of None where nothing is carried.
        self._states = [state for state in states if state is not None]

    @property
    def _state_sizes(self):
        return tuple(as_list(self.state_size))

    def create_states(self, batch):
        """Make the states of a stateful layer, zeros, for batches of a size."""
        self._states = []
        if self.stateful:
            self._states = [
                theano.shared(
                    np.zeros((batch, size), theano.config.floatX), name=f"{self.name}_{state}"
                )
                for state, size in zip(self.state_names, self._state_sizes)
            ]

    def carry_on(self, finals, context):
        """Have the next batch start from where this one ends.

        Parameters
        ----------
        finals : list of variables (batch, units)
        context : CallContext

        Raises
        ------
        TheanornnError
            Another use of the layer in this graph does so already.
        """
        for shared, final in zip(self._states, finals):
            if context.is_updated(shared):
                raise TheanornnError(
                    f"{self.name}: a stateful layer can be used only once in a model: "
                    "each use would start from the same states. Make it with stateful=False."
                )
            context.add_update(shared, final)

    def reset_states(self, states=None):
        """Set the carried states of a stateful layer.

        Parameters
        ----------
        states : array or list of arrays (batch, units), optional
            One for each state of the cell; zeros when left out.

        Raises
        ------
        TheanornnError
            The layer is not stateful.
        NotBuiltError
            It has no states yet.
        ShapeError
            A value of another shape, or too few; nothing is changed then.
        """
        if not self.stateful:
            raise TheanornnError(
                f"{self.name}: keeps no states between batches, so there is nothing to reset; "
                "make it with stateful=True."
            )
        if not self.built:
            raise NotBuiltError(f"{self.name}: has no states before the model is built.")
        shapes = [state.get_value(borrow=True).shape for state in self._states]
        if states is None:
            states = [np.zeros(shape) for shape in shapes]
        states = [np.asarray(state) for state in as_list(states)]
        if [state.shape for state in states] != shapes:
            raise ShapeError(
                f"{self.name}: got states of shapes {[state.shape for state in states]}, "
                f"expected {shapes}."
            )
        for shared, value in zip(self._states, states):
            shared.set_value(value.astype(shared.dtype))
