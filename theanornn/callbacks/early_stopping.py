"""EarlyStopping: end training when it no longer helps."""

from theanornn import generations
from theanornn.argument_kinds import kinds
from theanornn.callbacks.monitor import Monitor


class EarlyStopping(Monitor):
    """Stops training when the monitored value has not improved for some epochs.

    Parameters
    ----------
    monitor : str
        Name in the logs.
    min_delta : float
        Changes smaller than this are no improvement.
    patience : int
        Epochs in a row without improvement that end training, as in Keras 2 (0 and 1 both mean
        the first one). Keras 1 waited one epoch more, and so does a script that is run as one of
        Keras 1.
    verbose : int
        1 prints a line when training is stopped.
    mode : {"auto", "min", "max"}
        Which way is better.
    baseline : float, optional
        A value that must be beaten for an epoch to count as an improvement.
    restore_best_weights : bool
        Go back to the weights of the best epoch when training is stopped. As in Keras, they stay
        where they are when all epochs were done.

    Attributes
    ----------
    stopped_epoch : int
        The epoch after which training was stopped, counted from 0; 0 if it was not.
    best : float
        The best value.
    wait : int
        Epochs since.
    """

    @kinds()
    def __init__(
        self,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
    ):
        super().__init__(monitor, mode, min_delta)
        self.patience = patience
        self.verbose = verbose
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.stopped_epoch = self.wait = 0
        self.best_weights = None
        self.generation = generations.default
        self._stopped = False

    def on_train_begin(self, logs=None):
        self.wait = self.stopped_epoch = 0
        self.best_weights = None
        self._stopped = False
        self.best = self._worst() if self.baseline is None else self.baseline

    def on_epoch_end(self, epoch, logs=None):
        value = self.current(logs)
        if value is None:
            return
        if self.improves(value):
            self.best, self.wait = value, 0
            if self.restore_best_weights:
                self.best_weights = self.model.get_weights()
            return
        self.wait += 1
        if self.wait >= self.patience + (self.generation == 1):
            self.stopped_epoch, self._stopped = epoch, True
            self.model.stop_training = True
            if self.best_weights is not None:
                self.model.set_weights(self.best_weights)

    def on_train_end(self, logs=None):
        if self.verbose and self._stopped:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
