"""Curves of gradients: :func:`gradient_curves`."""

import numpy as np

from theanornn.callbacks.curves import new_figure

_COLUMNS = 3


def gradient_curves(updates, norms, states, gates, path=None):
    """Draw what a `GradientMonitor` has measured.

    Parameters
    ----------
    updates, norms, states, gates
        Its attributes.
    path
        As of :meth:`theanornn.callbacks.GradientMonitor.plot`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    layers = list(dict.fromkeys(name.rpartition(".")[0] for name in states))
    n_panels = 1 + 2 * len(layers)
    rows = -(-n_panels // _COLUMNS)
    figure = new_figure((5 * min(_COLUMNS, n_panels), 3.5 * rows))
    panels = figure.subplots(rows, min(_COLUMNS, n_panels), squeeze=False).ravel()
    for axes in panels[n_panels:]:
        axes.set_axis_off()
    whole = [name for name in norms if "[" not in name]
    _lines(panels[0], updates, {name: norms[name] for name in whole})
    panels[0].set(xlabel="update", ylabel="norm of the gradient", title="weights")
    for layer, (of_states, of_gates) in zip(layers, zip(panels[1::2], panels[2::2])):
        own = {name: rows for name, rows in states.items() if name.rpartition(".")[0] == layer}
        _over_updates(of_states, own, updates)
        of_states.set(xlabel="time step", ylabel="norm of dLoss/dstate", title=layer)
        own = {name: rows for name, rows in gates.items() if name.partition("[")[0] == layer}
        steps = max(map(len, (rows[-1] for rows in own.values())), default=0)
        _lines(of_gates, np.arange(steps), {name: rows[-1] for name, rows in own.items()})
        title = f"gates of {layer}, update {updates[-1]}"
        of_gates.set(xlabel="time step", ylabel="norm of dLoss/dgate", title=title)
    if path is not None:
        figure.savefig(path, dpi=150)
    return figure


def _lines(axes, x, curves):
    for name, values in curves.items():
        axes.plot(x, values, marker=".", label=name)
    _logarithmic(axes, list(curves.values()))


def _over_updates(axes, curves, updates):
    """A line for each measurement, from dark to bright; a style for each state."""
    from matplotlib import colormaps

    colours = colormaps["viridis"](np.linspace(0, 0.9, len(updates)))
    for style, (name, rows) in zip(("-", "--", ":", "-."), curves.items()):
        for number, (row, colour) in enumerate(zip(rows, colours)):
            last = number == len(rows) - 1
            label = f"{name.rpartition('.')[2]}, update {updates[-1]}" if last else None
            axes.plot(row, style, color=colour, label=label)
    _logarithmic(axes, list(curves.values()))


def _logarithmic(axes, curves):
    """Factors from step to step are slopes; where all is zero there is none."""
    values = np.concatenate([np.ravel(each) for each in curves]) if curves else np.zeros(1)
    if np.any(values[np.isfinite(values)] > 0):
        axes.set_yscale("log")
    if curves:
        axes.legend(fontsize="small")
