"""How the benchmarks measure: builds in processes of their own, taken in turn, all in one run.

A *build* is one way to compute the same numbers: ours (``cpu``, ``cpu-scan``) or a peer (``torch``,
``jax``, ``keras-jax`` ...). Each lives in its own process (`workers`), so that no two share threads
or settings. For each case all builds are prepared, their numbers compared, and those that differ
left out; then every round visits each build and mode once, in random order, so that whatever else
the machine does falls on all of them alike. A round gives one sample: the median over a fraction of
a second. What is told of two builds is the median over rounds of the ratio within a round.

Public names: `Settings`, `measure`, `run`, `empty_record`, `write_json`.
"""

import contextlib
import json
import os
import random
import sys
from typing import NamedTuple

import numpy as np
from environment import describe
from progress import Progress
from workers import Failed, Skipped, Worker

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


def run(benchmark, module, builds, work, settings, memory=False, path=None):
    """Measure cases with all builds.

    Parameters
    ----------
    benchmark : str
        Name of the question, for the record.
    module : str
        Module with ``BUILDS``, a table from a name to a class; see `workers`.
    builds : list of str
        Names in that table; those that cannot run here are left out, and it is said why.
    work : list of (int, list)
        A number of threads, and the cases for it: named tuples with `name` and `modes`, perhaps
        with a `tolerance` of their own.
    settings : Settings
    memory : bool
        Whether to note how much memory a call needs as well.
    path : path of a file, optional
        The record is written there after each case: what was measured is kept, come what may.

    Returns
    -------
    dict
        ``{"environment": ..., "skipped": [...], "samples": [...], "complete": True}``, as
        `write_json` takes it; with `memory` also ``"memory"``, entries with ``"bytes"`` in place of
        ``"seconds"``. After Ctrl-C: what there was, and ``"complete": False``.
    """
    record = empty_record([count for count, _ in work], settings)
    if memory:
        record["memory"] = []
    steps = Progress(benchmark, sum(len(cases) for _, cases in work))
    with contextlib.suppress(KeyboardInterrupt):
        for count, cases in work:
            workers = _start(module, builds, count, record)
            for worker in workers:
                record["environment"]["versions"].update(worker.versions)
            try:
                for case in cases:
                    steps.next(f"{case.name}, {count} thread{'s' * (count > 1)}")
                    samples = measure(case, workers, settings, record)
                    record["samples"] += [{"benchmark": benchmark, **each} for each in samples]
                    if path:
                        write_json(record, path)
            finally:
                for worker in workers:
                    worker.stop()
        record["complete"] = True
    if path:
        write_json(record, path)
    return record


def empty_record(threads, settings=None):
    """A record in which nothing was measured yet.

    Parameters
    ----------
    threads : list of int
    settings : Settings, optional
    """
    environment = describe({}, threads)
    if settings:
        environment.update(rounds=settings.rounds, seconds=settings.seconds)
    return {"environment": environment, "complete": False, "skipped": [], "samples": []}


def _say(line):
    print(line, file=sys.stderr, flush=True)


def measure(case, workers, settings, record, say=_say):
    """Samples of one case: a list of dicts.

    What differs from the other builds, or does not have the case, is noted in
    ``record["skipped"]`` and not timed.
    """
    samples, ready = [], []
    for mode in case.modes:
        numbers = {}
        for worker in workers:
            with _failures(record, say, case, mode, worker):
                seconds, numbers[worker.build] = worker.prepare(case, mode)
                samples.append(_sample(case, worker, f"compile {mode}", "wall", 0, seconds))
        wrong = differing(numbers, getattr(case, "tolerance", TOLERANCE))
        for worker in workers:
            if worker.build in wrong:
                reason = f"its numbers differ from the others', by {wrong[worker.build]:.1e}"
                _skip(record, say, case, mode, worker, reason, wrong=True)
            elif worker.build in numbers:
                ready.append((worker, mode))
    for worker, mode in ready if "memory" in record else ():
        with _failures(record, say, case, mode, worker):
            needed = worker.memory(mode)
            if needed is not None:
                entry = {"case": case.name, "build": worker.build, "mode": mode, "bytes": needed}
                record["memory"].append({**entry, "threads": worker.threads})
    order = random.Random(settings.seed)
    for number in range(settings.rounds):
        order.shuffle(ready)
        for worker, mode in list(ready):
            ready.remove((worker, mode))
            with _failures(record, say, case, mode, worker):
                seconds = worker.sample(mode, settings.seconds)
                samples.append(_sample(case, worker, mode, worker.clock, number, seconds))
                ready.append((worker, mode))
    for worker in workers:
        with contextlib.suppress(Failed):
            worker.forget()
    return samples


@contextlib.contextmanager
def _failures(record, say, case, mode, worker):
    """What a build has not is noted; so is that it failed, which is as bad as wrong numbers."""
    try:
        yield
    except Skipped as error:
        _skip(record, say, case, mode, worker, error.reason)
    except Failed as error:
        print(error, file=sys.stderr)
        _skip(record, say, case, mode, worker, error.reason, wrong=True)


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
    """Write a record of `run`, readable by people: the whole of it, or nothing."""
    path = os.fspath(path)
    unfinished = f"{path}.{os.getpid()}.unfinished"
    try:
        with open(unfinished, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1)
            file.write("\n")
        os.replace(unfinished, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(unfinished)


def _start(module, builds, threads, record):
    workers = []
    for build in builds:
        try:
            workers.append(Worker(module, build, threads))
        except (Skipped, Failed) as error:
            entry = {"build": build, "reason": error.reason}
            if not any(entry.items() <= other.items() for other in record["skipped"]):
                _say(f"{build} is left out: {error}")
            entry["wrong"] = isinstance(error, Failed)
            record["skipped"].append({**entry, "threads": threads})
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
