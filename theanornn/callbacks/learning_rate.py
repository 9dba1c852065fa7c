"""Changing the learning rate while training: by a schedule, or when nothing gets better."""

import inspect
import math
import numbers

import numpy as np

from theanornn import generations
from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback
from theanornn.callbacks.monitor import Monitor
from theanornn.errors import DataError, DtypeError


class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of each epoch; the logs keep it as ``"lr"``.

    Parameters
    ----------
    schedule : callable
        ``schedule(epoch)`` or ``schedule(epoch, learning_rate)`` -> new learning rate; epochs are
        counted from 0.
    verbose : int
        1 prints a line for each epoch.

    Raises
    ------
    DtypeError
        When training, if the schedule returns no number.

    Examples
    --------
    >>> halving = LearningRateScheduler(lambda epoch, lr: lr if epoch < 10 else lr / 2)
    """

    @kinds(schedule="function")
    def __init__(self, schedule, verbose=0):
        self.schedule = schedule
        self.verbose = verbose

    def on_epoch_begin(self, epoch, logs=None):
        current = _current(self.model)
        new = self.schedule(*(epoch, current)[: _arguments(self.schedule)])
        if isinstance(new, bool) or not isinstance(new, (numbers.Real, np.ndarray)):
            raise DtypeError(
                f"LearningRateScheduler: the schedule returned {new!r} for epoch {epoch}, "
                "expected a number"
            )
        _set(self.model, float(new))
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate {float(new):g}")

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["lr"] = _current(self.model)


class ReduceLROnPlateau(Monitor):
    """Lowers the learning rate when the monitored value has stopped improving.

    The logs keep the learning rate of each epoch as ``"lr"``.

    Parameters
    ----------
    monitor : str
        Name in the logs.
    factor : float
        What the learning rate is multiplied with, less than 1.
    patience : int
        Epochs in a row without improvement that lower it, as in Keras 2. Keras 1 waited one epoch
        more the first time, and so does a script that is run as one of Keras 1.
    verbose : int
        1 prints a line for each change.
    mode : {"auto", "min", "max"}
        Which way is better.
    min_delta : float
        Changes smaller than this are no improvement.
    cooldown : int
        Epochs after a change in which nothing is counted.
    min_lr : float
        The learning rate goes no lower.
    epsilon : float, optional
        Keras 1's name of `min_delta`.

    Raises
    ------
    DataError
        `factor` is 1 or more.
    """

    @kinds()
    def __init__(
        self,
        monitor="val_loss",
        factor=0.1,
        patience=10,
        verbose=0,
        mode="auto",
        min_delta=1e-4,
        cooldown=0,
        min_lr=0,
        epsilon=None,
    ):
        super().__init__(monitor, mode, min_delta if epsilon is None else epsilon)
        if factor >= 1.0:
            raise DataError(f"ReduceLROnPlateau: factor is {factor}, expected less than 1")
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.generation = generations.default
        self.wait = self.cooldown_counter = 0

    def on_train_begin(self, logs=None):
        self.wait = self.cooldown_counter = 0
        self.best = self._worst()

    def in_cooldown(self):
        """Whether nothing is counted yet after a change."""
        return self.cooldown_counter > 0

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["lr"] = _current(self.model)
        value = self.current(logs)
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.improves(value):
            self.best, self.wait = value, 0
        elif not self.in_cooldown():
            # Keras 1 looks first and counts then.
            self.wait += self.generation != 1
            if self.wait >= self.patience:
                self._reduce(epoch)
            self.wait += self.generation == 1

    def _reduce(self, epoch):
        old = _current(self.model)
        # In float32 the lowest rate is not the number that was given.
        if old <= self.min_lr or math.isclose(old, self.min_lr, rel_tol=1e-4):
            return
        new = max(old * self.factor, self.min_lr)
        _set(self.model, new)
        self.cooldown_counter, self.wait = self.cooldown, 0
        if self.verbose:
            print(f"Epoch {epoch + 1}: learning rate reduced to {new:g}")


def _current(model):
    return float(model.optimizer.lr.get_value())


def _set(model, value):
    rate = model.optimizer.lr
    rate.set_value(np.asarray(value, dtype=rate.dtype))


def _arguments(schedule):
    """How many of (epoch, learning rate) the schedule takes."""
    try:
        inspect.signature(schedule).bind(0, 0.0)
    except (TypeError, ValueError):  # it takes one, or is a builtin that does not tell
        return 1
    return 2
