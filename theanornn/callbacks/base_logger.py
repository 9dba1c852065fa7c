"""BaseLogger: means over the batches of an epoch, for callbacks that are called by hand."""

from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback


class BaseLogger(Callback):
    """Puts the means of an epoch's batches into the logs of the epoch.

    ``fit`` does so by itself; this is for programs with a training loop of their own.

    Parameters
    ----------
    stateful_metrics : collection of str, optional
        Names whose last value counts in place of the mean.
    """

    @kinds(stateful_metrics="texts")
    def __init__(self, stateful_metrics=None):
        self.stateful_metrics = set(stateful_metrics or ())

    def on_epoch_begin(self, epoch, logs=None):
        self.seen, self.totals = 0, {}

    def on_batch_end(self, batch, logs=None):
        logs = logs or {}
        if logs.get("skipped"):
            return  # a batch of bad numbers, see fit(on_nan=...)
        size = logs.get("size", 0)
        self.seen += size
        for name, value in logs.items():
            if name in self.stateful_metrics:
                self.totals[name] = value
            else:
                self.totals[name] = self.totals.get(name, 0) + value * size

    def on_epoch_end(self, epoch, logs=None):
        if logs is None:
            return
        for name in self.params["metrics"]:
            if name in self.stateful_metrics and name in self.totals:
                logs[name] = self.totals[name]
            elif name in self.totals and self.seen:
                logs[name] = self.totals[name] / self.seen
