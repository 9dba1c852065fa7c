"""The command line that all benchmarks have, and what happens at its end.

Public names: `parser`, `chosen`, `finish`.
"""

import argparse

import machine
import reporting
from measuring import QUICK, Settings, write_json


def parser(description, builds, ours=("cpu",)):
    """An argument parser with what every benchmark understands.

    Parameters
    ----------
    description : str
        The question; the docstring of the benchmark.
    builds : dict or list of str
        Every build there is, those named in `ours` first of all ours.
    ours : tuple of str
        Builds of this package; the others are peers.
    """
    mine = [build for build in builds if build in ours]
    peers = [build for build in builds if build not in ours]
    result = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = result.add_argument
    add("--quick", action="store_true", help="one small case in seconds: a check, no measurement")
    add("--cases", nargs="+", metavar="WORD", help="only cases whose name has one of these words")
    add("--builds", nargs="*", choices=mine, default=mine, help="of ours (default: all)")
    if peers:
        add("--peers", nargs="*", choices=peers, default=peers, help="default: those installed")
    add("--threads", nargs="+", type=int, default=[1, 2], metavar="N", help="default: 1 2")
    add("--rounds", type=int, default=Settings().rounds, help="default: %(default)s")
    add("--seconds", type=float, default=Settings().seconds, help="for a sample: %(default)s")
    add("--json", metavar="FILE", help="write all samples and the conditions")
    add("--plot", metavar="FILE.png", help="draw what the table says")
    return result


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
    builds = [*arguments.builds, *getattr(arguments, "peers", [])]
    settings = QUICK if arguments.quick else Settings(arguments.rounds, arguments.seconds)
    return cases, builds, arguments.threads, settings


def finish(record, arguments, builds, title, operations=None, cost=False):
    """Print the table, write the files; the exit status: 1 if something was not the same.

    Parameters
    ----------
    record : dict
        From `measuring.run`.
    arguments : Namespace
    builds : list of str
        In the order of the columns.
    title : str
        Of the plot.
    operations, cost : optional
        See `reporting.table`.
    """
    found = reporting.summary(record["samples"], builds[0])
    print(reporting.table(found, builds, builds[0], operations, cost))
    if record.get("memory"):
        print(f"\n{reporting.memory_table(record['memory'], builds)}")
    compiling = reporting.compile_seconds(record["samples"])
    print(f"\nSeconds to compile and run for the first time, median: {compiling}")
    if not arguments.quick:
        speeds = {f"{n} threads": machine.speeds(n) for n in arguments.threads}
        record["environment"]["gflops"] = speeds
        print(f"The machine by itself, GFLOP/s: {speeds}")
    print(f"Conditions: {record['environment']}")
    if arguments.json:
        write_json(record, arguments.json)
    if arguments.plot:
        reporting.plot(found, builds, arguments.plot, title, builds[0])
    return int(any(entry.get("wrong") for entry in record["skipped"]))
