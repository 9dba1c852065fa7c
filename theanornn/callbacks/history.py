"""History: what each epoch measured."""

from html import escape

from theanornn.argument_kinds import kinds
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
        self.epoch, self._epochs_of = [], {}
        self.history = Logs()

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self._epochs_of.setdefault(name, []).append(epoch)
            if name in self.history:
                self.history[name].append(value)
            else:
                self.history[name] = [value]

    def get_state(self):
        """The epochs so far, for a checkpoint."""
        return {"epoch": self.epoch, "history": self.history, "epochs_of": self._epochs_of}

    def set_state(self, state):
        """Go on with what `get_state` returned."""
        self.epoch, self._epochs_of = list(state["epoch"]), dict(state["epochs_of"])
        self.history = Logs(state["history"])

    @kinds(path="file", names="texts")
    def plot(self, path=None, names=None):
        """Draw what was measured against epochs: one panel for each name, validation beside it.

        Parameters
        ----------
        path : str or path, optional
            A PNG, SVG or PDF file to write.
        names : list of str, optional
            Of the logs; by default all.

        Returns
        -------
        matplotlib.figure.Figure
            A notebook shows it.

        Raises
        ------
        DataError
            Nothing was measured, or not under these names.

        Examples
        --------
        >>> history = History()
        >>> history.on_train_begin()
        >>> history.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.6})
        >>> [axes.get_ylabel() for axes in history.plot().axes]
        ['loss']
        """
        from theanornn.callbacks.curves import curves

        return curves(self._points(), path, names)

    def _points(self):
        """Name -> epoch -> value; not everything is measured in each epoch."""
        return {
            name: dict(zip(self._epochs_of[name], values)) for name, values in self.history.items()
        }

    def _repr_html_(self):
        points = self._points()
        head = "".join(f"<th>{escape(name)}</th>" for name in ("epoch", *points))
        lines = [f"<table><tr>{head}</tr>"]
        for epoch in self.epoch:
            values = (by_epoch.get(epoch) for by_epoch in points.values())
            cells = "".join(f"<td>{'' if v is None else format(v, '.4g')}</td>" for v in values)
            lines.append(f"<tr><td>{epoch + 1}</td>{cells}</tr>")
        return "\n".join([*lines, "</table>"])

    def __repr__(self):
        if not self.epoch:
            return "<History: no epoch yet>"
        last = {name: values[-1] for name, values in self.history.items()}
        means = ", ".join(f"{name}: {value:.4f}" for name, value in last.items())
        return f"<History of {len(self.epoch)} epochs, the last with {means}>"
