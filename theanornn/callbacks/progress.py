"""What a person sees of training: a moving bar at a terminal, one line per epoch elsewhere."""

import sys
import time

from tqdm import tqdm

from theanornn.callbacks.base import Callback
from theanornn.callbacks.logs import Means

_FORMAT = (
    "{desc} {percentage:3.0f}% |{bar:15}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}]{postfix}"
)
# Seconds between two drawings of the numbers beside the bar.
_REDRAW = 0.1


def at_terminal():
    """Whether a person watches standard output."""
    return bool(getattr(sys.stdout, "isatty", lambda: False)())


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
    """One bar per epoch with the running means, then the validation beside it."""

    def on_epoch_begin(self, epoch, logs=None):
        names = [name for name in self.params["metrics"] if not name.startswith("val_")]
        self._means = Means(names)
        self._bar = bar(self.params["samples"], f"Epoch {epoch + 1}/{self.params['epochs']}")
        self._drawn = 0.0

    def on_batch_end(self, batch, logs=None):
        self._means.add([logs[name] for name in self._means.names], logs["size"])
        now = time.monotonic()
        if now - self._drawn > _REDRAW:
            self._drawn = now
            means = dict(zip(self._means.names, self._means.values()))
            self._bar.set_postfix_str(_numbers(means), refresh=False)
        self._bar.update(logs["size"])

    def on_epoch_end(self, epoch, logs=None):
        self._bar.set_postfix_str(_numbers(logs or {}))
        self._bar.close()


class EpochLines(Callback):
    """One line per epoch, without control characters: for logs and pipes."""

    def on_epoch_begin(self, epoch, logs=None):
        self._started = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        seconds = time.monotonic() - self._started
        head = f"Epoch {epoch + 1}/{self.params['epochs']} - {seconds:.1f}s"
        print(f"{head} - {_numbers(logs or {}, ' - ')}", flush=True)


def _numbers(logs, separator=", "):
    return separator.join(f"{name}: {_short(value)}" for name, value in logs.items())


def _short(value):
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"
