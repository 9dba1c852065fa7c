"""What is said of a bad batch, and the file that it is saved in.

Public names: :class:`BadBatch`, :func:`as_plain`, :func:`from_plain`, :func:`save_batch`.
"""

import io
import itertools
import os
import tempfile
from typing import NamedTuple, Optional

import numpy as np

from theanornn.finiteness.origins import Origin

__all__ = ["BadBatch", "as_plain", "from_plain", "save_batch"]

# Names of arguments of numpy.savez_compressed, which no array can have.
_OF_SAVEZ = ("file", "allow_pickle")


class BadBatch(NamedTuple):
    """A batch whose loss or gradients were no numbers.

    Attributes
    ----------
    epoch, batch : int or None
        Which it was, from 0; None for ``train_on_batch``.
    loss : float
    origin : theanornn.finiteness.origins.Origin or None
        Where the first bad number came up; None where it was not looked for.
    path : str or None
        The file that the batch was saved in.
    """

    epoch: Optional[int]
    batch: Optional[int]
    loss: float
    origin: object = None
    path: Optional[str] = None

    @property
    def place(self):
        """Which batch it was, for people."""
        if self.batch is None:
            return "this batch"
        return f"epoch {self.epoch + 1}, batch {self.batch + 1}"

    def __str__(self):
        if np.isfinite(self.loss):
            parts = [f"{self.place}: there are gradients that are NaN or infinite"]
        else:
            parts = [f"{self.place}: the loss is {self.loss:g}"]
        if self.origin is not None:
            began = "" if self.origin.phase == "unknown" else "it began "
            parts.append(f"{began}{self.origin}")
        if self.path is not None:
            parts.append(f"the batch is in {self.path}, to be read with numpy.load")
        return "; ".join(parts)


def as_plain(bad_batch):
    """A `BadBatch` as a list of numbers, texts and lists, for a checkpoint."""
    *known, origin, path = bad_batch
    origin = origin and [list(v) if isinstance(v, tuple) else v for v in origin]
    return [*known, origin, path]


def from_plain(values):
    """The `BadBatch` that `as_plain` was given."""
    *known, origin, path = values
    origin = origin and Origin(*(tuple(v) if isinstance(v, list) else v for v in origin))
    return BadBatch(*known, origin, path)


def save_batch(graph, arrays, name, report):
    """Write a batch to a new file in the working directory, or in one for temporary files.

    Parameters
    ----------
    graph : theanornn.functions.Graph
        Of training: names of its inputs become those of the arrays.
    arrays : sequence of arrays
    name : str
        Beginning of the file's name.
    report : str
        Kept with it, as ``report``.

    Returns
    -------
    str or None
        The path; None where neither directory can be written to. The file holds arrays only, no
        pickles.
    """
    named = {"report": np.array(report)}
    for variable, array in zip(graph.inputs, arrays):
        known = variable.name or "input"
        unique = itertools.chain([known], (f"{known}_{n}" for n in itertools.count(1)))
        named[next(each for each in unique if each not in {*named, *_OF_SAVEZ})] = array
    made = io.BytesIO()
    np.savez_compressed(made, **named)
    content = made.getvalue()
    for folder in (os.getcwd(), tempfile.gettempdir()):
        for number in itertools.count(1):
            path = os.path.join(folder, f"{name}{f'-{number}' if number > 1 else ''}.npz")
            try:
                with open(path, "xb") as file:
                    _write_whole(file, content)
                return path
            except FileExistsError:
                if _holds(path, content):
                    return path  # a training that goes on comes by the same batch again
            except OSError:
                break
    return None


def _write_whole(file, content):
    try:
        file.write(content)
        file.flush()
    except OSError:
        os.unlink(file.name)
        raise


def _holds(path, content):
    try:
        with open(path, "rb") as file:
            return file.read(len(content) + 1) == content
    except OSError:
        return False
