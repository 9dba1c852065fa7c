"""Ctrl-C in training: once, and it stops after the batch; twice, and it stops at once.

Public names: :class:`Interruption`.
"""

import signal
import sys
import threading

__all__ = ["Interruption"]


class Interruption:
    """Within the ``with`` block, a first SIGINT is noted; a second one raises KeyboardInterrupt.

    Nothing is changed outside of the main thread, or where the program handles the signal itself.

    Attributes
    ----------
    asked : bool
        Whether somebody wants to stop.

    Examples
    --------
    >>> with Interruption() as interruption:
    ...     interruption.asked
    False
    """

    def __init__(self):
        self.asked = False
        self._is_set = False

    def __enter__(self):
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._note)
            self._is_set = True
        return self

    def __exit__(self, *error):
        self._restore()

    def _note(self, number, frame):
        self.asked = True
        self._restore()  # so that the next one does what it always does
        print(
            "\ntheanornn: stopping after this batch; Ctrl-C once more stops at once",
            file=sys.stderr,
            flush=True,
        )

    def _restore(self):
        if self._is_set:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._is_set = False
