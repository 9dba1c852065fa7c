"""Watching one number from epoch to epoch: which way is better, and is it?"""

import difflib
import math

from theanornn import callers
from theanornn.callbacks.base import Callback
from theanornn.metrics import LARGER_IS_BETTER


class Monitor(Callback):
    """Base of the callbacks that act when a monitored value gets better, or does not.

    Parameters
    ----------
    monitor : str
        Name in the logs: ``"val_loss"``, ``"val_accuracy"``.
    mode : {"auto", "min", "max"}
        Which way is better; "auto" knows it of the metrics by their name. Anything else counts as
        "auto", with a warning.
    min_delta : float
        Changes smaller than this do not count.
    """

    def __init__(self, monitor, mode="auto", min_delta=0.0):
        if mode not in ("auto", "min", "max"):
            callers.warn(
                f"{type(self).__name__}: mode is {mode!r}, expected 'auto', 'min' or 'max'; "
                "'auto' is taken"
            )
            mode = "auto"
        self.monitor = monitor
        if mode == "auto":
            mode = "max" if _larger_is_better(monitor) else "min"
        self.mode = mode
        self.min_delta = abs(min_delta)
        self.best = self._worst()

    def _worst(self):
        return -math.inf if self.mode == "max" else math.inf

    def improves(self, value):
        """Whether `value` is better than the best so far by more than `min_delta`."""
        if self.mode == "max":
            return value - self.min_delta > self.best
        return value + self.min_delta < self.best

    def current(self, logs):
        """The monitored value, or None, with a warning that lists what there is."""
        if logs and self.monitor in logs:
            return logs[self.monitor]
        names = list(logs or {})
        near = difflib.get_close_matches(str(self.monitor), names, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        if self.monitor.startswith("val_"):
            hint += "validation_data or validation_split gives val_... "
        callers.warn(
            f"{type(self).__name__} monitors {self.monitor!r}, which is not measured: "
            f"{hint}(there are {', '.join(names)})"
        )
        return None


def _larger_is_better(name):
    bare = name[4:] if name.startswith("val_") else name
    return bare in LARGER_IS_BETTER or "acc" in bare
