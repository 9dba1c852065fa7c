"""How long until the first step of training, in a new process and in one that runs?

Whole processes, from ``python`` to the end of the first step, with one thread, on the clock:
``cold`` with empty caches, ``warm`` when another process did the same before; ``second`` is a
second model of the same architecture in the process, built and one step; ``import`` the statement
``import theanornn``; ``four, cold`` the last of four processes that start at once on empty caches.

Cases: the sentiment model of training_step.py by its layers, fused (cpu) and with ``theano.scan``
(cpu-scan); and an LSTM by hand in ``theano.scan``, compiled by ``theanornn.function``. All
processes of a case must find the same loss (exit status 1). ``--quick`` compiles no C.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import options
from environment import describe
from measuring import write_json

PROGRAM = Path(__file__).with_name("compile_time_program.py")
CASES = {"sentiment": ("cpu", "cpu-scan"), "scan by hand": ("cpu-scan",)}
MODES = ("cold", "warm", "second", "import", "four, cold")


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, ["cpu", "cpu-scan"], ours=("cpu", "cpu-scan"))
    parser.set_defaults(rounds=3, threads=[1])
    arguments = parser.parse_args(arguments)
    cases = {n: b for n, b in CASES.items() if any(w in n for w in arguments.cases or [""])}
    if not cases:
        raise SystemExit(f"no case has one of the words {arguments.cases} in its name")
    samples, losses, versions = [], {}, {}
    for case, builds in cases.items():
        for build in builds:
            if build not in arguments.builds:
                continue
            for number in range(1 if arguments.quick else arguments.rounds):
                for mode, seconds, told in _round(case, build, arguments):
                    print(f"{case}, {build}, {mode}: {seconds:.2f} s", file=sys.stderr, flush=True)
                    samples.append(_sample(case, build, mode, number, seconds, told))
                    losses.setdefault(case, set()).add(round(told["loss"], 5))
                    versions = told["versions"]
    record = {
        "environment": describe(versions, [1]),
        "skipped": [],
        "samples": samples,
    }
    print(_table(samples))
    print(f"\nConditions: {record['environment']}")
    if arguments.json:
        write_json(record, arguments.json)
    if arguments.plot:
        _plot(samples, arguments.plot)
    different = [case for case, found in losses.items() if len(found) > 1]
    for case in different:
        print(f"{case}: the losses differ: {sorted(losses[case])}")
    return 1 if different else 0


def _round(case, build, arguments):
    """Mode, seconds and what the process told, of each mode once."""
    with tempfile.TemporaryDirectory() as cache:
        seconds, told = _processes(case, build, cache, arguments.quick)
        yield "cold", seconds, told
        seconds, told = _processes(case, build, cache, arguments.quick)
        yield "warm", seconds, told
        yield "second", told["second"], told
        yield "import", told["import"], told
    if not arguments.quick:
        with tempfile.TemporaryDirectory() as cache:
            seconds, told = _processes(case, build, cache, False, count=4)
            yield "four, cold", seconds, told


def _processes(case, build, cache, quick, count=1):
    """Seconds until the last of some processes has ended, and what it told."""
    flags = [f"base_compiledir={cache}", "floatX=float32"]
    environment = {
        **os.environ,
        "THEANO_FLAGS": ",".join(flags + ["mode=FAST_COMPILE,cxx="] * quick),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROGRAM.parents[1]), _path()])),
    }
    command = [sys.executable, str(PROGRAM), case, build, *["--quick"] * quick]
    started = time.perf_counter()
    running = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    told = [process.communicate() for process in running]
    seconds = time.perf_counter() - started
    for process, (_, error) in zip(running, told):
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{error}")
    told = json.loads(told[-1][0].splitlines()[-1])
    return seconds - told["second"], told  # the second model comes after the first step


def _path():
    return os.environ.get("PYTHONPATH", "")


def _sample(case, build, mode, number, seconds, told):
    return {
        "benchmark": "compile_time",
        "case": case,
        "build": build,
        "mode": mode,
        "threads": 1,
        "round": number,
        "clock": "wall",
        "seconds": seconds,
        "parts": told["parts"],
    }


def _medians(samples):
    found = {}
    for sample in samples:
        key = f"{sample['case']}, {sample['build']}"
        found.setdefault(key, {}).setdefault(sample["mode"], []).append(sample["seconds"])
    return {
        key: {mode: statistics.median(seconds) for mode, seconds in modes.items()}
        for key, modes in found.items()
    }


def _table(samples):
    """Medians in seconds, and where a warm process spends them."""
    lines = [f"| case | mode | threads | {' | '.join(MODES)} | warm, in parts |"]
    lines.append("| --- " * (len(MODES) + 4) + "|")
    for key, modes in _medians(samples).items():
        cells = [f"{modes[mode]:.2f}" if mode in modes else "–" for mode in MODES]
        parts = [
            s["parts"]
            for s in samples
            if s["mode"] == "warm" and f"{s['case']}, {s['build']}" == key
        ][-1]
        told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in parts.items())
        lines.append(f"| {key} | seconds | 1 | {' | '.join(cells)} | {told} |")
    return "\n".join(lines)


def _plot(samples, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    medians = _medians(samples)
    modes = [mode for mode in MODES if any(mode in found for found in medians.values())]
    figure, axes = pyplot.subplots(figsize=(8, 4), layout="constrained")
    height = 0.8 / len(medians)
    for number, (key, found) in enumerate(medians.items()):
        places = [k + (number + 0.5) * height - 0.4 for k in range(len(modes))]
        bars = axes.barh(places, [found.get(mode, 0) for mode in modes], height, label=key)
        axes.bar_label(bars, fmt="%.2f s", padding=2, fontsize=8)
    axes.set(yticks=range(len(modes)), yticklabels=modes, xscale="log", xlabel="seconds")
    axes.set_title("Until the first step of training")
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=150)
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
