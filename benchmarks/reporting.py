"""What a run has found, for people: a Markdown table with ratios first, and a plot.

Public names: `Found`, `summary`, `median_and_spread`, `compile_seconds`, `table`,
`memory_table`, `plot`.
"""

import statistics
from typing import NamedTuple


class Found(NamedTuple):
    """What was measured for one case, mode and number of threads.

    Attributes
    ----------
    case, mode : str
    threads : int
    seconds : dict
        From a build to the median of its samples.
    ratios : dict
        From another build to the median over rounds of our time by its time.
    noise : float
        Largest over builds: half of the range of the middle half of its samples, by their median.
    """

    case: str
    mode: str
    threads: int
    seconds: dict
    ratios: dict
    noise: float


def summary(samples, ours="cpu"):
    """Medians and ratios of the samples of a run, in the order of measurement.

    Parameters
    ----------
    samples : list of dict
        As in the record of `measuring.run`. Those of compiling are left out.
    ours : str
        The build that the others are compared with.

    Returns
    -------
    list of Found

    Examples
    --------
    >>> sample = {"case": "c", "mode": "fwd", "threads": 1, "round": 0}
    >>> samples = [
    ...     {**sample, "build": "cpu", "seconds": 1.0},
    ...     {**sample, "build": "torch", "seconds": 2.0},
    ... ]
    >>> summary(samples)[0].ratios
    {'torch': 0.5}
    """
    groups = {}
    for sample in samples:
        mode = sample["mode"].replace("compile ", "")  # compiling comes first, and in order
        group = groups.setdefault((sample["case"], mode, sample["threads"]), {})
        if mode == sample["mode"]:
            group.setdefault(sample["build"], {})[sample["round"]] = sample["seconds"]
    return [_found(*key, rounds, ours) for key, rounds in groups.items() if rounds]


def _found(case, mode, threads, rounds, ours):
    mine = rounds.get(ours, {})
    ratios = {
        build: statistics.median(mine[k] / times[k] for k in mine.keys() & times.keys())
        for build, times in rounds.items()
        if build != ours and mine.keys() & times.keys()
    }
    seconds = {build: statistics.median(times.values()) for build, times in rounds.items()}
    noise = max(median_and_spread(times.values())[1] for times in rounds.values())
    return Found(case, mode, threads, seconds, ratios, noise)


def median_and_spread(values):
    """The median of some numbers, and half of the range of their middle half, relative to it."""
    values = sorted(values)
    middle = statistics.median(values)
    low, high = values[0], values[-1]
    if len(values) >= 4:
        low, _, high = statistics.quantiles(values, n=4)
    return middle, (high - low) / 2 / middle


def compile_seconds(samples):
    """Median over cases of what the first call of each build took: from build to seconds."""
    taken = {}
    for sample in samples:
        if sample["mode"].startswith("compile"):
            taken.setdefault(sample["build"], []).append(sample["seconds"])
    return {build: round(statistics.median(seconds), 2) for build, seconds in taken.items()}


def table(found, builds, ours="cpu", operations=None, cost=False):
    """A Markdown table: our time by that of each other build, then milliseconds.

    Parameters
    ----------
    found : list of Found
    builds : list of str
        In the order of the columns; those without any number are left out.
    ours : str
    operations : callable, optional
        From case and mode to the number of floating-point operations, for a column of GFLOP/s.
    cost : bool
        The other way round: the time of each other build by ours.

    Returns
    -------
    str
    """
    builds = [b for b in builds if any(b in row.seconds for row in found)]
    others = [b for b in builds if b != ours]
    head = [
        "case",
        "mode",
        "threads",
        *(f"{b} / {ours}" if cost else f"{ours} / {b}" for b in others),
    ]
    head += [f"{b} ms" for b in builds] + ["noise"] + ["GFLOP/s"] * bool(operations)
    lines = [head, ["---"] * 3 + ["---:"] * (len(head) - 3)]
    for row in found:
        cells = [row.case, row.mode, str(row.threads)]
        ratios = {b: 1 / ratio if cost else ratio for b, ratio in row.ratios.items()}
        cells += [_shown(ratios.get(b), "{:.2f}") for b in others]
        cells += [_shown(row.seconds.get(b), "{:.2f}", 1e3) for b in builds]
        cells.append(f"{row.noise:.0%}")
        if operations:
            speed = ours in row.seconds and operations(row.case, row.mode) / row.seconds[ours]
            cells.append(_shown(speed or None, "{:.0f}", 1e-9))
        lines.append(cells)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def memory_table(entries, builds):
    """A Markdown table of the memory that a call needs, in MB.

    Parameters
    ----------
    entries : list of dict
        ``record["memory"]`` of `measuring.run`.
    builds : list of str
        In the order of the columns.
    """
    rows = {}
    for entry in entries:
        row = rows.setdefault((entry["case"], entry["mode"], entry["threads"]), {})
        row[entry["build"]] = entry["bytes"]
    builds = [build for build in builds if any(build in row for row in rows.values())]
    lines = [["case", "mode", "threads", *(f"{build} MB" for build in builds)]]
    lines.append(["---"] * 3 + ["---:"] * len(builds))
    for (case, mode, threads), row in rows.items():
        cells = [_shown(row.get(build), "{:.1f}", 1e-6) for build in builds]
        lines.append([case, mode, str(threads), *cells])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _shown(value, form, scale=1.0):
    return "–" if value is None else form.format(value * scale)


def plot(found, builds, path, title, ours="cpu"):
    """Draw a PNG: for each case how long every build takes, ours being 1; shorter is faster.

    Parameters
    ----------
    found : list of Found
    builds : list of str
        In the order of the bars.
    path : path of the file
    title : str
    ours : str
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    found = [row for row in found if row.ratios]
    builds = [b for b in builds if any(b in row.seconds for row in found)]
    panels = sorted({(row.threads, row.mode) for row in found}, key=lambda p: (p[0], p[1] != "fwd"))
    cases = list(dict.fromkeys(row.case for row in found))
    height = 1.3 + 0.16 * len(cases) * (len(builds) + 1.5)
    figure, axes = plt.subplots(
        1, len(panels), figsize=(2 + 4.2 * len(panels), height), sharey=True, squeeze=False
    )
    colours = dict(zip(builds, plt.colormaps["tab10"].colors))
    for (threads, mode), axis in zip(panels, axes[0]):
        rows = {r.case: r for r in found if (r.threads, r.mode) == (threads, mode)}
        _bars(axis, cases, builds, rows, ours, colours)
        axis.set_title(f"{mode}, {threads} thread{'s' * (threads > 1)}", fontsize=10)
        axis.set_xlabel(f"time, {ours} = 1")
    places = [-k * (len(builds) + 1.5) - (len(builds) - 1) / 2 for k in range(len(cases))]
    axes[0][0].set_yticks(places, cases)
    handles = [plt.Rectangle((0, 0), 1, 1, color=colours[build]) for build in builds]
    figure.legend(handles, builds, loc="lower center", ncols=len(builds), frameon=False)
    figure.suptitle(title)
    figure.tight_layout(rect=(0, 0.6 / height, 1, 1))
    figure.savefig(path, dpi=150)
    plt.close(figure)


_WIDEST = 6.0  # bars beyond this are cut: the others must stay readable


def _bars(axis, cases, builds, rows, ours, colours):
    longest = 1.0
    for k, case in enumerate(cases):
        row = rows.get(case)
        for j, build in enumerate(builds):
            if row is None or not (build == ours or build in row.ratios):
                continue
            length = 1.0 if build == ours else 1 / row.ratios[build]
            longest = max(longest, length)
            place = -k * (len(builds) + 1.5) - j
            axis.barh(place, min(length, _WIDEST), height=0.85, color=colours[build])
            label = f"{row.seconds[build] * 1e3:.3g} ms" if build == ours else f"{length:.2f}"
            axis.text(min(length, _WIDEST) + 0.05, place, label, va="center", fontsize=7)
    axis.axvline(1.0, color="grey", linewidth=0.7, linestyle=":")
    axis.set_xlim(0, min(longest, _WIDEST) + 0.8)
    axis.spines[["top", "right"]].set_visible(False)
