"""CSVLogger: one line of a table for each epoch."""

import csv
import io
import os
from collections.abc import Iterable

from theanornn.argument_kinds import kinds
from theanornn.callbacks.appended import Appended
from theanornn.callbacks.base import Callback


class CSVLogger(Callback):
    """Writes what each epoch measured to a file of comma-separated values.

    The first column is ``epoch``, counted from 0; the others are the names in the logs of the
    first epoch, sorted. Each line is there when its epoch has ended. Where one cannot be written
    (the disk is full) a warning says so, and it is written with the next one. A training that goes
    on from a checkpoint goes on with the table, too.

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
        self._file = None
        self._length = 0

    def on_train_begin(self, logs=None):
        self.on_train_end()
        if not self.append:
            self.keys = None
        self._file = Appended(self.filename, None if self.append else 0, self._head)

    def get_state(self):
        """Columns and length of the file, for a checkpoint."""
        return {"keys": self.keys, "length": self._file.length if self._file else self._length}

    def set_state(self, state):
        """Go on after the lines that there were; those that came later are written again."""
        self.keys, self._length = state["keys"], state["length"]
        if self._file is not None:
            self._file.go_on_from(self._length)

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        self.keys = self.keys or sorted(logs)
        # What was not measured in this epoch must not shift the columns.
        self._file.add(self._line([epoch, *(_cell(logs.get(key, "NA")) for key in self.keys)]))

    def _head(self):
        return self._line(["epoch", *self.keys])

    def _line(self, cells):
        text = io.StringIO()
        csv.writer(text, delimiter=self.separator).writerow(cells)
        return text.getvalue().encode()

    def on_train_end(self, logs=None):
        if self._file is not None:
            self._file.close()
            self._length = self._file.length
        self._file = None


def _cell(value):
    if isinstance(value, str) or not isinstance(value, Iterable) or getattr(value, "ndim", 1) == 0:
        return value
    return f'"[{", ".join(map(str, value))}]"'
