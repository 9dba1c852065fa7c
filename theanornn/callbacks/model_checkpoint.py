"""ModelCheckpoint: keep the model on disk while it trains."""

import os

from theanornn import callers, generations
from theanornn.argument_kinds import kinds
from theanornn.callbacks.monitor import Monitor


class ModelCheckpoint(Monitor):
    """Saves the model after epochs: all of them, or the best so far.

    Parameters
    ----------
    filepath : str or path
        May hold ``{epoch}`` and any name in the logs:
        ``"weights.{epoch:02d}-{val_loss:.2f}.h5"``. Epochs are counted from 1, as in Keras 2;
        from 0, as in Keras 1, in a script that is run as one of Keras 1. Folders are made.
    monitor : str
        Name in the logs that says which model is the best.
    verbose : int
        1 prints a line for each file.
    save_best_only : bool
        Write only when the monitored value is better than ever before.
    save_weights_only : bool
        ``model.save_weights`` in place of ``model.save``.
    mode : {"auto", "min", "max"}
        Which way is better.
    period : int
        Epochs from one look to the next: every `period`-th epoch may be written.

    Raises
    ------
    OSError
        The first file of a training cannot be written. Of later ones (the disk has become full) a
        warning tells, and training goes on.
    """

    @kinds(filepath="path", period="size")
    def __init__(
        self,
        filepath,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        save_weights_only=False,
        mode="auto",
        period=1,
    ):
        super().__init__(monitor, mode)
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.period = period
        self.generation = generations.default
        self._epochs_since = 0
        self._has_written = False

    def on_train_begin(self, logs=None):
        self._has_written = False

    def on_epoch_end(self, epoch, logs=None):
        self._epochs_since += 1
        if self._epochs_since < self.period:
            return
        self._epochs_since = 0
        if self.save_best_only:
            value = self.current(logs)
            if value is None or not self.improves(value):
                return
        number = epoch if self.generation == 1 else epoch + 1
        path = self.filepath.format_map(_with_epoch(logs, number))
        if not self._written(path):
            return
        if self.save_best_only:
            self.best = value  # of what is on disk
        if self.verbose:
            print(f"Epoch {number}: saved {path}")

    def _written(self, path):
        """Write a file; whether that went well."""
        folder = os.path.dirname(path)
        save = self.model.save_weights if self.save_weights_only else self.model.save
        try:
            if folder:
                os.makedirs(folder, exist_ok=True)
            save(path)
        except OSError as error:
            if not self._has_written:
                raise
            callers.warn(
                f"ModelCheckpoint: {path} could not be written: {error.strerror or error}. "
                "Training goes on; the files that are there are as they were"
            )
            return False
        self._has_written = True
        return True


def _with_epoch(logs, epoch):
    named = type(logs)(logs) if logs is not None else {}
    named["epoch"] = epoch
    return named
