"""Any cell as a layer: `RNN`."""

import copy

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.inputs import shapes_of
from theanornn.layers.recurrent.runners import runner_of
from theanornn.layers.recurrent.stacked import StackedRNNCells
from theanornn.layers.weighted import united_params

__all__ = ["RNN"]


class RNN(Recurrent):
    """A recurrent layer made of any cell.

    Parameters
    ----------
    cell : cell or list of cells
        One of `SimpleRNNCell`, `LSTMCell`, `GRUCell`; a `theanornn.cells.Cell`; or an object with
        ``state_size`` (a size, or several) and ``call(inputs, states)``, which returns the output
        and a list of the new states for one step ``(batch, features)``, and has, where it wants
        them, the arguments ``constants`` and ``training``. A `Layer` among the latter is built for
        ``(batch, features)``. A list of cells is stacked: `StackedRNNCells`.
    return_sequences, return_state, go_backwards, stateful, unroll : bool
        See `Recurrent`.
    **options
        Arguments of `Recurrent`.

    Notes
    -----
    A cell that is written as a function of one step is run as what it computes: products of the
    input with weights are done for all steps at once, and where the rest is made of products and
    element-wise functions, the whole recurrence is compiled as one. `driver` says whether, and why
    not.

    Examples
    --------
    >>> import theano.tensor as T
    >>> from theanornn.initializers import Identity
    >>> from theanornn.layers import Layer
    >>> class Decay(Layer):
    ...     state_size = 3
    ...
    ...     def create_params(self, input_shape):
    ...         self.U = self.add_param("U", (3, 3), Identity(gain=0.9))
    ...
    ...     def call(self, inputs, states):
    ...         h = inputs + T.dot(states[0], self.U)
    ...         return h, [h]
    >>> layer = RNN(Decay(), return_sequences=True)
    >>> layer.build((None, 7, 3))
    >>> layer.output_shape
    (None, 7, 3)
    """

    @keras1_names("plain")
    @kinds()
    def __init__(
        self,
        cell,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        **options,
    ):
        super().__init__(return_sequences, return_state, go_backwards, stateful, unroll, **options)
        self.cell = StackedRNNCells(cell) if isinstance(cell, (list, tuple)) else cell
        self._runner = runner_of(self.cell, self.name)
        self._constant_shapes = []

    may_reach_beyond = True  # the cell may

    @property
    def state_size(self):
        """The size of the state, or of each state."""
        return self._runner.state_size

    @property
    def output_size(self):
        """The size of the output at each step."""
        return self._runner.output_size

    @property
    def state_names(self):
        return self._runner.state_names

    def twin(self, name):
        twin = super().twin(name)
        twin.cell = copy.deepcopy(self.cell)
        twin._runner = runner_of(twin.cell, name)
        return twin

    def _checked_shape(self, input_shape):
        shapes = shapes_of(input_shape)
        if self._n_constants and len(shapes) > self._n_constants:
            self._constant_shapes = shapes[len(shapes) - self._n_constants :]
        return super()._checked_shape(input_shape)

    def create_cell(self, n_in):
        if self._n_constants and not self._runner.takes_constants:
            raise ShapeError(
                f"{self.name}: got constants, but call() of {type(self.cell).__name__} has no "
                "argument constants."
            )
        self._runner.prepare((None, n_in), self._constant_shapes, self.random)
        self.params = united_params(self)

    def choose_driver(self, how):
        if self._n_constants > len(self._constant_shapes):
            return None  # not before the constants are known
        return self._runner.choose_driver(how)

    def over_time(self, x, **options):
        """Run the cell over a sequence."""
        return self._runner.over_time(x, **options)

    # -- weights ----------------------------------------------------------------------------------

    def named_weights(self):
        return self._runner.weighted.named_weights()

    @property
    def trainable_weights(self):
        return self._runner.weighted.trainable_weights if self.trainable else []

    def constraints_by_weight(self):
        return self._runner.weighted.constraints_by_weight()

    def penalties(self):
        return self._runner.weighted.penalties()

    def stored_weights(self, layout=None, scope=None):
        return self._runner.weighted.stored_weights(layout, scope or self.name)

    # -- configuration ----------------------------------------------------------------------------

    def get_config(self):
        if not hasattr(self.cell, "get_config"):
            raise TheanornnError(
                f"{self.name}: {type(self.cell).__name__} has no get_config(), so the layer cannot "
                "be described; add one that returns the arguments that make the cell."
            )
        cell = {"class_name": type(self.cell).__name__, "config": self.cell.get_config()}
        config = {**super().get_config(), "cell": cell}
        if config["activity_regularizer"] is None:
            del config["activity_regularizer"]  # Keras' RNN has no such argument
        if self._n_constants:
            config["num_constants"] = self._n_constants
        return config

    @classmethod
    def from_config(cls, config):
        from theanornn import layers  # the table of all layers, this module's among them

        config = dict(config)
        n_constants = config.pop("num_constants", None) or 0
        layer = cls(**{**config, "cell": layers.get(config["cell"])})
        layer._n_constants = n_constants
        return layer
