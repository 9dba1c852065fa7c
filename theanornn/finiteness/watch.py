"""What ``fit(on_nan=...)`` does: :class:`Watch`, :func:`checked`."""

from collections import deque

import numpy as np

from theanornn import callers
from theanornn.callbacks.base import Callback
from theanornn.errors import NotFiniteError
from theanornn.finiteness.origins import origin_of_bad_numbers
from theanornn.finiteness.reports import BadBatch, as_plain, from_plain, save_batch
from theanornn.registry import lookup

__all__ = ["AT_ONCE", "Watch", "checked"]

# Bad batches of a run that are traced and saved; of the others only the place is told.
_TRACED = 3
# Bad batches in a row after which no good one is to be expected.
_MOST_IN_A_ROW = 10
# Batches after which weights are copied within an epoch.
_BETWEEN_COPIES = 1000
# A copy is taken where the mean loss is at most so much, relatively, above the lowest.
_TOLERATED = 0.5
_CHOICES = {"raise": None, "skip": None, "restore": None}
#: What can be done about a single batch.
AT_ONCE = {"raise": None, "skip": None}


def checked(on_nan, method, choices=_CHOICES):
    """`on_nan`, if it is None or one of the choices.

    Raises
    ------
    UnknownNameError
        It is not.
    """
    if on_nan is not None:
        lookup(f"on_nan of {method}", choices, on_nan)
    return on_nan


class Watch(Callback):
    """Trains on batches, and looks after those whose loss or gradients are no numbers.

    The compiled step itself leaves everything as it was before such a batch; see
    :func:`theanornn.finiteness.guard.guarded`.

    Parameters
    ----------
    model : Trainable
    on_nan : {"raise", "skip", "restore"}

    Attributes
    ----------
    bad_batches : list of BadBatch
    graph : theanornn.functions.Graph
        Of the step of training.
    """

    def __init__(self, model, on_nan):
        self.model, self.on_nan = model, on_nan
        self.bad_batches = []
        self._function = self.graph = None
        self._epoch = self._batch = None
        self._in_a_row = self._good = self._seen = 0
        self._was_bad = False
        # The last two copies: a training may be about to explode when the last one is taken.
        self._kept, self._lowest = deque(maxlen=2), np.inf
        self._begin_period()

    def ready(self):
        """Compile the step of training, and return this object, which runs it."""
        self._function, self.graph = self.model.guarded_function(), self.model.train_graph
        return self

    def __call__(self, *arrays):
        """One step of training, as loops take it: from arrays to values and their weights."""
        outputs = self._function(*arrays)
        values, weights = self.model.objective.read(outputs, len(arrays[0]))
        self._was_bad = not outputs[-1]
        if self._was_bad:
            self._react(arrays, values[0])
            return values, [0.0] * len(weights)
        self._in_a_row = 0
        self._good += 1
        self._losses.append(values[0])
        if len(self._losses) == _BETWEEN_COPIES:
            self._end_period()
        return values, weights

    # -- what a callback hears --------------------------------------------------------------------

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch, self._good, self._seen = epoch, 0, 0
        self._end_period()

    def on_batch_begin(self, batch, logs=None):
        self._batch = batch

    def on_batch_end(self, batch, logs=None):
        self._seen += 1
        if self._was_bad and logs is not None:
            logs["skipped"] = True

    def on_epoch_end(self, epoch, logs=None):
        if self._seen and not self._good:
            raise NotFiniteError(
                f"epoch {epoch + 1}: not one of {self._seen} batches gave numbers; the first of "
                f"the run that did not: {self.bad_batches[0]}"
            )

    def get_state(self):
        """What a training that goes on must know; see ``fit(checkpoint=...)``."""
        return {
            "counts": [self._in_a_row, self._good, self._seen],
            "kept": [list(arrays) for arrays in self._kept],
            "losses": [self._lowest, self._is_clean, list(self._losses)],
            "bad": [as_plain(each) for each in self.bad_batches],
        }

    def set_state(self, state):
        """Go on from there."""
        self._in_a_row, self._good, self._seen = state["counts"]
        self._kept = deque(([np.asarray(a) for a in each] for each in state["kept"]), maxlen=2)
        self._lowest, self._is_clean, self._losses = state["losses"]
        self._losses = list(self._losses)
        self.bad_batches[:] = map(from_plain, state["bad"])

    # -- what is done -----------------------------------------------------------------------------

    def _react(self, arrays, loss):
        told = BadBatch(self._epoch, self._batch, loss)
        if len(self.bad_batches) < _TRACED:
            told = self._traced(told, arrays)
        self.bad_batches.append(told)
        self._in_a_row += 1
        self._is_clean = False
        if self.on_nan == "raise":
            raise NotFiniteError(f"{told}. The model is as it was before this batch.")
        hopeless = told.origin is not None and told.origin.phase == "weights"
        if self.on_nan == "skip" and hopeless:
            raise NotFiniteError(
                f"{told}. To skip batches does not help; train with on_nan='restore', or load "
                "weights that are numbers."
            )
        if self._in_a_row >= _MOST_IN_A_ROW:
            raise NotFiniteError(
                f"{told}. This was number {self._in_a_row} in a row: on_nan={self.on_nan!r} does "
                "not help. Lower the learning rate, set the optimizer's clipnorm, or look at the "
                "data."
            )
        done = "it is skipped"
        if self.on_nan == "restore":
            done = self._restore(told)
        callers.warn(f"{told}; {done}", RuntimeWarning)

    def _traced(self, told, arrays):
        told = told._replace(origin=origin_of_bad_numbers(self.graph, arrays))
        where = "" if told.batch is None else f"_epoch_{told.epoch + 1}_batch_{told.batch + 1}"
        path = save_batch(self.graph, arrays, f"bad{where or '_batch'}", str(told))
        return told._replace(path=path)

    @property
    def _state(self):
        """The shared variables that training changes."""
        return [shared for shared, _ in self.graph.updates]

    def _begin_period(self):
        self._losses, self._is_clean = [], True

    def _end_period(self):
        """Copy the weights, if training went well since that was last asked."""
        if self.on_nan == "restore":
            mean = np.mean(self._losses) if self._losses else np.inf
            went_well = self._is_clean and mean <= self._lowest + _TOLERATED * abs(self._lowest)
            if went_well or not self._kept:
                self._lowest = min(self._lowest, float(mean))
                self._kept.append([shared.get_value() for shared in self._state])
        self._begin_period()

    def _restore(self, told):
        """Go back to the newest copy of the weights, the next time to the one before."""
        values = self._kept.pop() if len(self._kept) > 1 else self._kept[0]
        for shared, value in zip(self._state, values):
            if value.dtype.kind == "f" and not np.isfinite(value).all():
                raise NotFiniteError(
                    f"{told}. {shared} was no number before, either: there is nothing to restore."
                )
        for shared, value in zip(self._state, values):
            shared.set_value(value)
        self._begin_period()
        optimizer = self.model.optimizer
        optimizer.lr = optimizer.lr.get_value() / 2
        return (
            "weights and the optimizer's state are again those of the last copy, the learning rate "
            f"is now {float(optimizer.lr.get_value()):g}"
        )
