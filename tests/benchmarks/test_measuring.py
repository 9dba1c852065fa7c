import json
from typing import NamedTuple

import measuring
import numpy as np
import pytest
from measuring import Settings, differing, measure, run, write_json
from workers import Failed, Skipped


class FakeCase(NamedTuple):
    name: str = "case"
    modes: tuple = ("fwd", "fb")


class FakeWorker:
    """A build that gives these numbers and takes this time."""

    threads, clock, versions = 1, "cpu", {"it": "1.0"}

    def __init__(self, build, numbers=(), seconds=1.0, without=()):
        self.build, self.numbers, self.seconds, self.without = build, numbers, seconds, without
        self.sampled = []

    def prepare(self, case, mode):
        if mode in self.without:
            raise Skipped(f"there is no {mode}")
        return 5.0, [np.asarray(array, dtype=float) for array in self.numbers]

    def sample(self, mode, seconds):
        self.sampled.append(mode)
        return self.seconds

    def forget(self):
        self.sampled.append("forgotten")

    def stop(self):
        self.sampled.append("stopped")


def measured(*workers, rounds=3):
    record, said = {"skipped": []}, []
    settings = Settings(rounds=rounds, seconds=0.0)
    return measure(FakeCase(), workers, settings, record, said.append), record["skipped"], said


def test_every_round_visits_every_build_and_mode_once():
    workers = [FakeWorker("cpu", [[1.0]]), FakeWorker("torch", [[1.0]], seconds=2.0)]
    samples, skipped, _ = measured(*workers)
    for worker in workers:
        assert sorted(worker.sampled) == sorted(["fwd", "fb"] * 3 + ["forgotten"])
        assert worker.sampled[-1] == "forgotten"
    timed = [sample for sample in samples if not sample["mode"].startswith("compile")]
    assert len(timed) == 2 * 2 * 3 and skipped == []
    assert {s["seconds"] for s in timed if s["build"] == "torch"} == {2.0}
    assert {s["seconds"] for s in samples if s["mode"] == "compile fb"} == {5.0}


def test_the_order_changes_from_round_to_round():
    visits = []

    class Noted(FakeWorker):
        def sample(self, mode, seconds):
            visits.append((self.build, mode))
            return 1.0

    measured(*(Noted(build, [[1.0]]) for build in "abcd"), rounds=2)
    assert sorted(visits[:8]) == sorted(visits[8:])
    assert visits[:8] != visits[8:]


def test_a_build_that_differs_is_not_timed():
    wrong = FakeWorker("torch", [[1.0, 2.1]])
    right = [FakeWorker(build, [[1.0, 2.0]]) for build in ("cpu", "jax")]
    samples, skipped, said = measured(wrong, *right, rounds=1)
    assert "fwd" not in wrong.sampled and "fwd" in right[0].sampled
    assert [entry["build"] for entry in skipped] == ["torch", "torch"]
    assert all(entry["wrong"] for entry in skipped)
    assert "differ" in said[0]


def test_a_build_without_a_mode_is_timed_in_the_other():
    worker = FakeWorker("torch", [[1.0]], without=["fb"])
    _, skipped, said = measured(worker, FakeWorker("cpu", [[1.0]]), rounds=1)
    assert worker.sampled == ["fwd", "forgotten"]
    assert not skipped[0]["wrong"] and "there is no fb" in said[0]


def test_a_build_that_fails_is_left_out_and_the_others_go_on(capsys):
    class Failing(FakeWorker):
        def sample(self, mode, seconds):
            super().sample(mode, seconds)
            if mode == "fb":
                raise Failed("Traceback ...\nValueError: no such thing")
            return self.seconds

    worker, other = Failing("torch", [[1.0]]), FakeWorker("cpu", [[1.0]])
    _, skipped, _ = measured(worker, other)
    assert worker.sampled.count("fb") == 1 and worker.sampled.count("fwd") == 3
    assert other.sampled.count("fb") == 3
    (entry,) = skipped
    assert entry["reason"] == "it failed: ValueError: no such thing" and entry["wrong"]
    assert "Traceback" in capsys.readouterr().err


def test_the_record_of_a_build_that_does_not_start_names_no_files(monkeypatch, capsys):
    class Dead(FakeWorker):
        def __init__(self, module, build, threads):
            raise Failed("Traceback ...\n  File '/home/me/torch.py'\nOSError: broken")

    monkeypatch.setattr(measuring, "Worker", Dead)
    record = measuring.run("b", "m", ["torch"], [(1, []), (2, [])], measuring.QUICK)
    entry = {"build": "torch", "reason": "it failed: OSError: broken", "wrong": True}
    assert record["skipped"] == [{**entry, "threads": 1}, {**entry, "threads": 2}]
    assert capsys.readouterr().err.count("/home/me") == 1  # told once


@pytest.mark.parametrize("interrupted", [False, True])
def test_what_was_measured_is_written_after_each_case(tmp_path, monkeypatch, interrupted):
    path, kept, started = tmp_path / "r.json", [], []

    class Noted(FakeWorker):
        def __init__(self, module, build, threads):
            super().__init__(build, [[1.0]])
            started.append(self)

        def prepare(self, case, mode):
            if path.exists():
                kept.append(json.loads(path.read_text()))
                if interrupted:
                    raise KeyboardInterrupt
            return super().prepare(case, mode)

    monkeypatch.setattr(measuring, "Worker", Noted)
    cases = [FakeCase("first", ["fwd"]), FakeCase("second", ["fwd"])]
    record = run("question", "module", ["cpu"], [(1, cases)], Settings(2, 0.0), path=path)
    assert record == json.loads(path.read_text())
    assert not kept[0]["complete"] and {s["case"] for s in kept[0]["samples"]} == {"first"}
    assert record["complete"] is not interrupted
    both = {"first"} if interrupted else {"first", "second"}
    assert {s["case"] for s in record["samples"]} == both
    assert {s["benchmark"] for s in record["samples"]} == {"question"}
    assert record["environment"]["versions"]["it"] == "1.0"
    assert started[0].sampled[-1] == "stopped"


@pytest.mark.parametrize(
    "theirs, is_wrong",
    [
        ([1.0, 100.0], False),
        ([1.0, 100.0 + 1e-3], False),
        ([1.0, 100.1], True),
        ([1.0, np.nan], True),
    ],
)
def test_differences_are_relative_to_the_largest_entry(theirs, is_wrong):
    same = [np.array([1.0, 100.0])]
    found = differing({"a": same, "b": same, "c": [np.array(theirs)]})
    assert ("c" in found) == is_wrong
    assert not {"a", "b"} & set(found)


def test_two_that_differ_are_both_suspect():
    assert set(differing({"a": [np.array([1.0])], "b": [np.array([2.0])]})) == {"a", "b"}


def test_nothing_to_compare():
    assert differing({"a": [], "b": [np.array([1.0])]}) == {}


def test_write_json(tmp_path):
    write_json({"samples": []}, tmp_path / "r.json")
    assert (tmp_path / "r.json").read_text() == '{\n "samples": []\n}\n'


def test_a_record_is_written_whole_or_not_at_all(tmp_path):
    write_json({"samples": [1]}, tmp_path / "r.json")
    with pytest.raises(TypeError):
        write_json({"samples": [object()]}, tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text()) == {"samples": [1]}
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
