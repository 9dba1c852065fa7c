"""Pictures that the demos leave, as PNG files: `curves`, `continued_wave`."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

__all__ = ["continued_wave", "curves"]


def curves(history, path):
    """Draw what `fit` measured, epoch by epoch, training beside validation.

    Parameters
    ----------
    history : dict, str to list of float
        ``History.history``; ``val_<name>`` is drawn beside ``<name>``.
    path : path of the PNG file
    """
    names = [name for name in history if not name.startswith("val_")]
    figure, panels = _panels(len(names))
    for name, panel in zip(names, panels):
        for key, label in ((name, "training"), (f"val_{name}", "validation")):
            if key in history:
                epochs = range(1, len(history[key]) + 1)
                panel.plot(epochs, history[key], marker="o", label=label)
        panel.set(xlabel="epoch", ylabel=name)
        panel.xaxis.get_major_locator().set_params(integer=True)
        panel.legend()
    figure.savefig(path)


def continued_wave(times, truth, prediction, path):
    """Draw a wave and what a model said its next value would be at each step.

    Parameters
    ----------
    times, truth, prediction : numpy.ndarray, (steps,)
    path : path of the PNG file
    """
    figure, (panel,) = _panels(1)
    panel.plot(times, truth, label="truth")
    panel.plot(times, prediction, linestyle="none", marker=".", label="prediction")
    panel.set(xlabel="time in radians", ylabel="value")
    panel.legend()
    figure.savefig(path)


def _panels(count):
    figure = Figure(figsize=(5 * count + 1, 4), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(1, count, squeeze=False)[0]
