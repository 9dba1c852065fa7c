"""Curves of a history: :func:`curves`; :func:`new_figure` for others."""

import io

from theanornn.errors import DataError


def curves(points, path=None, names=None):
    """Draw what was measured against epochs.

    Parameters
    ----------
    points : dict
        Name -> epoch, from 0 -> value; ``val_...`` goes into the panel of its name.
    path, names
        As of :meth:`theanornn.callbacks.History.plot`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    from matplotlib.ticker import MaxNLocator

    unknown = [name for name in names or [] if name not in points]
    if unknown or not points or (names is not None and not len(names)):
        raise DataError(
            f"plot: there is no {', '.join(unknown) or 'epoch'} in this history; it has "
            f"{', '.join(points) or 'none: train first'}"
        )
    wanted = list(points) if names is None else list(names)
    panels = list(dict.fromkeys(name[4:] if name.startswith("val_") else name for name in wanted))
    figure = new_figure((5 * len(panels), 3.5))
    for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels):
        for name, label in ((panel, "training"), (f"val_{panel}", "validation")):
            if name in wanted:
                epochs = [epoch + 1 for epoch in points[name]]
                axes.plot(epochs, list(points[name].values()), marker=".", label=label)
        axes.set(xlabel="epoch", ylabel=panel)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend()
    if path is not None:
        figure.savefig(path, dpi=150)
    return figure


def new_figure(size):
    """An empty figure of a size in inches, that a notebook shows without pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    class Shown(Figure):
        """A figure with a picture of its own."""

        def _repr_png_(self):
            buffer = io.BytesIO()
            self.savefig(buffer, format="png")
            return buffer.getvalue()

    figure = Shown(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    return figure
