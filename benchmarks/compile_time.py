"""How long until the first step of training, in a new process and in one that runs?

Whole processes, from ``python`` to the end of the first step, with one thread, on the clock:
``cold`` with empty caches, ``warm`` when another process did the same before; ``second`` is a
second model of the same architecture in the process, built and one step; ``import`` the statement
that imports the package (theanornn imports the rest when it is used: see the parts); ``four, cold``
the last of four processes that start at once on empty caches (build cpu alone, once).

Cases: the sentiment model of training_step.py by its layers in each build, and in peers; and an
LSTM by hand in ``theano.scan``, compiled by ``theanornn.function``. All processes of a case must
find the same loss (exit status 1). ``--quick`` compiles no C. A round takes about two minutes and a
half on two cores.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import options
import plots
from measuring import empty_record, write_json
from progress import Progress

PROGRAM = Path(__file__).with_name("compile_time_program.py")
#: What each build's process imports first.
PACKAGES = {
    "cpu": "theanornn",
    "cpu-scan": "theanornn",
    "jax-cpu": "theanornn",
    "torch": "torch",
    "jax": "jax",
    "keras-jax": "keras",
    "keras-torch": "keras",
}
CASES = {"sentiment": tuple(PACKAGES), "scan by hand": ("cpu-scan",)}
MODES = ("cold", "warm", "second", "import", "four, cold")
_SAME = 1e-4  # how far losses may be apart, relative


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, PACKAGES, rounds=2)
    parser.set_defaults(threads=[1])
    arguments = parser.parse_args(arguments)
    asked = options.builds_of(arguments)
    work = [
        (number, case, build)
        for number in range(1 if arguments.quick else arguments.rounds)
        for case, builds in CASES.items()
        for build in builds
        if build in asked and any(word in case for word in arguments.cases or [""])
    ]
    if not work:
        raise SystemExit("there is nothing to measure: no case has these words or builds")
    record, losses = empty_record([1]), {}
    steps = Progress("compile_time", len(work))
    with contextlib.suppress(KeyboardInterrupt):
        for number, case, build in work:
            steps.next(f"{case}, {build}")
            four = build == "cpu" and number == 0 and not arguments.quick
            for mode, seconds, told in _round(case, build, arguments.quick, four):
                if "skipped" in told:
                    entry = {"build": build, "threads": 1, "reason": told["skipped"]}
                    record["skipped"].append({**entry, "wrong": told.get("wrong", False)})
                    break
                record["samples"].append(_sample(case, build, mode, number, seconds, told))
                losses.setdefault(case, {})[build] = told["loss"]
                record["environment"]["versions"].update(told["versions"])
            if arguments.json:
                write_json(record, arguments.json)
        record["complete"] = True
    for case, found in losses.items():
        common = statistics.median(found.values())
        for build, loss in found.items():
            if not abs(loss - common) <= _SAME * abs(common):
                reason = f"its loss is {loss}, that of the others {common}"
                entry = {"case": case, "build": build, "threads": 1}
                record["skipped"].append({**entry, "reason": reason, "wrong": True})
    print(_table(record["samples"]))
    return options.write_down(record, arguments, lambda to: _plot(record["samples"], to))


def _round(case, build, quick, four):
    """Mode, seconds and what the process told, of each mode once."""
    with tempfile.TemporaryDirectory() as cache:
        seconds, told = _processes(case, build, cache, quick)
        yield "cold", seconds, told
        seconds, told = _processes(case, build, cache, quick)
        yield "warm", seconds, told
        yield "second", told["second"], told
        yield "import", told["import"], told
    if four:
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
        "JAX_PLATFORMS": "cpu",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PROGRAM.parents[1]), _path()])),
    }
    if build.startswith("keras"):
        environment["KERAS_BACKEND"] = build.partition("-")[2]
    command = [sys.executable, str(PROGRAM), PACKAGES[build], case, build, *["--quick"] * quick]
    started = time.perf_counter()
    running = [
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(count)
    ]
    try:
        told = [process.communicate() for process in running]
    except KeyboardInterrupt:
        for process in running:
            process.kill()
        raise
    seconds = time.perf_counter() - started
    for process, (_, error) in zip(running, told):
        if process.returncode:
            reason = error.strip().splitlines()[-1]
            if "ModuleNotFoundError" in reason:
                return seconds, {"skipped": f"not installed ({reason})"}
            print(error, file=sys.stderr)
            return seconds, {"skipped": f"it failed: {reason}", "wrong": True}
    told = json.loads(told[-1][0].splitlines()[-1])
    # The second model comes after the first step.
    return seconds - told.get("second", 0), told


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
        key = sample["case"], sample["build"]
        found.setdefault(key, {}).setdefault(sample["mode"], []).append(sample["seconds"])
    return {
        key: {mode: statistics.median(seconds) for mode, seconds in modes.items()}
        for key, modes in found.items()
    }


def _table(samples):
    """Ratios of warm processes, medians in seconds, and where a warm process spends them."""
    lines = [f"| case | build | warm, cpu / it | {' | '.join(f'{m} s' for m in MODES)} | parts |"]
    lines.append("| --- | --- |" + " ---: |" * (len(MODES) + 1) + " --- |")
    medians = _medians(samples)
    for (case, build), modes in medians.items():
        if "warm" not in modes:  # interrupted, or failed
            continue
        ours = medians.get((case, "cpu"), {}).get("warm")
        ratio = f"{ours / modes['warm']:.2f}" if ours and build != "cpu" else "–"
        cells = [f"{modes[mode]:.2f}" if mode in modes else "–" for mode in MODES]
        parts = [
            s["parts"]
            for s in samples
            if (s["case"], s["build"], s["mode"]) == (case, build, "warm")
        ]
        told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in parts[-1].items())
        lines.append(f"| {case} | {build} | {ratio} | {' | '.join(cells)} | {told} |")
    return "\n".join(lines)


def _plot(samples, path):
    pyplot = plots.pyplot()
    medians = _medians(samples)
    modes = [mode for mode in MODES if any(mode in found for found in medians.values())]
    height = 1.5 + 0.2 * (len(medians) + 1) * len(modes)
    figure, axes = pyplot.subplots(figsize=(8, height))
    bar = 0.85 / len(medians)
    names = {(case, b): b if case == "sentiment" else f"{case}, {b}" for case, b in medians}
    paint = plots.colours(names.values())
    for number, (key, found) in enumerate(medians.items()):
        places = [k + (number + 0.5) * bar - 0.425 for k in range(len(modes))]
        values = [found.get(mode, float("nan")) for mode in modes]
        bars = axes.barh(places, values, bar, color=paint[names[key]])
        labels = [_words(value) for value in values]
        axes.bar_label(bars, labels, padding=2, fontsize=7)
    axes.set(yticks=range(len(modes)), yticklabels=modes, xscale="log", xlabel="seconds")
    axes.set_ylim(len(modes) - 0.5, -0.5)  # the first on top, room for groups of few bars
    axes.margins(x=0.1)
    axes.spines[["top", "right"]].set_visible(False)
    plots.finish(figure, "Until the first step of training", list(names.values()), path)


def _words(seconds):
    if seconds != seconds:
        return ""
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{1e3 * seconds:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
