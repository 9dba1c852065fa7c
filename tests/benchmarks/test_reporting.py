import pytest
import reporting


def sample(build, seconds, number=0, mode="fwd", case="lstm"):
    return {
        "case": case,
        "build": build,
        "mode": mode,
        "threads": 1,
        "round": number,
        "seconds": seconds,
    }


SAMPLES = [
    sample("cpu", 9.0, mode="compile fwd"),
    *(sample("cpu", seconds, k) for k, seconds in enumerate([1.0, 2.0, 3.0])),
    *(sample("torch", seconds, k) for k, seconds in enumerate([2.0, 8.0, 4.0])),
    sample("cpu", 5.0, mode="fb"),
]


def test_the_ratio_is_the_median_of_ratios_within_rounds():
    fwd, fb = reporting.summary(SAMPLES)
    assert (fwd.case, fwd.mode, fwd.threads) == ("lstm", "fwd", 1)
    assert fwd.seconds == {"cpu": 2.0, "torch": 4.0}
    assert fwd.ratios == {"torch": 0.5}
    assert fwd.noise == pytest.approx((8.0 - 2.0) / 2 / 4.0)
    assert fb.seconds == {"cpu": 5.0} and fb.ratios == {}


def test_one_slow_round_of_both_changes_nothing():
    slow = [sample("cpu", 100.0, 3), sample("torch", 200.0, 3)]
    assert reporting.summary(SAMPLES + slow)[0].ratios == {"torch": 0.5}


def test_seconds_to_compile():
    assert reporting.compile_seconds(SAMPLES) == {"cpu": 9.0}


def test_ratios_come_first():
    text = reporting.ratios(
        reporting.summary(SAMPLES), ["cpu", "torch", "jax"], operations=lambda case, mode: 4e9
    )
    assert text.splitlines() == [
        "| case | mode | threads | cpu / torch | cpu ms | noise | GFLOP/s |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
        "| lstm | fwd | 1 | 0.50 | 2000 | 75% | 2 |",
        "| lstm | fb | 1 | – | 5000 | 0% | 1 |",
    ]


def test_ratios_of_costs():
    text = reporting.ratios(reporting.summary(SAMPLES), ["cpu", "torch"], cost=True)
    assert "| torch / cpu |" in text and "| 2.00 |" in text


SKIPPED = [
    {"build": "jax-gpu", "threads": 1, "reason": "there is\nno GPU"},
    {"build": "jax-gpu", "threads": 2, "reason": "there is\nno GPU"},
    {"build": "keras-jax", "threads": 1, "reason": "not installed"},
    {"build": "torch", "threads": 1, "case": "gru", "reason": "it differs", "wrong": True},
]


def test_times_tell_that_there_was_no_gpu():
    builds = ["cpu", "jax-gpu", "torch", "keras-jax"]
    assert reporting.times(reporting.summary(SAMPLES), builds, SKIPPED).splitlines() == [
        "| case | mode | threads | cpu ms | jax-gpu ms | torch ms |",
        "| --- | --- | --- | ---: | ---: | ---: |",
        "| lstm | fwd | 1 | 2000 | not measured | 4000 |",
        "| lstm | fb | 1 | 5000 | not measured | – |",
    ]


def test_why_something_was_not_measured():
    assert reporting.not_measured(SKIPPED).splitlines()[2:] == [
        "- jax-gpu: no GPU",
        "- keras-jax: not installed",
        "- torch (gru): it differs",
    ]
    assert reporting.not_measured([]) == ""


def test_memory():
    entries = [{"case": "c", "mode": "fb", "threads": 1, "build": "cpu", "bytes": 2_500_000}]
    assert reporting.memory_table(entries, ["cpu", "torch"]).splitlines()[-1] == (
        "| c | fb | 1 | 2.5 |"
    )


def test_an_overview_of_whole_benchmarks():
    def samples(case, seconds, benchmark="recurrence"):
        common = {"benchmark": benchmark, "mode": "fb", "threads": 1, "round": 0, "case": case}
        return [{**common, "build": b, "seconds": s} for b, s in seconds.items()]

    found = samples("small", {"cpu": 1.0, "torch": 4.0, "jax": 2.0})
    found += samples("large", {"cpu": 2.0, "torch": 1.0})
    found += samples("small", {"cpu": 1.0}, "options")  # nothing beside it
    assert reporting.overview(found, ["cpu", "jax", "torch", "keras"]).splitlines() == [
        "| benchmark | mode | threads | cpu / jax | cpu / torch |",
        "| --- | --- | --- | ---: | ---: |",
        "| recurrence | fb | 1 | 0.50 (1/1) | 0.71 (1/2) |",
    ]
    assert reporting.overview(found[-1:], ["cpu", "torch"]) == ""
