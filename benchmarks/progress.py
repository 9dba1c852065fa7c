"""Lines on standard error: what is being measured, and about how long it will take yet.

Public names: `Progress`, `minutes`, `interruptible`.
"""

import signal
import sys
import time


class Progress:
    """Counts what was done, and expects the rest to take as long.

    Parameters
    ----------
    name : str
        Of the benchmark.
    total : int
        How many things there are to do.
    """

    def __init__(self, name, total):
        self.name, self.total, self.done = name, total, 0
        self.started = time.perf_counter()

    def next(self, what):
        """Say what comes now; all that came before is done."""
        left = ""
        if self.done:
            passed = time.perf_counter() - self.started
            left = f", {minutes(passed / self.done * (self.total - self.done))} left"
        self.done += 1
        line = f"{self.name} {self.done}/{self.total}: {what}{left}"
        print(line, file=sys.stderr, flush=True)


def minutes(seconds):
    """A time in words.

    Examples
    --------
    >>> minutes(12.3), minutes(75)
    ('12 s', '1 min 15 s')
    """
    seconds = round(seconds)
    return f"{seconds // 60} min {seconds % 60:02d} s" if seconds >= 60 else f"{seconds} s"


def interruptible():
    """SIGTERM is as Ctrl-C, and Ctrl-C is heard even where whoever started this has not: what was
    measured until then is kept."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
