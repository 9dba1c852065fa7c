"""A run that is kept on disk while it goes: :class:`Keeper`; :class:`Unkept` is one that is not."""

import contextlib
import random
import time

import numpy as np

from theanornn.callbacks.base import Callback
from theanornn.checkpointing import attributes, files
from theanornn.checkpointing.arguments import refuse_other
from theanornn.checkpointing.folder import Folder
from theanornn.errors import UNFIT, DataError, TheanornnError
from theanornn.training import model_state
from theanornn.training.described import changeable

__all__ = ["Keeper", "Left", "Unkept"]

# What a checkpoint of a run holds beside its kind.
_HELD = set("begun callbacks changed done epoch finished means model numpy order python".split())
_HELD.add("stopped")


class Left(Exception):
    """Training is left in the middle of an epoch, all that is needed to go on being on disk."""


class Unkept:
    """What the loop tells, to nobody; see `Keeper`."""

    def begin(self):
        """As of `Keeper`."""

    def begin_epoch(self, epoch, means):
        """As of `Keeper`."""
        return 0

    def end_batch(self, done):
        """As of `Keeper`."""

    def end_batches(self):
        """As of `Keeper`."""

    def end_epoch(self, epoch, last):
        """As of `Keeper`."""


class Keeper:
    """Writes checkpoints of a run, and lets it go on from one.

    Parameters
    ----------
    model : Trainable
    options : theanornn.callbacks.Checkpoint
    callbacks : list of Callback
        Whose state is kept.
    described : dict
        What the run is begun with, of :func:`theanornn.training.described.describe`.
    order : object
        ``begin_epoch(done)``, called before the batches of one, after so many, are asked for;
        ``state(within_epoch)``, plain data; and ``restore(state)``, after which the epoch's batches
        come again as they came.
    epochs : range
        The epochs that are asked for.

    Attributes
    ----------
    interruption : Interruption
        Set for the time of the run.
    reporter : Callback or None
        What a person sees; it has no state that is kept.

    Raises
    ------
    DataError
        The folder cannot be used, or holds another training.
    """

    def __init__(self, model, options, callbacks, described, order, epochs):
        self._model, self._options, self._callbacks = model, options, callbacks
        self._order, self._epochs, self._begun = order, epochs, described
        self.interruption = self.reporter = None
        self._is_written = True
        self._epoch = self._done = 0
        self._means, self._unwritten = None, None
        self._folder = Folder(options.path, options.keep)
        try:
            self._found = self._of_this_run(self._folder.newest())
        except BaseException:
            self._folder.close()
            raise

    def _of_this_run(self, state):
        if state is None:
            return None
        if not isinstance(state, dict) or state.get("kind") != "fit":
            raise DataError(
                f"{self._folder.path} holds checkpoints of something else than fit; pass another "
                "folder"
            )
        now = self._begun
        with self._whole():
            refuse_other(self._folder.path, state["begun"], state["changed"], now)
            if not state.keys() >= _HELD:
                raise KeyError(*(_HELD - state.keys()))
            if any(type(state[name]) is not int for name in ("epoch", "done")):
                raise TypeError("the position is no number")
            self._begun = state["begun"]
        return state

    @contextlib.contextmanager
    def _whole(self):
        """Within the ``with`` block, whatever goes wrong means that somebody changed the file."""
        try:
            yield
        except TheanornnError:
            raise
        except UNFIT as error:
            raise DataError(
                f"{self._folder.path} holds a checkpoint that this version cannot have written: "
                f"{error!r}; delete the folder to begin anew, or pass another one"
            ) from error

    def close(self):
        """Let others write to the folder."""
        self._folder.close()

    @property
    def is_through(self):
        """Whether nothing is left to do."""
        found = self._found
        if found is None:
            return False
        at_end = found["epoch"] == self._epochs.stop and found["means"] is None
        beyond = found["epoch"] >= self._epochs.stop and not at_end
        return beyond or (found["finished"] and (at_end or found["stopped"]))

    def results(self):
        """Give model and callbacks what they had when the run was through."""
        self._restore(model_state.restore_results)

    @property
    def epochs(self):
        """Those that are left."""
        found, last = self._found, self._epochs.stop
        if found is None:
            return self._epochs
        ended = found["stopped"] and found["means"] is None
        return range(last if ended else found["epoch"], last)

    @property
    def beginning(self):
        """Where it goes on, in words; nothing where it begins."""
        found, path = self._found, self._folder.path
        if found is None:
            return ""
        if self.is_through:
            return f"{path} holds this training, which is through"
        return (
            f"going on in epoch {found['epoch'] + 1} of {self._epochs.stop}, after batch "
            f"{found['done']}, from {path}"
        )

    @property
    def place(self):
        """Where the newest checkpoint is, in words."""
        if self._is_written:
            return f"It was saved in {self._folder.path}"
        return f"It could NOT be saved; what there is in {self._folder.path} is older"

    @property
    def watcher(self):
        """A callback that looks after validations, so that they, too, can be left."""
        return _Watcher(self)

    def begin(self):
        """The run begins, or goes on; callbacks have begun."""
        if self._found is None:
            self._epoch = self._epochs.start
            self._folder.write(self._content(), must=True)
        else:
            self._epoch = self._found["epoch"]
            self._restore(model_state.restore)
        self._written = time.monotonic()

    def begin_epoch(self, epoch, means):
        """An epoch begins, or goes on; callbacks were told.

        Returns
        -------
        int
            How many batches of it were done before.
        """
        self._epoch, self._done, self._means = epoch, 0, means
        found, self._found = self._found, None
        if found is not None and found["means"] is not None:
            self._found = found
            self._restore(model_state.restore)
            self._found = None
            means.set_state(found["means"])
            self._done = found["done"]
            if hasattr(self.reporter, "skip"):
                self.reporter.skip(self._done, means)
        self._since = 0
        self._order.begin_epoch(self._done)
        return self._done

    def end_batch(self, done):
        """A batch was done; callbacks were told.

        Raises
        ------
        Left
            Somebody asked to stop.
        """
        self._done, self._since = done, self._since + 1
        if self._model.stop_training and self._model.generation != 1:
            return  # the epoch ends here, and with it the run
        asked = self.interruption.asked
        if asked or self.interruption.save or self._is_due():
            self._write(self._content())
        if asked:
            raise Left

    def end_batches(self):
        """All batches of the epoch were done; validation comes."""
        # It may change the states of stateful layers: what there is to write is of before.
        self._unwritten = self._content()

    def end_epoch(self, epoch, last):
        """An epoch and its validation are over; callbacks were told.

        Parameters
        ----------
        epoch : int
        last : bool
            No other one comes, and nobody asked to stop: `finish` writes.
        """
        self._epoch, self._done, self._means = epoch + 1, 0, None
        self._unwritten = None
        if not last or self.interruption.asked:
            self._write(self._content())

    def finish(self):
        """The run has ended, and callbacks were told: it may be through."""
        if self._epoch >= self._epochs.stop or self._model.stop_training:
            self._write(self._content(finished=True))

    def look(self):
        """Within a validation: write what was kept back if it is time, and leave if asked to."""
        asked = self.interruption.asked
        if self._unwritten is not None and (asked or self.interruption.save or self._is_due()):
            self._write(self._unwritten)
            self._unwritten = None
        if asked:
            raise Left

    def _is_due(self):
        options = self._options
        if options.batches is not None and self._since >= options.batches:
            return True
        return options.seconds is not None and time.monotonic() - self._written >= options.seconds

    def _write(self, content):
        self.interruption.save = False
        self._is_written = self._folder.write(content)
        self._written, self._since = time.monotonic(), 0

    def _content(self, finished=False):
        within = self._means is not None
        return files.to_bytes(
            {
                "kind": "fit",
                "begun": self._begun,
                "changed": changeable(self._model, self._callbacks),
                "epoch": self._epoch,
                "done": self._done,
                "means": self._means.get_state() if within else None,
                "stopped": bool(self._model.stop_training),
                "finished": finished,
                "order": self._order.state(within),
                "model": model_state.state_of(self._model),
                "numpy": np.random.get_state(),
                "python": random.getstate(),
                "callbacks": [attributes.state_of(each) for each in self._callbacks],
            }
        )

    def _restore(self, restore_model):
        found = self._found
        with self._whole():
            restore_model(self._model, found["model"])
            for callback, state in zip(self._callbacks, found["callbacks"]):
                attributes.restore(callback, state)
            self._model.stop_training = found["stopped"]
            self._order.restore(found["order"])
            np.random.set_state(found["numpy"])
            random.setstate(found["python"])


class _Watcher(Callback):
    """Tells a keeper of batches of validations."""

    def __init__(self, keeper):
        self._keeper = keeper

    def on_test_batch_end(self, batch, logs=None):
        self._keeper.look()
