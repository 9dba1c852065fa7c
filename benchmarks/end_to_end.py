"""How many seconds of training until a model is good?

Embedding, LSTM, one sigmoid unit, on the movie-review snippets (theanornn.datasets.movie_reviews,
fetched once): Adam, batches of 32 in the same order for all builds, from the same weights, until
``--target`` of the validation part is judged right. Not steps but seconds; compiling is left out
(see compile_time.py). All must get there after as many epochs, give or take one (exit status 1).

A training takes 3 to 20 seconds: on two cores with all peers about five minutes for a round.
"""

import contextlib
import os
import statistics
import sys
import tempfile

import numpy as np
import options
import plots
import reporting
from end_to_end_builds import BUILDS, Case
from measuring import empty_record, write_json
from progress import Progress
from training_models import Case as Model
from workers import Failed, Skipped, Worker

SIZES = {"vocabulary": 8000, "inputs": 64, "units": 64, "steps": 50, "batch": 32}
SMALL = {"vocabulary": 30, "inputs": 4, "units": 5, "steps": 6, "batch": 8}


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, BUILDS, rounds=1)
    parser.add_argument("--target", type=float, default=0.77, help="default: %(default)s")
    parser.add_argument("--epochs", type=int, default=8, help="at most; default: %(default)s")
    arguments = parser.parse_args(arguments)
    builds = options.builds_of(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data.npz")
        np.savez(path, **(_planted() if arguments.quick else _reviews()))
        if arguments.quick:
            case = Case("planted words", path, 0.8, 80, Model("small", **SMALL))
        else:
            model = Model("sentiment", **SIZES)
            case = Case("movie reviews", path, arguments.target, arguments.epochs, model)
        record = _measure(case, builds, arguments)
    print(_table(record["samples"], builds, case))
    _note_other_learning(record, case)
    return options.write_down(record, arguments, lambda to: _plot(record["samples"], case, to))


def _measure(case, builds, arguments):
    record = empty_record(options.threads_of(arguments))
    rounds = 1 if arguments.quick else arguments.rounds
    work = [(t, n, b) for t in options.threads_of(arguments) for n in range(rounds) for b in builds]
    steps = Progress("end_to_end", len(work))
    with contextlib.suppress(KeyboardInterrupt):
        for threads, number, build in work:
            steps.next(f"{build}, {threads} thread{'s' * (threads > 1)}")
            try:
                record["samples"].append(_trained(case, build, threads, number, record))
            except (Skipped, Failed) as error:
                print(f"{build} is left out: {error}", file=sys.stderr)
                entry = {"build": build, "threads": threads, "reason": error.reason}
                record["skipped"].append({**entry, "wrong": isinstance(error, Failed)})
            if arguments.json:
                write_json(record, arguments.json)
        record["complete"] = True
    return record


def _trained(case, build, threads, number, record):
    """The sample of one training, in a process of its own."""
    worker = Worker("end_to_end_builds", build, threads)
    try:
        _, (seconds, reached) = worker.prepare(case, "train")
    finally:
        record["environment"]["versions"].update(worker.versions)
        worker.stop()
    return {
        "benchmark": "end_to_end",
        "case": case.name,
        "build": build,
        "mode": "train",
        "threads": threads,
        "round": number,
        "clock": "wall",
        "seconds": float(seconds[-1]),
        "epochs": len(seconds),
        "accuracy": [float(value) for value in reached],
        "seconds_of_epochs": [float(value) for value in seconds],
    }


def _note_other_learning(record, case):
    """Who needs other numbers of epochs than most has computed something else."""
    epochs = [sample["epochs"] for sample in record["samples"]]
    for sample in record["samples"]:
        if abs(sample["epochs"] - statistics.median(epochs)) > 1:
            reason = f"{sample['epochs']} epochs until {case.target:.0%}, the others otherwise"
            entry = {"case": case.name, "build": sample["build"], "threads": sample["threads"]}
            record["skipped"].append({**entry, "reason": reason, "wrong": True})


def _reviews():
    from theanornn.datasets import movie_reviews

    data = movie_reviews.load_data(num_words=SIZES["vocabulary"], maxlen=SIZES["steps"])
    (x, y), (x_val, y_val) = data.train, data.validation
    return {"x": x, "y": y, "x_val": x_val, "y_val": y_val}


def _planted():
    """Sentences that are good where they have more of the upper half of the words."""
    rng = np.random.default_rng(1)
    x = rng.integers(1, SMALL["vocabulary"], (160, SMALL["steps"])).astype("int32")
    upper = (x > SMALL["vocabulary"] // 2).mean(1)
    x, y = x[upper != 0.5], (upper > 0.5)[upper != 0.5].astype("int32")
    return {"x": x[:96], "y": y[:96], "x_val": x[96:], "y_val": y[96:]}


def _table(samples, builds, case):
    """Our time by that of each other build, and what each came to."""
    head = f"seconds to {case.target:.0%}"
    lines = [f"| build | threads | {builds[0]} / it | {head} | epochs | accuracy |"]
    lines += ["| --- | --- | ---: | ---: | ---: | ---: |"]
    for row in reporting.summary(samples, builds[0]):
        for build in (each for each in builds if each in row.seconds):
            mine = [s for s in samples if (s["build"], s["threads"]) == (build, row.threads)]
            ratio = f"{row.ratios[build]:.2f}" if build in row.ratios else "–"
            cells = (
                f"{row.seconds[build]:.2f} | {mine[-1]['epochs']} | {mine[-1]['accuracy'][-1]:.3f}"
            )
            lines.append(f"| {build} | {row.threads} | {ratio} | {cells} |")
    return "\n".join(lines)


def _plot(samples, case, path):
    paint = plots.colours([sample["build"] for sample in samples])
    pyplot = plots.pyplot()
    counts = list(dict.fromkeys(sample["threads"] for sample in samples))
    figure, panels = pyplot.subplots(
        1, len(counts), figsize=(1 + 4.5 * len(counts), 4.5), sharey=True, squeeze=False
    )
    for threads, axes in zip(counts, panels[0]):
        for sample in samples:
            if sample["threads"] == threads and sample["round"] == 0:
                times = sample["seconds_of_epochs"]
                axes.plot(times, sample["accuracy"], marker="o", color=paint[sample["build"]])
        axes.axhline(case.target, color="grey", linestyle=":")
        axes.set(xlabel="seconds of training", xlim=(0, None))
        axes.set_title(f"{threads} thread{'s' * (threads > 1)}", fontsize=10)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0][0].set_ylabel("accuracy on the validation part")
    plots.finish(figure, f"Training until {case.target:.0%}, {case.name}", list(paint), path)


if __name__ == "__main__":
    sys.exit(main())
