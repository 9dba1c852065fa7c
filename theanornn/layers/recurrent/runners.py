"""What `RNN` runs: cells of Keras' kind and of theanornn's, under one contract.

A *runner* has ``state_size``, ``output_size``, ``state_names``, ``takes_constants``, ``weighted``
(who keeps the weights), and `prepare`, `choose_driver` and `over_time`. The cells of this package
and `StackedRNNCells` are runners themselves.
"""

import inspect

import theano
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.cells import Cell
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.base import Layer
from theanornn.layers.context import CallContext
from theanornn.layers.nodes import as_list
from theanornn.layers.recurrent.options import Series
from theanornn.layers.weighted import Weighted
from theanornn.params import Params
from theanornn.recurrence import choose, recur
from theanornn.recurrence.traced import TracedCell

__all__ = ["runner_of"]


def runner_of(cell, owner):
    """The runner for a cell.

    Parameters
    ----------
    cell : theanornn.cells.Cell, or anything with ``state_size`` and ``call(inputs, states)``
    owner : str
        Name of the layer, for messages.

    Raises
    ------
    TheanornnError
        It is no cell.
    """
    if inspect.isclass(cell):
        raise TheanornnError(
            f"{owner}: got the class {cell.__name__}, expected a cell, as in RNN(LSTMCell(32))."
        )
    if hasattr(cell, "prepare"):
        return cell
    if isinstance(cell, Cell):
        return _OwnCell(cell)
    if hasattr(cell, "go_backwards"):
        raise TheanornnError(
            f"{owner}: {cell.name} is a recurrent layer already, expected a cell, such as LSTMCell "
            "for an LSTM."
        )
    lacking = [name for name in ("call", "state_size") if not hasattr(cell, name)]
    if lacking:
        raise TheanornnError(
            f"{owner}: {cell!r} is no cell, it has no {' and no '.join(lacking)}. A cell has "
            "state_size and call(inputs, states), which returns the output and a list of the new "
            "states; or it is a theanornn.cells.Cell."
        )
    return _CalledCell(cell, owner)


class _Weights(Weighted):
    """The weights of what is no layer."""

    generation, trainable, built = 2, True, True

    @kinds()
    def __init__(self, name, params):
        self.name, self.params = name, params


class _OwnCell:
    """A `theanornn.cells.Cell`, made by the user with its sizes."""

    takes_constants = False

    @kinds()
    def __init__(self, cell):
        self.cell = cell
        self.state_names = cell.states
        self.weighted = _Weights(cell.name, cell.params)

    @property
    def state_size(self):
        n_states = len(self.cell.states)
        return self.output_size if n_states == 1 else (self.output_size,) * n_states

    @property
    def output_size(self):
        return self.cell.n_units

    def prepare(self, step_shape, constant_shapes, random):
        if step_shape[-1] != self.cell.n_in:
            raise ShapeError(
                f"{self.cell.name}: got input of {step_shape[-1]} features, but "
                f"{type(self.cell).__name__} was made for n_in={self.cell.n_in}."
            )

    def choose_driver(self, how):
        return choose(how, self.cell)

    def over_time(self, x, initial_state=None, mask=None, *, context, **driving):
        states = recur(self.cell, x, initial_state=initial_state, mask=mask, **driving)
        return Series(states[0], list(states), states.updates)


class _CalledCell:
    """A cell of Keras 2's kind: its ``call`` is traced, and run as what it computes."""

    @kinds()
    def __init__(self, cell, owner):
        self.cell = cell
        self.name = getattr(cell, "name", None) or owner
        self.weighted = cell if isinstance(cell, Layer) else _Weights(self.name, Params())
        self._accepted = inspect.signature(cell.call).parameters
        self._n_in, self._constants = None, None

    @property
    def takes_constants(self):
        return "constants" in self._accepted

    @property
    def state_size(self):
        return self.cell.state_size

    @property
    def output_size(self):
        """What the cell says it is, else the size of its first state, as Keras has it."""
        size = getattr(self.cell, "output_size", None)
        return as_list(self.state_size)[0] if size is None else size

    @property
    def state_names(self):
        return tuple(f"state_{n}" for n in range(1, 1 + len(as_list(self.state_size))))

    def prepare(self, step_shape, constant_shapes, random):
        self._n_in = step_shape[-1]
        shapes = [tuple(shape) for shape in constant_shapes]
        if isinstance(self.cell, Layer):
            self.cell.random = random
            self.cell.build_for([tuple(step_shape), *shapes] if shapes else tuple(step_shape))
        self._constants = [_placeholder(shape) for shape in shapes]

    def choose_driver(self, how):
        with CallContext(training=False) as context:
            return choose(how, self._traced(self._constants, context))

    def _traced(self, constants, context):
        options = {"training": context.training, "context": context, "constants": constants}
        options = {
            name: value
            for name, value in options.items()
            if name in self._accepted and (name != "constants" or constants)
        }

        def step(x, states):
            return self.cell.call(x, states, **options)

        return TracedCell(step, self._n_in, as_list(self.state_size), self.name)

    def over_time(self, x, initial_state=None, mask=None, constants=None, *, context, **driving):
        cell = self._traced([T.as_tensor_variable(each) for each in constants or ()], context)
        if initial_state is not None and cell.has_output:
            initial_state = [None, *initial_state]
        states = recur(cell, x, initial_state=initial_state, mask=mask, **driving)
        return Series(states[0], list(states[cell.has_output :]), states.updates)


def _placeholder(shape):
    variable = T.TensorType(theano.config.floatX, (False,) * len(shape))()
    variable._keras_shape = shape
    return variable
