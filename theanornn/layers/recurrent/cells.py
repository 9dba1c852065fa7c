"""A recurrent cell as a layer of its own: one step of time, batch-major, for `RNN` to run."""

from theanornn.layers.base import Layer
from theanornn.layers.nodes import as_list
from theanornn.recurrence import step

__all__ = ["CellLayer"]


class CellLayer(Layer):
    """What `SimpleRNNCell`, `LSTMCell` and `GRUCell` have in common.

    A cell's `call` takes ``(batch, features)`` and the states, and returns the output and the new
    states, as Keras 2 has it. `RNN` does not call it step by step: it runs the equations of the
    cell over the sequence, as the layer of that name would.

    Notes
    -----
    In `RNN`, dropout draws one mask for all steps. `call` by itself draws one for its step.
    """

    input_rank = 2
    takes_constants = False

    @property
    def state_names(self):
        """Names of the states."""
        return self.cell_class.states

    @property
    def weighted(self):
        """Who keeps the weights."""
        return self

    def prepare(self, step_shape, constant_shapes, random):
        """Build the cell for the input of one step."""
        self.random = random
        self.build_for(tuple(step_shape))

    def create_params(self, input_shape):
        self.create_cell(input_shape[-1])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.output_size)

    def call(self, x, states, mask=None, *, context):
        """One step.

        Parameters
        ----------
        x : matrix (batch, features)
        states : list of (batch, units)
        mask : vector (batch,), optional
            Rows with 0 keep their states.
        context : CallContext

        Returns
        -------
        output : (batch, units)
        states : list of (batch, units)
        """
        cell = self.cell
        if context.training:
            x, state_dropout = self._dropped(x)
            if state_dropout is not None:
                cell = cell.rebound({"state_dropout": state_dropout})
        states = step(cell, x, as_list(states), mask)
        return states[0], list(states)
