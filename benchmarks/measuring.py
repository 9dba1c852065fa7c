"""How the benchmarks measure: builds in processes of their own, taken in turn, all in one run.

A *build* is one way to compute the same numbers: ours (``cpu``, ``cpu-scan``) or a peer (``torch``,
``jax``, ``keras-jax`` ...). Each lives in its own process (`workers`), so that no two share threads
or settings. For each case all builds are prepared, their numbers compared, and those that differ
left out; then every round visits each build and mode once, in random order, so that whatever else
the machine does falls on all of them alike. A round gives one sample: the median over a fraction of
a second. What is told of two builds is the median over rounds of the ratio within a round.

Public names: `Settings`, `measure`, `run`, `write_json`.
"""

import json
import random
from typing import NamedTuple

import numpy as np
from environment import describe
from workers import Skipped, Worker

# Relative to the largest entry of an array: how far a build may be from the others, in float32.
TOLERANCE = 1e-4


class Settings(NamedTuple):
    """How long and how often to measure.

    Attributes
    ----------
    rounds : int
    seconds : float
        Time for one build and mode in one round.
    seed : int
        Of the order in which a round visits the builds.
    """

    rounds: int = 7
    seconds: float = 0.3
    seed: int = 1


QUICK = Settings(rounds=2, seconds=0.01)


def run(benchmark, module, builds, cases, threads, settings, say=print, memory=False):
    """Measure all cases with all builds, for each number of threads.

    Parameters
    ----------
    benchmark : str
        Name of the question, for the record.
    module : str
        Module with ``BUILDS``, a table from a name to a class; see `workers`.
    builds : list of str
        Names in that table; those that cannot run here are left out, and it is said why.
    cases : list
        Named tuples with `name` and `modes`.
    threads : list of int
    settings : Settings
    say : callable
        Called with lines on what happens.
    memory : bool
        Whether to note how much memory a call needs as well.

    Returns
    -------
    dict
        ``{"environment": ..., "skipped": [...], "samples": [...]}``, as `write_json` takes it; with
        `memory` also ``"memory"``, entries with ``"bytes"`` in place of ``"seconds"``.
    """
    record = {"environment": {}, "skipped": [], "samples": []}
    if memory:
        record["memory"] = []
    versions = {}
    for count in threads:
        workers = _start(module, builds, count, record, say)
        try:
            for case in cases:
                for sample in measure(case, workers, settings, record, say):
                    record["samples"].append({"benchmark": benchmark, **sample})
            for worker in workers:
                versions.update(worker.versions)
        finally:
            for worker in workers:
                worker.stop()
    record["environment"] = describe(versions, threads)
    return record


def measure(case, workers, settings, record, say=print):
    """Samples of one case: a list of dicts.

    What differs from the other builds, or does not have the case, is noted in
    ``record["skipped"]`` and not timed.
    """
    samples, ready = [], []
    for mode in case.modes:
        numbers = {}
        for worker in workers:
            try:
                seconds, numbers[worker.build] = worker.prepare(case, mode)
            except Skipped as reason:
                _skip(record, say, case, mode, worker, str(reason))
                continue
            samples.append(_sample(case, worker, f"compile {mode}", "wall", 0, seconds))
        wrong = differing(numbers)
        for worker in workers:
            if worker.build in wrong:
                reason = f"its numbers differ from the others', by {wrong[worker.build]:.1e}"
                _skip(record, say, case, mode, worker, reason, wrong=True)
            elif worker.build in numbers:
                ready.append((worker, mode))
    for worker, mode in ready if "memory" in record else ():
        needed = worker.memory(mode)
        if needed is not None:
            entry = {"case": case.name, "build": worker.build, "mode": mode, "bytes": needed}
            record["memory"].append({**entry, "threads": worker.threads})
    order = random.Random(settings.seed)
    for number in range(settings.rounds):
        order.shuffle(ready)
        for worker, mode in ready:
            seconds = worker.sample(mode, settings.seconds)
            samples.append(_sample(case, worker, mode, worker.clock, number, seconds))
    for worker in workers:
        worker.forget()
    return samples


def differing(numbers, tolerance=TOLERANCE):
    """Which builds differ from what the builds have in common, and by how much.

    Parameters
    ----------
    numbers : dict
        From a build to its list of arrays. An empty list is compared with nothing.
    tolerance : float
        Relative to the largest entry of an array.

    Returns
    -------
    dict
        From a build to its largest relative difference from the element-wise median of all.
    """
    lists = {build: arrays for build, arrays in numbers.items() if arrays}
    wrong = {}
    for arrays in zip(*lists.values()):
        common = np.nanmedian(np.stack(arrays), axis=0)
        size = max(float(np.abs(common).max()), np.finfo(np.float32).tiny)
        for build, array in zip(lists, arrays):
            difference = float(np.abs(array - common).max()) / size
            if not difference <= tolerance:  # NaN is a difference, too
                wrong[build] = max(difference, wrong.get(build, 0.0))
    return wrong


def write_json(record, path):
    """Write a record of `run`, readable by people."""
    with open(path, "w", encoding="utf-8") as file:
        json.dump(record, file, indent=1)
        file.write("\n")


def _start(module, builds, threads, record, say):
    workers = []
    for build in builds:
        try:
            workers.append(Worker(module, build, threads))
        except Skipped as reason:
            record["skipped"].append({"build": build, "threads": threads, "reason": str(reason)})
            say(f"{build} is left out: {reason}")
    return workers


def _sample(case, worker, mode, clock, number, seconds):
    return {
        "case": case.name,
        "build": worker.build,
        "mode": mode,
        "threads": worker.threads,
        "round": number,
        "clock": clock,
        "seconds": seconds,
    }


def _skip(record, say, case, mode, worker, reason, wrong=False):
    record["skipped"].append(
        {
            "case": case.name,
            "mode": mode,
            "build": worker.build,
            "threads": worker.threads,
            "reason": reason,
            "wrong": wrong,
        }
    )
    say(f"{case.name} {mode}: {worker.build} is not timed: {reason}")
