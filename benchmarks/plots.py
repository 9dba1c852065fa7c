"""Pictures of what a run has found: bars, and curves over sizes.

Public names: `bars`, `curves`, `colours`, `finish`, `pyplot`.
"""

_WIDEST = 5.0  # bars beyond this are cut: the others must stay readable
#: Our builds in blues, peers in other colours, the same in all pictures.
_COLOURS = {
    "cpu": "#1f4e9e",
    "cpu-graph": "#5b8bd8",
    "cpu-scan": "#a9c6f2",
    "jax-cpu": "#1b9e9e",
    "jax-gpu": "#0b5d5d",
    "gpuarray": "#8dd3c7",
    "torch": "#e4572e",
    "torch-fused": "#f2a07b",
    "torch-gpu": "#8c1c04",
    "jax": "#7b4fa3",
    "keras-jax": "#c3a1dc",
    "keras-torch": "#e3b23c",
}
_OTHERS = ("#4f8a4c", "#93c47d", "#b5651d", "#888888")


def colours(builds):
    """A colour for each build.

    Parameters
    ----------
    builds : list of str
    """
    unknown = [build for build in builds if build not in _COLOURS]
    others = {build: _OTHERS[k % len(_OTHERS)] for k, build in enumerate(unknown)}
    return {build: _COLOURS.get(build) or others[build] for build in builds}


def bars(found, builds, path, title, ours="cpu"):
    """Draw a PNG: for each case how long every build takes, ours being 1; shorter is faster.

    Parameters
    ----------
    found : list of reporting.Found
    builds : list of str
        In the order of the bars.
    path : path of the file
    title : str
    ours : str
    """
    plt = pyplot()
    found = [row for row in found if ours in row.seconds]
    builds = [b for b in builds if b == ours or any(b in row.ratios for row in found)]
    panels = sorted({(row.threads, row.mode) for row in found}, key=lambda p: (p[0], p[1] != "fwd"))
    places, labels, y = {}, {}, 0.0
    for case in dict.fromkeys(row.case for row in found):
        shown = [b for b in builds if any(b in r.seconds for r in found if r.case == case)]
        places[case] = {build: y - k for k, build in enumerate(shown)}
        labels[y - (len(shown) - 1) / 2] = case.replace(", ", ",\n")
        y -= len(shown) + 1.0
    size = 3.5 + 3.0 * len(panels), 1.7 - 0.15 * y
    figure, axes = plt.subplots(1, len(panels), figsize=size, sharey=True, squeeze=False)
    paint = colours(builds)
    for (threads, mode), axis in zip(panels, axes[0]):
        rows = [row for row in found if (row.threads, row.mode) == (threads, mode)]
        _bars(axis, places, rows, ours, paint)
        axis.set_title(f"{mode}, {threads} thread{'s' * (threads > 1)}", fontsize=10)
        axis.set_xlabel(f"time, {ours} = 1; shorter is faster")
    axes[0][0].set_yticks(list(labels), list(labels.values()))
    axes[0][0].set_ylim(y + 1, 1)
    finish(figure, title, builds, path)


def _bars(axis, places, rows, ours, paint):
    longest = 1.0
    for row in rows:
        for build, place in places[row.case].items():
            if not (build == ours or build in row.ratios):
                continue
            length = 1.0 if build == ours else 1 / row.ratios[build]
            longest = max(longest, length)
            axis.barh(place, min(length, _WIDEST), height=0.85, color=paint[build])
            label = f"{row.seconds[build] * 1e3:.3g} ms" if build == ours else f"{length:.2f}"
            if length > _WIDEST:
                label = f"{length:.3g} →"
            axis.text(min(length, _WIDEST) + 0.05, place, label, va="center", fontsize=7)
    axis.axvline(1.0, color="grey", linewidth=0.7, linestyle=":")
    axis.set_xlim(0, min(longest, _WIDEST) + 0.9)
    axis.spines[["top", "right"]].set_visible(False)


def curves(panels, builds, path, title):
    """Draw a PNG: a column for each axis, a row for each quantity, both scales logarithmic.

    Parameters
    ----------
    panels : dict
        From a quantity to a dict from an axis to a dict from a build to pairs of size and value.
    builds : list of str
        In the order of the legend.
    path : path of the file
    title : str
    """
    plt = pyplot()
    axes_of = list(dict.fromkeys(axis for columns in panels.values() for axis in columns))
    shape = len(panels), len(axes_of)
    size = 1.2 + 2.7 * shape[1], 1.2 + 2.7 * shape[0]
    figure, grid = plt.subplots(*shape, figsize=size, sharey="row", squeeze=False)
    drawn = {b for columns in panels.values() for lines in columns.values() for b in lines}
    builds = [build for build in builds if build in drawn]
    paint = colours(builds)
    for (quantity, columns), row in zip(panels.items(), grid):
        for name, cell in zip(axes_of, row):
            lines = columns.get(name, {})
            for build in builds:
                if build in lines:
                    sizes, values = zip(*sorted(lines[build]))
                    cell.plot(sizes, values, marker="o", markersize=3, color=paint[build])
            ticks = sorted({size for line in lines.values() for size, _ in line})
            cell.set(xscale="log", yscale="log", xlabel=name)
            cell.set_xticks(ticks, [str(tick) for tick in ticks], fontsize=8)
            cell.minorticks_off()
            cell.grid(alpha=0.3)
            cell.spines[["top", "right"]].set_visible(False)
        row[0].set_ylabel(quantity)
    finish(figure, title, builds, path)


def finish(figure, title, builds, path):
    """Title and legend, above and below at the same distance whatever the size; then the file."""
    plt = pyplot()
    paint, (width, height) = colours(builds), figure.get_size_inches()
    handles = [plt.Rectangle((0, 0), 1, 1, color=paint[build]) for build in builds]
    columns = min(len(builds), max(2, int(width / 1.35)))
    rows = -(-len(builds) // columns)
    figure.suptitle(title, wrap=True)
    figure.legend(handles, builds, loc="lower center", ncols=columns, frameon=False)
    figure.tight_layout(rect=(0, (0.2 + 0.22 * rows) / height, 1, 1))
    figure.savefig(path, dpi=120)
    plt.close(figure)


def pyplot():
    """Matplotlib's, drawing to files."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot
