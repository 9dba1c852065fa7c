"""A recurrence in a graph, done again step by step: for a look into it, whatever driver runs it.

The cell's own step is traced, as all drivers do it, and called once for each step of time. That is
slow, and shows what a loop hides: the gradients that arrive at each state and at each gate, and the
operation within a step at which numbers went wrong.

Public names: :class:`Call`, :class:`Replay`, :func:`note`, :func:`recurrences_in`.
"""

import collections
from typing import NamedTuple

import numpy as np
import theano.tensor as T
from theano.compile.mode import Mode
from theano.graph.basic import ancestors, clone_get_equiv

from theanornn.function_cache import function
from theanornn.recurrence.stepping import first_states, state_dtype
from theanornn.recurrence.trace import trace

__all__ = ["Call", "Replay", "note", "recurrences_in"]


class Call(NamedTuple):
    """What ``recur`` was called with, checked: see there; and the states over time it returned."""

    cell: object
    x: object
    initial_state: object
    mask: object
    reverse: bool
    truncate_gradient: int
    states: tuple


def note(call):
    """Remember, at the states over time, what they are computed by."""
    for number, state in enumerate(call.states):
        state.tag.theanornn_call = (call, number)


def recurrences_in(results):
    """The recurrences that some variables are computed by.

    Parameters
    ----------
    results : list of variables

    Returns
    -------
    list of Replay
        Those first that others build upon.
    """
    found = {}
    for variable in ancestors(results):
        call, number = getattr(variable.tag, "theanornn_call", (None, None))
        if call is not None:
            found.setdefault(id(call), (call, {}))[1][number] = variable
    replays = [Replay(call, states) for call, states in found.values()]
    depth = {id(replay): replay.depth(replays) for replay in replays}
    replays.sort(key=lambda replay: depth[id(replay)])
    names = collections.Counter()
    for replay in replays:  # a layer may be used several times
        names[replay.layer] += 1
        if names[replay.layer] > 1:
            replay.layer += f"#{names[replay.layer]}"
    return replays


class Replay:
    """One recurrence of a graph.

    Parameters
    ----------
    call : Call
    found : dict
        From the number of a state to the variable ``(time, batch, units)`` in the graph, for those
        that are in it.

    Attributes
    ----------
    states : list of variables
        All of them.
    layer : str
        The layer that it belongs to, and the cell's name where that is another:
        ``"lstm_1"``, ``"bidirectional_1/forward_lstm_1"``.
    wanted : list of variables
        What `forward` and `backward` need the values of: what is known before the first step.
    steps : Trace
        Of the cell.
    mode : str, Mode or None
        What `backward` is compiled with: by default without C, which for a single use would take
        longer to compile than it saves; None is what functions are compiled with.
    is_random : bool
        Whether each step draws numbers of its own; then it cannot be done again.
    """

    def __init__(self, call, found):
        self.call = call
        self.states = [found.get(number, state) for number, state in enumerate(call.states)]
        cell = self.cell = call.cell
        layer = _layer_of(next(iter(found.values())))
        self.layer = cell.name if layer in (None, cell.name) else f"{layer}/{cell.name}"
        z = cell.project(call.x)
        dtype = state_dtype(cell, z)
        self.steps = trace(cell, dtype, masked=call.mask is not None)
        self.is_random = bool(self.steps.updates)
        first = first_states(cell, call.initial_state, call.x, dtype)
        self._sequences = [z.astype(dtype), *([] if call.mask is None else [call.mask])]
        self.wanted = [*self._sequences, *first, *self.steps.invariants]
        placeholders = [each.type() for each in self.steps.invariants]
        self.inputs = [*self.steps.inputs, *placeholders]
        memo = {each: each for each in self.steps.inputs}
        memo.update(zip(self.steps.invariants, placeholders))
        copies = clone_get_equiv([], self.steps.states, copy_orphans=False, memo=memo)
        #: The states after one step, in terms of `inputs`.
        self.new_states = [copies[state] for state in self.steps.states]
        self._step_back, self.mode = None, _PLAIN

    def depth(self, replays):
        """How many of some recurrences are computed before this one."""
        before = set(ancestors([self.call.x]))
        return sum(not before.isdisjoint(other.states) for other in replays)

    def unpacked(self, values):
        """The values of `wanted` as ``(sequences, first_states, invariants)``."""
        n, n_states = len(self._sequences), len(self.cell.states)
        return values[:n], values[n : n + n_states], values[n + n_states :]

    def order(self, n_steps):
        """The steps of time in the order in which they are computed."""
        return range(n_steps - 1, -1, -1) if self.call.reverse else range(n_steps)

    def gates_of(self, columns):
        """The gates that some columns of a weight, or of the pre-activations, belong to.

        Parameters
        ----------
        columns : array of bool ``(gates*units,)``, or of any other size

        Returns
        -------
        tuple of str
            None where the columns are not those of all gates.
        """
        gates = self.cell.gates
        if not gates or len(columns) != len(gates) * self.cell.n_units:
            return ()
        return tuple(
            gate for gate, block in zip(gates, np.split(columns, len(gates))) if block.any()
        )

    def backward(self, values, states, direct):
        """What the loss changes with each state and each gate's pre-activation, at each step.

        Parameters
        ----------
        values : list of arrays
            Of `wanted`.
        states : list of arrays ``(time, batch, units)``
            After each step.
        direct : list of arrays ``(time, batch, units)``
            The gradient with respect to each state, as far as it does not come by way of the next
            step.

        Returns
        -------
        of_states : list of arrays ``(time, batch, units)``
            Whole gradients, one for each state of the cell.
        of_gates : array ``(time, batch, gates*units)``
        """
        sequences, first, invariants = self.unpacked(values)
        n_steps = len(sequences[0])
        of_gates = np.zeros_like(sequences[0])
        of_states = [np.zeros((n_steps, *each.shape), each.dtype) for each in first]
        carried = [np.zeros_like(each) for each in first]
        order = list(self.order(n_steps))
        reached = self.call.truncate_gradient if self.call.truncate_gradient > 0 else n_steps
        with np.errstate(all="ignore"):
            for place in range(n_steps - 1, max(-1, n_steps - 1 - reached), -1):
                t = order[place]
                arriving = [each + straight[t] for each, straight in zip(carried, direct)]
                before = [
                    states[k][order[place - 1]] if place else each for k, each in enumerate(first)
                ]
                at = [sequence[t] for sequence in sequences]
                of_gates[t], *carried = self._back(*at, *before, *invariants, *arriving)
                for whole, each in zip(of_states, arriving):
                    whole[t] = each
        return of_states, of_gates

    def forward(self, values):
        """The states after each step.

        Parameters
        ----------
        values : list of arrays
            Of `wanted`.

        Yields
        ------
        t : int
            The step of time.
        given : dict
            From `inputs` to what they are at this step.
        states : list of arrays
            After it.
        """
        sequences, states, invariants = self.unpacked(values)
        step = function(
            self.inputs, self.new_states, _PLAIN, on_unused_input="ignore", name="one step of time"
        )
        for t in self.order(len(sequences[0])):
            given = [*(sequence[t] for sequence in sequences), *states, *invariants]
            with np.errstate(all="ignore"):
                states = step(*given)
            yield t, dict(zip(self.inputs, given)), states

    def _back(self, *values):
        if self._step_back is None:
            arriving = [state.type() for state in self.new_states]
            total = sum(T.sum(a * s) for a, s in zip(arriving, self.new_states))
            first = self.steps.inputs
            wrt = [first[0], *first[len(first) - len(arriving) :]]
            gradients = T.grad(total, wrt, consider_constant=arriving, disconnected_inputs="ignore")
            self._step_back = function(
                [*self.inputs, *arriving],
                gradients,
                mode=self.mode,
                on_unused_input="ignore",
                name="the way back through one step of time",
            )
        return self._step_back(*values)


_PLAIN = Mode(linker="py", optimizer="fast_compile")


def _layer_of(state):
    """The name of the layer that a variable was made in, or None."""
    layer = getattr(state.owner and state.owner.tag, "theanornn_layer", None)
    return layer and layer.partition(" ")[0]
