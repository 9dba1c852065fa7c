"""Progbar: Keras' progress bar for programs with a loop of their own."""

import time

from theanornn.callbacks import progress


class Progbar:
    """A bar over some steps, with running means beside it.

    At a terminal the bar moves; elsewhere, and with ``verbose=2``, there is one line at the end.

    Parameters
    ----------
    target : int or None
        Number of steps; None if it is not known.
    width : int
        Accepted, and without effect: the bar fits itself to the terminal.
    verbose : {0, 1, 2}
        Nothing, a bar, or one line at the end.
    interval : float
        Least time between two drawings, in seconds.
    stateful_metrics : collection of str, optional
        Names whose last value is shown in place of the mean.

    Attributes
    ----------
    seen_so_far : int
        Steps done.

    Examples
    --------
    >>> bar = Progbar(2, verbose=0)
    >>> bar.add(1, [("loss", 0.5)])
    >>> bar.seen_so_far
    1
    """

    def __init__(self, target, width=30, verbose=1, interval=0.05, stateful_metrics=None):
        self.target = target
        self.width = width
        self.verbose = verbose
        self.interval = interval
        self.stateful_metrics = set(stateful_metrics or ())
        self.seen_so_far = 0
        self._totals, self._weights = {}, {}
        self._started, self._drawn = time.monotonic(), 0.0
        moves = verbose == 1 and progress.at_terminal()
        self._bar = progress.bar(target, "") if moves else None

    def update(self, current, values=None, force=False):
        """Go to step `current`.

        Parameters
        ----------
        current : int
            Steps done by now.
        values : list of (name, value), optional
            What these steps measured; shown as means over all steps.
        force : bool
            Draw, however short the time since the last drawing is.
        """
        steps = current - self.seen_so_far
        self.seen_so_far = current
        for name, value in values or ():
            if name in self.stateful_metrics:
                self._totals[name], self._weights[name] = value, 1
            else:
                self._totals[name] = self._totals.get(name, 0.0) + value * steps
                self._weights[name] = self._weights.get(name, 0) + steps
        at_end = self.target is not None and current >= self.target
        if self._bar is not None:
            self._draw(steps, force or at_end, at_end)
        elif at_end and self.verbose:
            seconds = time.monotonic() - self._started
            print(f"{current}/{self.target} - {seconds:.0f}s{self._means(' - ', ' - ')}")

    def add(self, n, values=None):
        """Go `n` steps further; see :meth:`update`."""
        self.update(self.seen_so_far + n, values)

    def _draw(self, steps, force, at_end):
        self._bar.update(steps)
        now = time.monotonic()
        if force or now - self._drawn > self.interval:
            self._drawn = now
            self._bar.set_postfix_str(self._means("", ", "))
        if at_end:
            self._bar.close()

    def _means(self, before, between):
        means = {name: total / max(1, self._weights[name]) for name, total in self._totals.items()}
        return before + progress.numbers(means, between) if means else ""
