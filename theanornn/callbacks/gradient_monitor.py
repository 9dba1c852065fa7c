"""GradientMonitor: how large the gradients are, of each gate and at each step of time."""

import numpy as np
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback
from theanornn.errors import DataError
from theanornn.functions import Graph
from theanornn.gradients import gradients_in
from theanornn.recurrence.replay import recurrences_in

__all__ = ["GradientMonitor"]


class GradientMonitor(Callback):
    """Measures gradients on batches of the training, before their updates.

    Gradients are those of the loss, before any clipping, with the very dropout of that update;
    training itself goes on bit for bit as without this callback. A norm is the root of the sum of
    all squares (Frobenius). A measurement can take as long as some tens of updates: the way back
    through time is done step by step (but with ``over_time=False``).

    Gradients that shrink, or grow, by a factor from step to step on their way back are what makes
    recurrent networks forget, or explode: `states` has them, and `plot` shows them. With steps of
    time that the mask leaves out, a gradient stays what it is.

    Parameters
    ----------
    every : int
        Measure before the first update, and after every so many.
    over_time : bool
        False leaves `states` and `gates` out.

    Attributes
    ----------
    updates : array of int ``(n,)``
        How many updates `fit` had done at each measurement.
    norms : dict of arrays ``(n,)``
        By name of the weight (``"lstm_1_U"``), and of the part that belongs to a gate
        (``"lstm_1_U[f]"``).
    states : dict of arrays ``(n, time)``
        By layer and state (``"lstm_1.h"``, ``"bidirectional_1/forward_lstm_1.h"``): the norm, over
        batch and units, of the whole gradient of the loss with respect to the state after each
        step. Columns are in the order of the data; where batches differ in length, NaN fills the
        end.
    gates : dict of arrays ``(n, time)``
        By layer and gate (``"lstm_1[f]"``): the same of what the gate's activation is applied to.

    References
    ----------
    S. Hochreiter, *Untersuchungen zu dynamischen neuronalen Netzen*, 1991; Y. Bengio, P. Simard,
    P. Frasconi, *Learning long-term dependencies with gradient descent is difficult*, IEEE
    Transactions on Neural Networks 5(2), 1994; R. Pascanu, T. Mikolov, Y. Bengio, *On the
    difficulty of training recurrent neural networks*, ICML 2013.

    Examples
    --------
    >>> from theanornn.layers import LSTM, Dense
    >>> from theanornn.models import Sequential
    >>> model = Sequential([LSTM(3, input_shape=(5, 2), name="memory"), Dense(1, name="head")])
    >>> model.compile("adam", "mse")
    >>> monitor = GradientMonitor(every=2)
    >>> history = model.fit(
    ...     np.ones((8, 5, 2)), np.ones((8, 1)), batch_size=2, verbose=0, callbacks=[monitor]
    ... )
    >>> monitor.updates.tolist(), monitor.states["memory.h"].shape
    ([0, 2], (2, 5))
    >>> [name for name in monitor.norms if name.startswith("memory_U")]
    ['memory_U', 'memory_U[i]', 'memory_U[f]', 'memory_U[c]', 'memory_U[o]']
    """

    @kinds(every="size", over_time="flag")
    def __init__(self, every=100, over_time=True):
        self.every, self.over_time = 100 if every is None else every, bool(over_time)
        self._graph, self._done, self._measured = None, 0, []

    def __repr__(self):
        if not self._measured:
            return "<GradientMonitor: nothing was measured yet>"
        last = self._measured[-1]["update"]
        return f"<GradientMonitor of {len(self._measured)} measurements, the last at update {last}>"

    def on_train_begin(self, logs=None):
        self._done, self._measured = 0, []

    def on_batch_arrays(self, arrays):
        """Called by `fit` before each update, with inputs, targets and weights."""
        if self._done % self.every == 0:
            self._measured.append({"update": self._done, **self._measure(arrays)})
        self._done += 1

    @property
    def updates(self):
        return np.array([each["update"] for each in self._measured], int)

    @property
    def norms(self):
        return self._series("norms")

    @property
    def states(self):
        return self._series("states")

    @property
    def gates(self):
        return self._series("gates")

    @kinds(path="file")
    def plot(self, path=None):
        """Draw all norms against updates, and those of states and gates against time.

        Parameters
        ----------
        path : str or path, optional
            A PNG, SVG or PDF file to write.

        Returns
        -------
        matplotlib.figure.Figure
            A panel for the weights, then two for each recurrent layer: the gradients of its states
            at each step of time, dark at the first measurement and bright at the last, and those of
            its gates at the last. A notebook shows it.

        Raises
        ------
        DataError
            Nothing was measured.
        """
        from theanornn.callbacks.gradient_curves import gradient_curves

        if not self._measured:
            raise DataError("GradientMonitor.plot: nothing was measured yet; give it to fit")
        return gradient_curves(self.updates, self.norms, self.states, self.gates, path)

    def get_state(self):
        """What a training that goes on must know; see ``fit(checkpoint=...)``."""
        return {"done": self._done, "measured": self._measured}

    def set_state(self, state):
        """Go on from there."""
        self._done, self._measured = state["done"], list(state["measured"])

    # -- measuring --------------------------------------------------------------------------------

    def _measure(self, arrays):
        values = self._function(arrays)
        norms = {}
        for shared, replay in self._weights.items():
            squares = np.asarray(next(values))
            name = shared.name or str(shared)
            norms[name] = float(np.sqrt(squares.sum()))
            gates = () if replay is None else replay.gates_of(np.ones(squares.shape, bool))
            for gate, block in zip(gates, np.split(squares, max(1, len(gates)))):
                norms[f"{name}[{gate}]"] = float(np.sqrt(block.sum()))
        states, gates = {}, {}
        for replay in self._replays:
            known = [next(values) for _ in replay.wanted]
            reached, direct = ([next(values) for _ in replay.states] for _ in range(2))
            of_states, of_gates = replay.backward(known, reached, direct)
            for name, gradient in zip(replay.cell.states, of_states):
                states[f"{replay.layer}.{name}"] = _over_time(gradient)
            names = replay.gates_of(np.ones(of_gates.shape[2], bool))
            for gate, block in zip(names, np.split(of_gates, max(1, len(names)), axis=2)):
                gates[f"{replay.layer}[{gate}]"] = _over_time(block)
        return {"norms": norms, "states": states, "gates": gates}

    def _function(self, arrays):
        functions, graph = self.model.functions, self.model.train_graph
        if graph is not self._graph or "gradients" not in functions:
            functions.define("gradients", lambda: self._made(graph))
            self._graph = graph
        return iter(functions["gradients"](*arrays))

    def _made(self, graph):
        loss, gradients = graph.outputs[0], gradients_in(graph.updates)
        recurrences = recurrences_in([loss])
        of = {v: each for each in recurrences for v in each.cell.variables().values()}
        self._weights = {shared: of.get(shared) for shared in gradients}
        self._replays = [each for each in recurrences if self.over_time and not each.is_random]
        for replay in self._replays:
            replay.mode = self.model.functions.options.get("mode")
        outputs = [
            T.sum(T.sqr(T.cast(each, "float64")), axis=list(range(each.ndim - 1)))
            for each in gradients.values()
        ]
        for replay in self._replays:
            outputs += [*replay.wanted, *replay.states]
            outputs += T.grad(loss, replay.states, disconnected_inputs="ignore")
        # Streams stay where they are: training draws the same numbers next.
        return Graph(
            graph.inputs, outputs, [(each, each) for each in self.model.random_state.streams]
        )

    def _series(self, what):
        names = dict.fromkeys(name for each in self._measured for name in each[what])
        return {name: _stacked([each[what][name] for each in self._measured]) for name in names}


def _over_time(gradient):
    """Norms over batch and units, ``(time,)``."""
    return np.sqrt(np.sum(np.square(gradient.astype("float64")), axis=(1, 2)))


def _stacked(rows):
    if np.ndim(rows[0]) == 0:
        return np.array(rows)
    stacked = np.full((len(rows), max(map(len, rows))), np.nan)
    for line, row in zip(stacked, rows):
        line[: len(row)] = row
    return stacked
