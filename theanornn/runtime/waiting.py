"""What a person sees who waits for a compilation: nothing for a second, then what is going on.

One line on standard error that changes, at a terminal or in a notebook; nothing anywhere else.

Public names: :func:`waiting`, :func:`stage`, :func:`is_watched`.
"""

import contextlib
import sys
import threading
import time

__all__ = ["is_watched", "stage", "waiting"]

#: Seconds before anything is shown, and between two changes.
DELAY, EVERY = 1.0, 0.25


class _Line:
    """The line about one compilation; drawn by a thread of its own, for g++ is waited for."""

    def __init__(self, what):
        self.what, self.stage = what, ""
        self._started, self._shown, self._ended = time.monotonic(), 0, threading.Event()
        self._thread = threading.Thread(target=self._draw_on, daemon=True)
        self._thread.start()

    def _draw_on(self):
        pause = DELAY
        while not self._ended.wait(pause):
            pause = EVERY
            about = f": {self.stage}" if self.stage else ""
            self._write(f"compiling {self.what}{about}, {self._seconds():.0f} s", "\r")

    def end(self):
        self._ended.set()
        self._thread.join()
        if self._shown:
            self._write(f"compiled {self.what} in {self._seconds():.1f} s", "\n")

    def _seconds(self):
        return time.monotonic() - self._started

    def _write(self, text, end):
        text = text.ljust(self._shown)
        self._shown = len(text.rstrip())
        with contextlib.suppress(OSError, ValueError):  # nobody is there any more
            print(f"\r{text}", end=end, file=sys.stderr, flush=True)


_lines = []


@contextlib.contextmanager
def waiting(what):
    """Within the ``with`` block, tell a person who waits longer than a second.

    Parameters
    ----------
    what : str
        What is compiled.
    """
    if _lines or not is_watched(sys.stderr):
        yield
        return
    line = _Line(what)
    _lines.append(line)
    try:
        yield
    finally:
        _lines.remove(line)
        line.end()


def stage(text):
    """Say what is being done, where somebody waits."""
    for line in _lines:
        line.stage = text


def is_watched(stream):
    """Whether a person sees what is written to a stream: at a terminal or in a notebook."""
    in_notebook = type(stream).__module__.startswith("ipykernel.")
    return in_notebook or bool(getattr(stream, "isatty", lambda: False)())
