"""How many seconds of training until a model is good?

Embedding, LSTM, one sigmoid unit, on the movie-review snippets (theanornn.datasets.movie_reviews,
fetched once): Adam, batches of 32 in the same order for all builds, from the same weights, until
``--target`` of the validation part is judged right. Not steps but seconds; compiling is left out
(see compile_time.py). All must get there after as many epochs, give or take one (exit status 1).
"""

import os
import statistics
import sys
import tempfile

import numpy as np
import options
import reporting
from end_to_end_builds import BUILDS, Case
from environment import describe
from measuring import write_json
from workers import Skipped, Worker

SIZES = {"vocabulary": 8000, "features": 64, "units": 64, "steps": 50, "batch": 32}
SMALL = {"vocabulary": 30, "features": 4, "units": 5, "steps": 6, "batch": 8}


def main(arguments=None):
    """Run the benchmark; the exit status."""
    parser = options.parser(__doc__, BUILDS, ours=("cpu", "cpu-graph", "cpu-scan"))
    parser.add_argument("--target", type=float, default=0.75, help="default: %(default)s")
    parser.add_argument("--epochs", type=int, default=8, help="at most; default: %(default)s")
    parser.set_defaults(rounds=1, builds=["cpu"])
    arguments = parser.parse_args(arguments)
    builds = [*arguments.builds, *arguments.peers]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data.npz")
        np.savez(path, **(_planted() if arguments.quick else _reviews()))
        if arguments.quick:
            case = Case("planted words", path, 0.8, 80, **SMALL)
        else:
            case = Case("movie reviews", path, arguments.target, arguments.epochs, **SIZES)
        record = _measure(case, builds, arguments)
    epochs = {}
    for sample in record["samples"]:
        epochs.setdefault(sample["build"], []).append(sample["epochs"])
    print(_table(record["samples"], builds, case))
    print(f"\nConditions: {record['environment']}")
    if arguments.json:
        write_json(record, arguments.json)
    if arguments.plot:
        _plot(record["samples"], case, arguments.plot)
    counts = [count for each in epochs.values() for count in each]
    if counts and max(counts) - min(counts) > 1:
        print(f"The builds do not learn alike, epochs until {case.target:.0%}: {epochs}")
        return 1
    return 0


def _measure(case, builds, arguments):
    record, versions = {"environment": {}, "skipped": [], "samples": []}, {}
    for threads in arguments.threads:
        for number in range(arguments.rounds):
            for build in builds:
                try:
                    worker = Worker("end_to_end_builds", build, threads)
                except Skipped as reason:
                    if not number:
                        entry = {"build": build, "threads": threads, "reason": str(reason)}
                        record["skipped"].append(entry)
                        print(f"{build} is left out: {reason}")
                    continue
                print(f"{build}, {threads} threads ...", file=sys.stderr, flush=True)
                try:
                    _, (seconds, reached) = worker.prepare(case, "train")
                finally:
                    versions.update(worker.versions)
                    worker.stop()
                record["samples"].append(
                    {
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
                )
    record["environment"] = describe(versions, arguments.threads)
    return record


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
    """Seconds until the target, ours by those of each other build first."""
    found = reporting.summary(samples, builds[0])
    lines = [reporting.table(found, builds, builds[0])]
    for threads in dict.fromkeys(sample["threads"] for sample in samples):
        for build in builds:
            mine = [s for s in samples if (s["build"], s["threads"]) == (build, threads)]
            if mine:
                seconds = statistics.median(s["seconds"] for s in mine)
                last = mine[-1]
                lines.append(
                    f"{build}, {threads} threads: {last['accuracy'][-1]:.3f} after "
                    f"{last['epochs']} epochs, {seconds:.1f} s of training"
                )
    return "\n".join(lines)


def _plot(samples, case, path):
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    counts = list(dict.fromkeys(sample["threads"] for sample in samples))
    figure, panels = pyplot.subplots(
        1, len(counts), figsize=(5.5 * len(counts), 4), layout="constrained", squeeze=False
    )
    for threads, axes in zip(counts, panels[0]):
        for sample in samples:
            if sample["threads"] == threads and sample["round"] == 0:
                times = sample["seconds_of_epochs"]
                axes.plot(times, sample["accuracy"], marker="o", label=sample["build"])
        axes.axhline(case.target, color="grey", linestyle=":")
        axes.set(xlabel="seconds of training", ylabel="accuracy", xlim=(0, None))
        axes.set_title(f"{case.name}, {threads} thread{'s' * (threads > 1)}")
        axes.legend()
    figure.savefig(path, dpi=150)
    pyplot.close(figure)


if __name__ == "__main__":
    sys.exit(main())
