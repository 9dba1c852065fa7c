"""What a person sees of training: a moving bar at a terminal, one line per epoch elsewhere."""

import sys
import time

from tqdm import tqdm

from theanornn.callbacks.base import Callback
from theanornn.callbacks.logs import Means
from theanornn.runtime.waiting import is_watched

_FORMAT = (
    "{desc} {percentage:3.0f}% |{bar:15}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]{postfix}"
)
# Seconds between two drawings of the numbers beside the bar.
_REDRAW = 0.1


def at_terminal():
    """Whether a person watches standard output: at a terminal or in a notebook."""
    return is_watched(sys.stdout)


def bar(total, description):
    """A progress bar over samples, on standard output."""
    return tqdm(
        total=total, desc=description, bar_format=_FORMAT, file=sys.stdout, dynamic_ncols=True
    )


def reporter(verbose):
    """The callback that reports training as ``fit(verbose=...)`` asks, or None for 0."""
    if not verbose:
        return None
    return ProgressBar() if verbose == 1 and at_terminal() else EpochLines()


class ProgressBar(Callback):
    """One bar per epoch with the running means, then the validation beside it.

    The bar goes over samples, or over batches where the number of samples is not known.
    """

    def on_epoch_begin(self, epoch, logs=None):
        names = [name for name in self.params["metrics"] if not name.startswith("val_")]
        self._means = Means(names)
        samples = self.params.get("samples")
        self._by_batch = samples is None
        total = self.params["steps"] if self._by_batch else samples
        self._bar = bar(total, f"Epoch {epoch + 1}/{self.params['epochs']}")
        self._drawn = 0.0

    def on_batch_end(self, batch, logs=None):
        counts = 0 if logs.get("skipped") else logs["size"]
        self._means.add([logs[name] for name in self._means.names], counts)
        now = time.monotonic()
        if now - self._drawn > _REDRAW:
            self._drawn = now
            means = dict(zip(self._means.names, self._means.values()))
            self._bar.set_postfix_str(numbers(means), refresh=False)
        self._bar.update(1 if self._by_batch else logs["size"])

    def skip(self, done, means):
        """Show batches of this epoch that an earlier program did, and what they measured."""
        self._means.set_state(means.get_state())
        if self._by_batch:
            self._bar.update(done)
        elif self.params.get("batch_size"):
            self._bar.update(min(done * self.params["batch_size"], self.params["samples"]))

    def on_epoch_end(self, epoch, logs=None):
        self._bar.set_postfix_str(numbers(logs or {}))
        self._bar.close()


class ProgbarLogger(Callback):
    """Keras' name of what ``fit(verbose=1)`` shows, for programs that make it themselves.

    Parameters
    ----------
    count_mode : {"samples", "steps"}
    stateful_metrics : collection of str
        Both accepted, and without effect.
    """

    def __init__(self, count_mode="samples", stateful_metrics=None):
        self._shown = ProgressBar() if at_terminal() else EpochLines()

    def set_params(self, params):
        super().set_params(params)
        self._shown.set_params(params)

    def on_epoch_begin(self, epoch, logs=None):
        self._shown.on_epoch_begin(epoch, logs)

    def on_batch_end(self, batch, logs=None):
        self._shown.on_batch_end(batch, logs)

    def on_epoch_end(self, epoch, logs=None):
        self._shown.on_epoch_end(epoch, logs)


class EpochLines(Callback):
    """One line per epoch, without control characters: for logs and pipes."""

    def on_epoch_begin(self, epoch, logs=None):
        self._started = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.monotonic() - self._started
        head = f"Epoch {epoch + 1}/{self.params['epochs']} - {seconds:.1f}s"
        print(f"{head} - {numbers(logs or {}, ' - ')}", flush=True)


def numbers(logs, separator=", "):
    """Names and numbers in one line.

    Examples
    --------
    >>> numbers({"loss": 0.5, "mse": 0.0001})
    'loss: 0.5000, mse: 1.0000e-04'
    """
    return separator.join(f"{name}: {_short(value)}" for name, value in logs.items())


def _short(value):
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"
