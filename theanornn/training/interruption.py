"""Signals in training: stop after the batch, stop at once, write a checkpoint.

Public names: :class:`Interruption`.
"""

import contextlib
import os
import signal
import sys
import threading

__all__ = ["Interruption"]

#: What a shell reports of a program that SIGTERM ended.
TERMINATED = 128 + signal.SIGTERM


class Interruption:
    """Within the ``with`` block, a first SIGINT is noted; a second one raises KeyboardInterrupt.

    Nothing is changed outside of the main thread, or where the program handles a signal itself. In
    processes that are forked meanwhile, the workers of a generator for example, SIGTERM does what
    it always does; they take no notice of a first SIGINT and of SIGUSR1, which whole groups of
    processes get.

    Parameters
    ----------
    kept : bool
        Whether there are checkpoints: a first SIGTERM then is noted, too (a second one ends the
        program), and so is every SIGUSR1.

    Attributes
    ----------
    asked : bool
        Whether somebody wants to stop.
    terminated : bool
        Whether that was by SIGTERM.
    save : bool
        Whether somebody wants a checkpoint; whoever writes one sets it to False.

    Examples
    --------
    >>> with Interruption() as interruption:
    ...     interruption.asked
    False
    """

    def __init__(self, kept=False):
        self.asked = self.terminated = self.save = False
        self._kept = kept
        self._before = {}
        self._process = os.getpid()

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():
            self._handle("SIGINT", self._stop, signal.default_int_handler)
            if self._kept:
                self._handle("SIGTERM", self._terminate, signal.SIG_DFL)
                self._handle("SIGUSR1", self._save, signal.SIG_DFL)
        return self

    def __exit__(self, *error):
        for number in list(self._before):
            self._restore(number)

    def _handle(self, name, handler, default):
        number = getattr(signal, name, None)  # Windows lacks some
        if number is not None and signal.getsignal(number) is default:
            signal.signal(number, handler)
            self._before[number] = default

    def _stop(self, number, frame):
        self._restore(number)  # so that the next one does what it always does
        if os.getpid() != self._process:
            return
        self.asked = True
        _tell("stopping after this batch; Ctrl-C once more stops at once")

    def _terminate(self, number, frame):
        self._restore(number)
        if os.getpid() != self._process:
            os.kill(os.getpid(), number)
            return
        self.asked = self.terminated = True
        _tell("SIGTERM: stopping after this batch")

    def _save(self, number, frame):
        self.save = True

    def _restore(self, number):
        signal.signal(number, self._before.pop(number))


def _tell(text):
    # The program may just be writing there itself.
    with contextlib.suppress(RuntimeError):
        print(f"\ntheanornn: {text}", file=sys.stderr, flush=True)
