"""What became slower from one run to another?

    python benchmarks/compare.py BEFORE.json AFTER.json

Both are files that a benchmark, or run.py, has written. Compared are medians of what both have: the
same benchmark, case, mode, build and number of threads. A change counts where it is past 10 per
cent (``--past``) *and* past the noise of the two: half of the range of the middle half of the
samples of each, or a quarter where there are fewer than three samples. Exit status 1 if a build of
ours became slower, 2 if there was nothing to compare. Where the conditions (host, processor,
versions, flags, load) differ, that is said first.

Runs on different machines, or on one that was busy once, say little: ``--beside torch`` compares
our time by that of a peer in the same run.
"""

import argparse
import json
import math
import sys
from typing import NamedTuple

import peers
import reporting

#: What is taken for the noise of one sample or two, which cannot tell it themselves.
_UNKNOWN_NOISE = 0.25
_CONDITIONS = ("host", "processor", "processors", "system", "versions", "flags", "gflops", "load")


class Change(NamedTuple):
    """How one number changed.

    Attributes
    ----------
    what : str
        Benchmark, case, mode, build and threads.
    ours : bool
        Whether the build is no peer.
    before, after : float
        Seconds, or our time by a peer's.
    noise : float
        Of the ratio of the two, relative.
    """

    what: str
    ours: bool
    before: float
    after: float
    noise: float

    @property
    def ratio(self):
        """Above 1: slower."""
        return self.after / self.before

    def is_past(self, limit):
        """Whether it became slower by more than `limit` and by more than the noise."""
        return self.ratio > 1 + limit and self.ratio > 1 + self.noise


def main(arguments=None):
    """Run the comparison; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", metavar="BEFORE.json")
    parser.add_argument("after", metavar="AFTER.json")
    parser.add_argument("--past", type=float, default=0.1, help="default: 0.1, 10 per cent")
    there = f"compare ratios to one of {', '.join(peers.NAMES)}"
    parser.add_argument("--beside", metavar="PEER", choices=peers.NAMES, help=there)
    arguments = parser.parse_args(arguments)
    records = [_read(path) for path in (arguments.before, arguments.after)]
    changes = compared(*(record["samples"] for record in records), arguments.beside)
    if not changes:
        print("The two have nothing in common.")
        return 2
    for line in other_conditions(*records):
        print(line)
    print(f"\n{table(changes, arguments.past)}")
    slower = [change for change in changes if change.is_past(arguments.past)]
    ours = [change for change in slower if change.ours]
    what = f"became slower by more than {arguments.past:.0%} and the noise"
    print(f"\n{len(slower)} of {len(changes)} {what}, {len(ours)} of them builds of ours.")
    return 1 if ours else 0


def other_conditions(before, after):
    """Lines on what was different when the two were measured.

    Parameters
    ----------
    before, after : dict
        Records as of `measuring.run`.
    """
    lines = []
    for name, record in (("before", before), ("after", after)):
        if not record.get("complete", True):
            lines.append(f"The measurements {name} were interrupted: not all is there.")
    for name in _CONDITIONS:
        old, new = (record["environment"].get(name) for record in (before, after))
        if isinstance(old, dict) and isinstance(new, dict):
            other = [key for key in {**old, **new} if old.get(key) != new.get(key)]
            old, new = ({key: each.get(key) for key in other} for each in (old, new))
        if old != new:
            lines.append(f"Other {name}: {old} before, {new} after.")
    return lines


def compared(before, after, beside=None):
    """The changes from the samples of one run to those of another, the worst first.

    Parameters
    ----------
    before, after : list of dict
        As in a record of `measuring.run`.
    beside : str, optional
        A peer; only our builds are compared then, by their time relative to it.

    Returns
    -------
    list of Change
    """
    groups = [_groups(samples) for samples in (before, after)]
    changes = []
    for key in groups[0].keys() & groups[1].keys():
        pairs = [_number(group, key, beside) for group in groups]
        if None in pairs:
            continue
        (old, noise_of_old), (new, noise_of_new) = pairs
        noise = math.hypot(noise_of_old, noise_of_new)
        changes.append(Change(_words(key), key[3] not in peers.NAMES, old, new, noise))
    return sorted(changes, key=lambda change: (-change.ratio, change.what))


def table(changes, past):
    """A Markdown table of changes; those that count are marked."""
    lines = [
        "| what | after / before | before | after | noise | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for change in changes:
        mark = "slower" if change.is_past(past) else ""
        numbers = f"{change.ratio:.2f} | {change.before:.4g} | {change.after:.4g}"
        lines.append(f"| {change.what} | {numbers} | {change.noise:.0%} | {mark} |")
    return "\n".join(lines)


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        record["samples"], record["environment"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{path} is not what a benchmark writes: {error}") from None
    return record


def _groups(samples):
    groups = {}
    for sample in samples:
        if sample["mode"].startswith("compile "):  # with what caches, nobody knows
            continue
        key = tuple(sample[part] for part in ("benchmark", "case", "mode", "build", "threads"))
        groups.setdefault(key, {})[sample["round"]] = sample["seconds"]
    return groups


def _number(groups, key, beside):
    """Median and relative noise of what is compared; None where the peer is missing."""
    times = groups[key]
    if beside is not None:
        peer = groups.get((*key[:3], beside, key[4]))
        if key[3] in peers.NAMES or peer is None:
            return None
        times = {k: times[k] / peer[k] for k in times.keys() & peer.keys()}
        if not times:
            return None
    median, noise = reporting.median_and_spread(times.values())
    return median, noise if len(times) >= 3 else max(noise, _UNKNOWN_NOISE)


def _words(key):
    benchmark, case, mode, build, threads = key
    return f"{benchmark}: {case}, {mode}, {build}, {threads} thread{'s' * (threads > 1)}"


if __name__ == "__main__":
    sys.exit(main())
