"""The command line that all benchmarks have, and what happens at its end.

Public names: `ALL_OURS`, `parser`, `file_to_write`, `builds_of`, `threads_of`, `chosen`, `finish`,
`write_down`.
"""

import argparse
import os

import machine
import our_builds
import peers
import reporting
from environment import sentence
from measuring import QUICK, Settings, write_json
from progress import interruptible

#: All builds of ours of any benchmark.
ALL_OURS = (*our_builds.NAMES, "cpu-graph")
INTERRUPTED = 130  # the exit status of what Ctrl-C has ended
_THREADS = [1, 2]  # the default


def parser(description, builds, rounds=None, seconds=None):
    """An argument parser with what every benchmark understands; from now on signals interrupt it.

    Parameters
    ----------
    description : str
        The question; the docstring of the benchmark.
    builds : dict or list of str
        Every build there is; those of `peers.NAMES` are peers, the rest is ours.
    rounds, seconds : optional
        Defaults where they are other than those of `Settings`.
    """
    interruptible()
    theirs = [build for build in builds if build in peers.NAMES]
    mine = [build for build in builds if build not in theirs]
    result = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = result.add_argument
    add("--quick", action="store_true", help="one small case in seconds: a check, no measurement")
    add("--cases", nargs="+", metavar="WORD", help="only cases whose name has one of these words")
    words = {"metavar": "NAME", "nargs": "*"}
    there = f"of ours: {', '.join(mine)} (default: all that work here)"
    add("--builds", choices=ALL_OURS, default=mine, help=there, **words)
    there = f"{', '.join(theirs)} (default: those installed)" if theirs else "none has this"
    add("--peers", choices=peers.NAMES, default=theirs, help=there, **words)
    counts = {"nargs": "+", "type": int, "metavar": "N", "default": _THREADS}
    add("--threads", help="default: 1 2, and with --quick 1", **counts)
    add("--rounds", type=int, default=rounds or Settings().rounds, help="default: %(default)s")
    seconds = seconds or Settings().seconds
    add("--seconds", type=float, default=seconds, help="for a sample: %(default)s")
    there = "write all samples and the conditions, after each case"
    add("--json", metavar="FILE", type=file_to_write, help=there)
    add("--plot", metavar="FILE.png", type=file_to_write, help="draw what the table says")
    result.set_defaults(available=[*mine, *theirs])
    return result


def file_to_write(path):
    """A path, as an argument; told before anything is measured: there is no such directory."""
    if not os.path.isdir(os.path.dirname(path) or "."):
        raise argparse.ArgumentTypeError(f"{path!r} is in no directory that exists")
    return path


def builds_of(arguments):
    """The builds and peers that were asked for, of those that the benchmark has.

    Raises
    ------
    SystemExit
        There is none: that is said, and no error.
    """
    builds = [b for b in (*arguments.builds, *arguments.peers) if b in arguments.available]
    if not builds:
        print(f"There is nothing to measure here; it has: {', '.join(arguments.available)}.")
        raise SystemExit(0)
    return builds


def threads_of(arguments):
    """The numbers of threads that were asked for; one is enough for a check."""
    if arguments.quick and arguments.threads is _THREADS:
        return _THREADS[:1]
    return arguments.threads


def chosen(arguments, cases, quick):
    """Cases, builds, numbers of threads and settings that the arguments ask for.

    Parameters
    ----------
    arguments : Namespace
        From `parser`.
    cases : list
        All cases of the benchmark.
    quick : list
        What ``--quick`` runs.
    """
    cases = quick if arguments.quick else cases
    if arguments.cases:
        cases = [case for case in cases if any(word in case.name for word in arguments.cases)]
    if not cases:
        raise SystemExit(f"no case has one of the words {arguments.cases} in its name")
    settings = QUICK if arguments.quick else Settings(arguments.rounds, arguments.seconds)
    return cases, builds_of(arguments), threads_of(arguments), settings


def finish(record, arguments, builds, draw, operations=None, cost=False):
    """Print the tables, write the files; the exit status: 1 if something was not the same.

    Parameters
    ----------
    record : dict
        From `measuring.run`.
    arguments : Namespace
    builds : list of str
        In the order of the columns.
    draw : callable
        Called with what `reporting.summary` has found and the path of a plot.
    operations, cost : optional
        See `reporting.ratios`.
    """
    found = reporting.summary(record["samples"], builds[0])
    print(reporting.ratios(found, builds, builds[0], operations, cost))
    print(f"\n{reporting.times(found, builds, record['skipped'])}")
    if record.get("memory"):
        print(f"\n{reporting.memory_table(record['memory'], builds)}")
    compiling = reporting.compile_seconds(record["samples"])
    words = ", ".join(f"{build} {seconds}" for build, seconds in compiling.items())
    print(f"\nSeconds to compile and run for the first time, median: {words}.")
    if not arguments.quick and record["complete"]:
        speeds = {f"{n} threads": machine.speeds(n) for n in arguments.threads}
        record["environment"]["gflops"] = speeds
        for threads, found_speeds in speeds.items():
            words = ", ".join(f"{what} {speed}" for what, speed in found_speeds.items())
            print(f"The machine by itself on {threads}, GFLOP/s: {words}.")
    return write_down(record, arguments, lambda path: draw(found, path))


def write_down(record, arguments, draw):
    """What is told at the end of any benchmark, and the files; the exit status."""
    left_out = reporting.not_measured(record["skipped"])
    if left_out:
        print(f"\n{left_out}")
    print(f"\nConditions: {sentence(record['environment'])}")
    if arguments.json:
        write_json(record, arguments.json)
    if arguments.plot and record["samples"]:
        try:
            draw(arguments.plot)
        except ImportError as error:
            print(f"\nThere is no plot: {error}.")
    if not record["complete"]:
        print("\nInterrupted: these are not all cases.")
        return INTERRUPTED
    return int(any(entry.get("wrong") for entry in record["skipped"]))
