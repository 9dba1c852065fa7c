"""History: what each epoch measured."""

from theanornn.callbacks.base import Callback
from theanornn.callbacks.logs import Logs


class History(Callback):
    """Keeps the logs of every epoch; ``fit`` makes one and returns it.

    Attributes
    ----------
    epoch : list of int
        The epochs that were trained, from 0.
    history : Logs
        Name -> list of one value per epoch. ``"acc"`` and ``"accuracy"`` are one name here.
    """

    def on_train_begin(self, logs=None):
        self.epoch = []
        self.history = Logs()

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            if name in self.history:
                self.history[name].append(value)
            else:
                self.history[name] = [value]

    def __repr__(self):
        last = {name: values[-1] for name, values in self.history.items()}
        means = ", ".join(f"{name}: {value:.4f}" for name, value in last.items())
        return f"<History of {len(self.epoch)} epochs, the last with {means}>"
