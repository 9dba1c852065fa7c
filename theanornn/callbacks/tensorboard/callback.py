"""The callback that writes event files."""

import itertools
import numbers
import os
import socket
import time

from theanornn import callers
from theanornn.argument_kinds import kinds
from theanornn.callbacks.appended import Appended
from theanornn.callbacks.base import Callback
from theanornn.callbacks.tensorboard import events
from theanornn.callbacks.tensorboard.records import record
from theanornn.errors import DataError

_files = itertools.count()
_NOT_MEASURED = ("batch", "size")
# Events that are written together, at most.
_TOGETHER = 100


class TensorBoard(Callback):
    """Writes what training measures for the program TensorBoard, which needs no TensorFlow here.

    Parameters
    ----------
    log_dir : str or path
        Folder of the event files; made where it is not there. Show it with
        ``tensorboard --logdir=FOLDER``.
    histogram_freq : int
        Epochs from one histogram of every weight to the next; 0 for none.
    write_graph : bool
        Write the layers and how they are connected.
    update_freq : "epoch", "batch" or int
        When loss and metrics are written: after each epoch (the step is then its number from 0),
        or also after each batch or after at least so many samples (the step is then the number of
        samples seen).
    batch_size, write_grads, write_images, embeddings_freq, embeddings_layer_names, \
embeddings_metadata, embeddings_data
        Accepted as in Keras; gradients, images and embeddings are not written, which is warned of.

    Raises
    ------
    DataError
        `update_freq` is none of these.

    Notes
    -----
    A training that goes on from a checkpoint goes on in its file; what came after the checkpoint is
    written again. Where an event cannot be written (the disk is full) a warning says so, and it is
    written with the next one.
    """

    @kinds(log_dir="path", histogram_freq="count", embeddings_freq="count", update_freq="plain")
    def __init__(
        self,
        log_dir="./logs",
        histogram_freq=0,
        batch_size=32,
        write_graph=True,
        write_grads=False,
        write_images=False,
        embeddings_freq=0,
        embeddings_layer_names=None,
        embeddings_metadata=None,
        embeddings_data=None,
        update_freq="epoch",
    ):
        unheeded = {
            "write_grads": write_grads,
            "write_images": write_images,
            "embeddings_freq": embeddings_freq,
        }
        for name, value in unheeded.items():
            if value:
                callers.warn(f"TensorBoard: {name} has no effect here")
        if update_freq not in ("epoch", "batch") and (
            not isinstance(update_freq, numbers.Real)
            or isinstance(update_freq, bool)
            or not update_freq >= 1
        ):
            raise DataError(
                f"TensorBoard: update_freq is {update_freq!r}, expected 'epoch', 'batch' or a "
                "number of samples of 1 or more"
            )
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self._file, self._events = None, []
        self._name, self._length = "", 0
        self._samples = self._samples_written = 0

    def on_train_begin(self, logs=None):
        self.on_train_end()
        os.makedirs(self.log_dir, exist_ok=True)
        unique = f"{int(time.time()):010d}.{socket.gethostname()}.{os.getpid()}.{next(_files)}"
        self._name, self._length = f"events.out.tfevents.{unique}", 0
        self._samples = self._samples_written = 0

    def get_state(self):
        """The file and its length, and samples seen, for a checkpoint."""
        self._flush()
        return {
            "name": self._name,
            "length": self._file.length if self._file else self._length,
            "samples": self._samples,
            "samples_written": self._samples_written,
        }

    def set_state(self, state):
        """Go on after the events that there were."""
        self._name, self._length = state["name"], state["length"]
        self._samples, self._samples_written = state["samples"], state["samples_written"]
        if self._file is not None:
            self._file.go_on_from(self._length)

    def on_epoch_begin(self, epoch, logs=None):
        # Not before: a training that goes on has its file already.
        self._open()

    def on_batch_end(self, batch, logs=None):
        if self.update_freq == "epoch":
            return
        self._samples += logs["size"]
        if self._samples - self._samples_written >= self.update_freq:
            self._write_scalars(self._samples, logs)
            self._samples_written = self._samples

    def on_epoch_end(self, epoch, logs=None):
        self._write_scalars(epoch if self.update_freq == "epoch" else self._samples, logs or {})
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            for weight in self.model.weights:
                values = weight.get_value(borrow=True)
                self._write(events.histogram(time.time(), epoch, weight.name, values))
        self._flush()

    def on_train_end(self, logs=None):
        if self._file is not None:
            self._flush()
            self._file.close()
            self._length = self._file.length
        self._file = None

    def _head(self):
        """What a file begins with."""
        written = [events.version(time.time())]
        if self.write_graph:
            written.append(events.graph(time.time(), _nodes(self.model)))
        return b"".join(map(record, written))

    def _write_scalars(self, step, logs):
        values = {name: value for name, value in logs.items() if name not in _NOT_MEASURED}
        self._write(events.scalars(time.time(), step, values))

    def _write(self, event):
        self._events.append(record(event))
        if len(self._events) >= _TOGETHER:
            self._flush()

    def _open(self):
        if self._file is None:
            path = os.path.join(self.log_dir, os.path.basename(self._name))
            self._file = Appended(path, self._length, self._head)
            if not self._file.length:
                self._file.add(b"")

    def _flush(self):
        if self._events:
            self._open()
            self._file.add(b"".join(self._events))
            self._events = []


def _nodes(model):
    """Layers as ``(name, class, names of the layers before)``."""
    from theanornn.drawing import connections  # stands below in the layout

    sources = {layer.name: [] for layer in model.parts}
    for before, after in connections(model):
        sources[after.name].append(before.name)
    return [(layer.name, type(layer).__name__, sources[layer.name]) for layer in model.parts]
