"""How do time and memory grow with steps, batch, units and threads?

A training step's heart, the gradient of an LSTM with respect to its weights (``fb``), starting from
batch 32, 100 steps, 128 inputs and units, with one size changed at a time.
Memory is the most that a call needs beside what the process held before (Linux only).

Builds and peers as in recurrence.py; all compute the same numbers, or are not timed.
"""

import sys

import options
from measuring import run
from recurrence_builds import BUILDS, Case

BASE = {"batch": 32, "steps": 100, "inputs": 128, "units": 128}
AXES = {
    "steps": (25, 50, 100, 200, 400, 800),
    "batch": (1, 4, 16, 32, 64, 128),
    "units": (16, 32, 64, 128, 256, 512),
}


def _cases():
    sizes = [dict(BASE, **{axis: value}) for axis, values in AXES.items() for value in values]
    unique = list(dict.fromkeys(tuple(each.values()) for each in sizes))
    return [Case("lstm", *each, modes=("fb",)) for each in unique]


CASES = _cases()
QUICK = [Case("lstm", 3, steps, 4, 6, modes=("fb",)) for steps in (4, 8)]


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, BUILDS, ours=("cpu", "cpu-scan"))
    arguments = parser.parse_args(arguments)
    cases, builds, threads, settings = options.chosen(arguments, CASES, QUICK)
    record = run("scaling", "recurrence_builds", builds, cases, threads, settings, memory=True)
    return options.finish(record, arguments, builds, "The gradient of an LSTM, sizes changed")


if __name__ == "__main__":
    sys.exit(main())
