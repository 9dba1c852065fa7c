"""How fast is all of it, on this machine?

Runs every benchmark, one after another, with all builds and peers that are installed, and writes
to benchmarks/results (``--out``): HOST-DATE.json with all samples and the conditions, HOST-DATE.md
with the tables, and a plot of each benchmark. ``--quick`` only checks that all of them run.

It takes 20 to 25 minutes on two cores: fewer rounds and shorter samples than the benchmarks
have by themselves. What each takes is said before it starts; nothing else should run meanwhile.
After Ctrl-C, what was measured until then is written.

Exit status 1 if something computed other numbers than the rest, or failed; what the others have
found is written all the same.
"""

import argparse
import datetime
import json
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import options
import peers
import reporting
from environment import sentence
from measuring import empty_record, write_json
from progress import interruptible, minutes

HERE = Path(__file__).resolve().parent


class Question(NamedTuple):
    """A benchmark: what it asks, its arguments, and seconds that it takes, or quickly."""

    asks: str
    arguments: str
    seconds: float
    quickly: float


#: Each with a file of its own; those that people ask first come first.
QUESTIONS = {
    "recurrence": Question("One recurrent layer", "--rounds 5 --seconds 0.06", 330, 60),
    "training_step": Question("A step of training", "--rounds 5 --seconds 0.06", 270, 60),
    "hand_written_scans": Question("Steps for theano.scan", "--rounds 5 --seconds 0.06", 90, 30),
    "recurrence_options": Question("What options cost", "--rounds 5 --seconds 0.06", 120, 10),
    "scaling": Question("Sizes", "--rounds 3 --seconds 0.05", 190, 40),
    "compile_time": Question("Until the first step", "--rounds 1", 150, 30),
    "end_to_end": Question("Until the model is good", "--threads 2", 130, 40),
}


def main(arguments=None):
    """Run the suite; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a check, no measurement")
    parser.add_argument("--only", nargs="+", choices=QUESTIONS, default=list(QUESTIONS))
    add, names = parser.add_argument, {"metavar": "NAME", "nargs": "*"}
    ours, theirs = ", ".join(options.ALL_OURS), ", ".join(peers.NAMES)
    there = f"of ours: {ours} (default: all that work here)"
    add("--builds", choices=options.ALL_OURS, help=there, **names)
    there = f"{theirs} (default: those installed)"
    add("--peers", choices=peers.NAMES, help=there, **names)
    there = "default: those of each benchmark"
    add("--threads", nargs="+", type=int, metavar="N", help=there)
    parser.add_argument("--out", type=Path, default=HERE / "results", help="default: %(default)s")
    there = "in place of HOST-DATE.json"
    add("--json", metavar="FILE", type=options.file_to_write, help=there)
    arguments = parser.parse_args(arguments)
    interruptible()
    arguments.out.mkdir(parents=True, exist_ok=True)
    name = f"{platform.node() or 'host'}-{datetime.date.today().isoformat()}"
    name = re.sub(r"[^\w.-]", "_", name) + ("-quick" if arguments.quick else "")
    path = arguments.json or arguments.out / f"{name}.json"

    record, sections, failed = empty_record([]), [], []
    clock = Clock(arguments.only, arguments.quick)
    interrupted = False
    for question in arguments.only:
        clock.next(question)
        plot = arguments.out / f"{name}-{question}.png"
        status, text, found, interrupted = ask(question, arguments, plot)
        if status and not interrupted:
            failed.append(question)
        sections.append(section(question, text, plot, found))
        record = joined(record, found)
        write_json(record, path)
        if interrupted:
            break
    record["complete"] = not interrupted
    write_json(record, path)
    text = f"# {name}\n\n{head(record, failed, arguments.quick)}\n\n" + "\n".join(sections)
    (arguments.out / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)
    passed = minutes(time.perf_counter() - clock.started)
    files = f"{path}, {arguments.out / name}.md and a plot of each"
    print(f"written after {passed}: {files}", file=sys.stderr)
    for question in failed:
        print(f"{question} failed, see above", file=sys.stderr)
    return 130 if interrupted else 1 if failed else 0


class Clock:
    """Says what comes next and how long all will take yet, from what the table of questions says.

    Parameters
    ----------
    questions : list of str
    quick : bool
    """

    def __init__(self, questions, quick):
        self.expected = {
            q: QUESTIONS[q].quickly if quick else QUESTIONS[q].seconds for q in questions
        }
        self.started, self.done = time.perf_counter(), []
        print(f"about {minutes(sum(self.expected.values()))} in all", file=sys.stderr, flush=True)

    def next(self, question):
        """Say that this one begins."""
        left = sum(s for q, s in self.expected.items() if q not in self.done)
        if self.done:  # this machine, beside the one of the table
            before = sum(self.expected[q] for q in self.done)
            left *= (time.perf_counter() - self.started) / before
        self.done.append(question)
        place = f"[{len(self.done)}/{len(self.expected)}]"
        line = f"{place} {question} ... (about {minutes(left)} left)"
        print(line, file=sys.stderr, flush=True)


def ask(question, arguments, plot):
    """Exit status, text and record of one benchmark, and whether it was interrupted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "found.json")
        command = [sys.executable, str(HERE / f"{question}.py"), "--json", str(path)]
        command += ["--plot", str(plot), *QUESTIONS[question].arguments.split()]
        command += ["--quick"] * arguments.quick
        for option in ("builds", "peers", "threads"):
            values = getattr(arguments, option)
            command += [f"--{option}", *map(str, values)] if values is not None else []
        interrupted = False
        # Ctrl-C reaches this process alone, which hands it on once.
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        try:
            text, _ = process.communicate()
        except KeyboardInterrupt:
            interrupted = True
            process.send_signal(signal.SIGINT)
            text, _ = process.communicate()  # it writes what it has
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return process.returncode, text, found, interrupted


def joined(record, found):
    """All samples so far, and conditions; settings of single benchmarks are with their samples."""
    environment = {**record["environment"]}
    for key, value in found.get("environment", {}).items():
        if key == "versions":
            environment[key] = {**environment[key], **value}
        elif key == "threads":
            environment[key] = sorted({*environment[key], *value})
        elif key in ("rounds", "seconds", "command"):
            command = found["environment"]["command"]
            environment.setdefault("benchmarks", {})[command[0]] = command
        else:
            environment.setdefault(key, value)
    return {
        **record,
        "environment": environment,
        **{
            part: [*record.get(part, []), *found.get(part, [])]
            for part in ("skipped", "samples", "memory")
        },
    }


def head(record, failed, quick):
    """What is to be known of all tables."""
    builds = (*options.ALL_OURS, *peers.NAMES)
    together = reporting.overview(record["samples"], builds)
    lines = ["**A check, no measurement** (--quick): these numbers mean nothing.", ""] * quick
    lines += [
        "Ratios come first: our time by that of another build or peer; below 1, ours is faster.",
        "They are medians over rounds in which all took turns; noise is half of the range of the",
        "middle half of a build's rounds, by their median, the largest of all builds. What did not",
        "compute the same numbers was not timed.",
        "",
        "Ours: `cpu` is C, fused, the default; `cpu-scan` C with theano.scan, what Theano was;",
        "`cpu-graph` a model's graph by hand in C, fused; `jax-cpu` and `jax-gpu` XLA. All others",
        "are peers.",
        "",
    ]
    if together:
        how = "geometric mean of their ratios (in how many of them ours is faster):"
        lines += [f"All cases together, {how}", "", together, ""]
    lines += [
        f"Conditions: {sentence(record['environment'])}",
    ]
    everywhere = [entry for entry in record["skipped"] if "case" not in entry]
    if everywhere:
        lines += ["", reporting.not_measured(everywhere)]
    if not record["complete"]:
        lines += ["", "**Interrupted**: this is not all."]
    for question in failed:
        lines += ["", f"**{question} failed**, or something in it computed other numbers."]
    return "\n".join(lines)


def section(question, text, plot, found):
    """The part of the Markdown file about one benchmark.

    What holds for all of them, conditions and builds that cannot run here, is told at the head.
    """
    drawn = f"![{question}]({plot.name})\n\n" if plot.exists() else ""
    for told_at_the_head in ("\nNot measured:\n", "\nConditions: "):
        text = text.partition(told_at_the_head)[0]
    parts = [f"## {QUESTIONS[question].asks} ({question}.py)", drawn + text.strip()]
    parts.append(
        reporting.not_measured([entry for entry in found.get("skipped", []) if "case" in entry])
    )
    if found:
        environment = found["environment"]
        load = " ".join(map(str, environment["load"]))
        parts.append(f"`{' '.join(environment['command'])}`, load at the start {load}.")
    return "\n\n".join(filter(None, parts)) + "\n"


if __name__ == "__main__":
    sys.exit(main())
