"""Cells on top of each other as one cell: `StackedRNNCells`."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.nodes import as_list
from theanornn.layers.recurrent.options import Series
from theanornn.layers.recurrent.runners import runner_of
from theanornn.layers.weighted import united_params
from theanornn.recurrence.drivers import Choice

__all__ = ["StackedRNNCells"]


class StackedRNNCells(Layer):
    """Several cells as one, the output of each being the input of the next.

    The sequence runs through one cell after the other, not step by step through all; the numbers
    are the same, and each cell runs as fast as it can.

    Parameters
    ----------
    cells : list of cells
    reverse_state_order : bool
        Whether the states are listed from the last cell to the first, as Keras before 2.2.5 had it.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> from theanornn.layers import LSTMCell, RNN
    >>> StackedRNNCells([LSTMCell(8), LSTMCell(4)]).state_size
    (8, 8, 4, 4)
    >>> RNN([LSTMCell(8), LSTMCell(4)]).compute_output_shape((None, 7, 2))
    (None, 4)
    """

    input_rank = 2

    @keras1_names("plain")
    @kinds(cells="iterable")
    def __init__(self, cells, reverse_state_order=False, **options):
        super().__init__(**options)
        self.cells = list(cells)
        if not self.cells:
            raise ShapeError(f"{self.name}: got no cells, expected at least one.")
        self.reverse_state_order = reverse_state_order
        self._runners = [runner_of(cell, self.name) for cell in self.cells]

    # -- what a runner has ------------------------------------------------------------------------

    @property
    def weighted(self):
        """Who keeps the weights: this layer, those of all cells."""
        return self

    @property
    def takes_constants(self):
        """Whether one of the cells does."""
        return any(runner.takes_constants for runner in self._runners)

    @property
    def state_size(self):
        """The sizes of all states, cell after cell."""
        return tuple(size for runner in self._listed for size in as_list(runner.state_size))

    @property
    def state_names(self):
        """Names of all states, with the number of the cell."""
        numbers = {id(runner): n for n, runner in enumerate(self._runners, start=1)}
        return tuple(
            f"{name}_{numbers[id(runner)]}"
            for runner in self._listed
            for name in runner.state_names
        )

    @property
    def output_size(self):
        """The size of the last cell's output."""
        return self._runners[-1].output_size

    @property
    def _listed(self):
        return self._runners[::-1] if self.reverse_state_order else self._runners

    def prepare(self, step_shape, constant_shapes, random):
        """Build the cells, each for the output of the one before."""
        for runner in self._runners:
            shapes = constant_shapes if runner.takes_constants else ()
            runner.prepare(step_shape, shapes, random)
            step_shape = (step_shape[0], runner.output_size)
        self.params = united_params(self)
        self.built = True

    def choose_driver(self, how):
        """How the cells run: one `Choice` for all of them."""
        choices = dict.fromkeys(runner.choose_driver(how) for runner in self._runners)
        drivers = dict.fromkeys(choice.driver for choice in choices)
        reasons = dict.fromkeys(choice.reason for choice in choices)
        return Choice(" and ".join(drivers), "; ".join(reasons))

    def over_time(self, x, initial_state=None, mask=None, constants=None, *, context, **driving):
        """Run the cells over a sequence, one after the other."""
        sizes = [len(runner.state_names) for runner in self._listed]
        given = dict(zip(map(id, self._listed), _split(initial_state, sizes)))
        made, updates = {}, {}
        for runner in self._runners:
            options = {"constants": constants} if constants and runner.takes_constants else {}
            series = runner.over_time(
                x,
                initial_state=given[id(runner)],
                mask=mask,
                context=context,
                **options,
                **driving,
            )
            x = series.output
            made[id(runner)] = series.states
            updates.update(series.updates)
        return Series(x, [state for r in self._listed for state in made[id(r)]], updates)

    # -- what a layer has -------------------------------------------------------------------------

    def create_params(self, input_shape):
        self.prepare(input_shape, (), self.random)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.output_size)

    def call(self, x, states, constants=None, *, context):
        """One step of all cells.

        Parameters
        ----------
        x : matrix (batch, features)
        states : list of (batch, units)
        constants : list of variables, optional
        context : CallContext

        Returns
        -------
        output : (batch, units)
        states : list of (batch, units)
        """
        series = self.over_time(
            x.dimshuffle("x", 0, 1),
            states,
            None,
            constants,
            context=context,
            how="unroll",
            n_steps=1,
        )
        return series.output[0], [state[0] for state in series.states]

    def named_weights(self):
        return {
            f"{number}_{name}": variable
            for number, runner in enumerate(self._runners, start=1)
            for name, variable in runner.weighted.named_weights().items()
        }

    @property
    def trainable_weights(self):
        return self._of_all("trainable_weights") if self.trainable else []

    def constraints_by_weight(self):
        return {
            weight: constraint
            for runner in self._runners
            for weight, constraint in runner.weighted.constraints_by_weight().items()
        }

    def penalties(self):
        return [each for runner in self._runners for each in runner.weighted.penalties()]

    def stored_weights(self, layout=None, scope=None):
        return [
            array
            for number, runner in enumerate(self._runners, start=1)
            for array in runner.weighted.stored_weights(
                layout, f"{scope or self.name}/cell_{number}"
            )
        ]

    def _of_all(self, attribute):
        return [each for runner in self._runners for each in getattr(runner.weighted, attribute)]

    def get_config(self):
        config = {
            **super().get_config(),
            "cells": [
                {"class_name": type(cell).__name__, "config": cell.get_config()}
                for cell in self.cells
            ],
        }
        if self.reverse_state_order:
            config["reverse_state_order"] = True
        return config

    @classmethod
    def from_config(cls, config):
        from theanornn import layers  # the table of all layers, this module's among them

        cells = [layers.get(each) for each in config["cells"]]
        return cls(**{**config, "cells": cells})


def _split(values, sizes):
    """A list in parts of so many, or None for each part."""
    if values is None:
        return [None for _ in sizes]
    parts, rest = [], list(values)
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    return parts
