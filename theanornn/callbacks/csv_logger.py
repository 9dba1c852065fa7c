"""CSVLogger: one line of a table for each epoch."""

import csv
import os
from collections.abc import Iterable

from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback


class CSVLogger(Callback):
    """Writes what each epoch measured to a file of comma-separated values.

    The first column is ``epoch``, counted from 0; the others are the names in the logs of the
    first epoch, sorted. Each line is on disk when its epoch has ended.

    Parameters
    ----------
    filename : str or path
        Folders are made.
    separator : str
        What stands between two values.
    append : bool
        Go on in a file that exists, in place of writing a new one.
    """

    @kinds(filename="path", separator="character")
    def __init__(self, filename, separator=",", append=False):
        self.filename = os.fspath(filename)
        self.separator = separator
        self.append = append
        self.keys = None
        self._file = self._writer = None
        self._from = None

    def on_train_begin(self, logs=None):
        self.on_train_end()
        self._from = None if self.append else 0
        os.makedirs(os.path.dirname(self.filename) or ".", exist_ok=True)
        self._file = open(self.filename, "a", newline="")

    def get_state(self):
        """Columns and length of the file, for a checkpoint."""
        return {"keys": self.keys, "length": self._length() if self._from is None else self._from}

    def set_state(self, state):
        """Go on after the lines that there were; those that came later are written again."""
        self.keys, self._from = state["keys"], state["length"]

    def _length(self):
        if self._file is not None:  # whose name may be gone
            return os.fstat(self._file.fileno()).st_size
        return os.path.getsize(self.filename) if os.path.exists(self.filename) else 0

    def _cut(self):
        """Drop what the file should not go on from, now that there is something to write."""
        if self._from is not None:
            self._file.truncate(min(self._from, self._length()))
            self._from = None

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        self._cut()
        if self._writer is None:
            self.keys = self.keys or sorted(logs)
            self._writer = csv.writer(self._file, delimiter=self.separator)
            if not self._length():
                self._writer.writerow(["epoch", *self.keys])
        # What was not measured in this epoch must not shift the columns.
        self._writer.writerow([epoch, *(_cell(logs.get(key, "NA")) for key in self.keys)])
        self._file.flush()

    def on_train_end(self, logs=None):
        if self._file is not None:
            self._cut()
            self._file.close()
        self._file = self._writer = None


def _cell(value):
    if isinstance(value, str) or not isinstance(value, Iterable) or getattr(value, "ndim", 1) == 0:
        return value
    return f'"[{", ".join(map(str, value))}]"'
