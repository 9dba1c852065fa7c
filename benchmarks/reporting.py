"""What a run has found, for people: Markdown tables, ratios first.

Public names: `Found`, `summary`, `median_and_spread`, `compile_seconds`, `ratios`, `times`,
`overview`, `memory_table`, `not_measured`.
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


def ratios(found, builds, ours="cpu", operations=None, cost=False):
    """A Markdown table of our time by that of each other build: below 1, ours is faster.

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
    others = [b for b in builds if b != ours and any(b in row.ratios for row in found)]
    between = [f"{b} / {ours}" if cost else f"{ours} / {b}" for b in others]
    head = [
        "case",
        "mode",
        "threads",
        *between,
        f"{ours} ms",
        "noise",
        *["GFLOP/s"][: bool(operations)],
    ]
    lines = []
    for row in found:
        shown = {b: 1 / ratio if cost else ratio for b, ratio in row.ratios.items()}
        cells = [_shown(shown.get(b), "{:.2f}") for b in others]
        cells += [_milliseconds(row.seconds.get(ours)), f"{row.noise:.0%}"]
        if operations:
            speed = ours in row.seconds and operations(row.case, row.mode) / row.seconds[ours]
            cells.append(_shown(speed or None, "{:.0f}", 1e-9))
        lines.append([row.case, row.mode, str(row.threads), *cells])
    return _markdown(head, lines)


def times(found, builds, skipped=()):
    """A Markdown table of milliseconds, our builds on processors and GPUs beside the peers.

    Parameters
    ----------
    found : list of Found
    builds : list of str
        In the order of the columns. Those without any number are left out, but for builds of ours
        for GPUs: that they were not measured is to be seen.
    skipped : list of dict
        ``record["skipped"]``: what could not run at all.
    """
    missing = {entry["build"] for entry in skipped if "case" not in entry}
    builds = [
        b
        for b in builds
        if any(b in row.seconds for row in found) or (b in missing and b == "jax-gpu")
    ]
    head = ["case", "mode", "threads", *(f"{b} ms" for b in builds)]
    lines = []
    for row in found:
        cells = [
            "not measured" if b in missing else _milliseconds(row.seconds.get(b)) for b in builds
        ]
        lines.append([row.case, row.mode, str(row.threads), *cells])
    return _markdown(head, lines)


def overview(samples, builds, ours="cpu"):
    """A Markdown table of whole benchmarks: how our time compares in all their cases together.

    Empty where there is nothing to compare.

    Parameters
    ----------
    samples : list of dict
        Of several benchmarks. Cases that another build has not do not count for it.
    builds : list of str
        In the order of the columns; those without any number are left out.
    ours : str
    """
    rows = {}
    for benchmark in dict.fromkeys(sample["benchmark"] for sample in samples):
        for found in summary([s for s in samples if s["benchmark"] == benchmark], ours):
            row = rows.setdefault((benchmark, found.mode, found.threads), {})
            for build, ratio in found.ratios.items():
                row.setdefault(build, []).append(ratio)
    rows = {key: row for key, row in rows.items() if row}
    others = [b for b in builds if any(b in row for row in rows.values())]
    head = ["benchmark", "mode", "threads", *(f"{ours} / {b}" for b in others)]
    lines = []
    for (benchmark, mode, threads), row in rows.items():
        cells = []
        for ratios_of in (row.get(build) for build in others):
            faster = ratios_of and sum(ratio < 1 for ratio in ratios_of)
            mean = ratios_of and statistics.geometric_mean(ratios_of)
            cells.append(f"{mean:.2f} ({faster}/{len(ratios_of)})" if ratios_of else "–")
        lines.append([benchmark, mode, str(threads), *cells])
    return _markdown(head, lines) if lines else ""


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
    head = ["case", "mode", "threads", *(f"{build} MB" for build in builds)]
    lines = []
    for (case, mode, threads), row in rows.items():
        cells = [_shown(row.get(build), "{:.1f}", 1e-6) for build in builds]
        lines.append([case, mode, str(threads), *cells])
    return _markdown(head, lines)


def not_measured(skipped):
    """A Markdown list of what was not measured, and why; empty where there is nothing to say.

    Parameters
    ----------
    skipped : list of dict
        ``record["skipped"]`` of `measuring.run`.
    """
    reasons = {}
    for entry in skipped:
        what = reasons.setdefault((entry["build"], entry["reason"].splitlines()[-1]), [])
        if entry.get("case") and entry["case"] not in what:
            what.append(entry["case"])
    lines = []
    for (build, reason), cases in reasons.items():
        where = f" ({', '.join(cases)})" if cases else ""
        lines.append(f"- {build}{where}: {reason}")
    return "\n".join(["Not measured:", "", *lines]) if lines else ""


def _markdown(head, lines):
    rows = [head, ["---"] * 3 + ["---:"] * (len(head) - 3), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def _milliseconds(seconds):
    """Three digits, more where it takes more."""
    if seconds is None:
        return "–"
    value = 1e3 * seconds
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f}"


def _shown(value, form, scale=1.0):
    return "–" if value is None else form.format(value * scale)
