"""How do time and memory grow with steps, batch, units, layers and threads?

A training step's heart, the gradients of an LSTM with respect to its weights (``fb``), starting
from batch 32, 100 steps, 128 inputs and units, one layer, with one of these changed at a time. The
sizes are changed with the first number of ``--threads``; the numbers of threads are compared at
the sizes of the start, and at 256 units.

Memory is the most that a call needs beside what the process held before (Linux only; that of a GPU
is not seen). Builds and peers as in recurrence.py; all compute the same numbers, or are not timed.

About five minutes on two cores, with all peers.
"""

import os
import sys

import options
import plots
from measuring import run
from recurrence_builds import BUILDS
from recurrence_cases import Case

BASE = {"batch": 32, "steps": 100, "inputs": 128, "units": 128, "layers": 1}
AXES = {
    "steps": (25, 100, 400),
    "batch": (1, 8, 32, 128),
    "units": (32, 128, 256, 512),
    "layers": (1, 2, 3, 4),
}
SMALL = {"batch": 3, "steps": 4, "inputs": 5, "units": 6, "layers": 1}
SMALL_AXES = {"steps": (4, 8), "layers": (1, 2)}


def _cases(base, axes):
    sizes = [dict(base, **{axis: value}) for axis, values in axes.items() for value in values]
    unique = list(dict.fromkeys(tuple(each.values()) for each in sizes))
    return [Case("lstm", *each, modes=("fb",)) for each in unique]


CASES, QUICK = _cases(BASE, AXES), _cases(SMALL, SMALL_AXES)
ON_THREADS = [
    Case("lstm", *dict(BASE, units=units).values(), modes=("fb",)) for units in (128, 256)
]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, BUILDS, rounds=5, seconds=0.1)
    parser.set_defaults(threads=_powers_of_two())
    arguments = parser.parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    compared = [case for case in cases if case in (*ON_THREADS, QUICK[0])]
    work = [(threads[0], cases), *((count, compared) for count in threads[1:] if compared)]
    path = arguments.json
    record = run("scaling", "recurrence_builds", builds, work, settings, memory=True, path=path)

    def draw(found, path):
        base, axes = (SMALL, SMALL_AXES) if arguments.quick else (BASE, AXES)
        panels = _panels(record, base, axes, threads)
        plots.curves(panels, builds, path, "Gradients of an LSTM" + _words(base))

    return options.finish(record, arguments, builds, draw)


def _words(base):
    sizes = ", ".join(f"{name} {size}" for name, size in base.items())
    return f" ({sizes}; one of these changed at a time)"


def _powers_of_two():
    """Numbers of threads: 1, 2, 4 ... and that of the processors."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return [count for count in (1, 2, 4, 8, 16, 32, 64) if count < available] + [available]


def _panels(record, base, axes, threads):
    """What `plots.curves` draws: milliseconds and MB over each axis."""
    times = options.reporting.summary(record["samples"])
    time = {(row.case, row.threads, b): 1e3 * s for row in times for b, s in row.seconds.items()}
    memory = {(e["case"], e["threads"], e["build"]): e["bytes"] / 1e6 for e in record["memory"]}
    builds = {build for *_, build in time}
    points = {
        axis: [(value, _name(base, axis, value), threads[0]) for value in values]
        for axis, values in axes.items()
    }
    if len(threads) > 1:
        points["threads"] = [(count, _name(base), count) for count in threads]
    panels = {}
    for quantity, values in (("milliseconds", time), ("MB", memory)):
        for axis, places in points.items():
            for build in builds:
                line = [
                    (size, values[name, count, build])
                    for size, name, count in places
                    if values.get((name, count, build))
                ]
                if line:
                    panels.setdefault(quantity, {}).setdefault(axis, {})[build] = line
    return panels


def _name(base, axis=None, value=None):
    changed = dict(base, **({axis: value} if axis else {}))
    return Case("lstm", *changed.values()).name


if __name__ == "__main__":
    sys.exit(main())
