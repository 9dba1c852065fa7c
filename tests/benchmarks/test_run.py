"""The suite: one file for all benchmarks, tables, and a plot of each."""

import json

import pytest
import run as suite

from tests.benchmarks.test_scripts import run


def test_quick(tmp_path):
    arguments = ("--quick", "--only", "end_to_end", "--builds", "cpu", "--peers", "--threads", "1")
    done = run("run.py", *arguments, "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = tmp_path.glob("*-quick.json")
    record = json.loads(found.read_text())
    assert record["complete"]
    assert {sample["benchmark"] for sample in record["samples"]} == {"end_to_end"}
    assert {sample["build"] for sample in record["samples"]} == {"cpu"}
    assert {"processor", "versions", "threads"} <= set(record["environment"])
    text = found.with_suffix(".md").read_text()
    (drawn,) = tmp_path.glob("*.png")
    assert "no measurement" in text and "(end_to_end.py)" in text and f"({drawn.name})" in text
    assert "| build | threads | cpu / it |" in text and text.count("Conditions: ") == 1
    assert "s in all" in done.stderr and "[1/1] end_to_end ..." in done.stderr


def test_records_of_several_benchmarks_are_one():
    def found(name, **environment):
        command = [f"{name}.py", "--rounds", "3"]
        sample = {"benchmark": name, "seconds": 1.0}
        environment = {"versions": {name: "1"}, "command": command, "rounds": 3, **environment}
        return {"environment": environment, "samples": [sample], "skipped": []}

    record = {"environment": {"versions": {}, "threads": [], "command": ["run.py"]}}
    for name in ("scaling", "recurrence"):
        record = suite.joined(record, found(name, threads=[1, 2]))
    assert record["environment"] == {
        "versions": {"scaling": "1", "recurrence": "1"},
        "threads": [1, 2],
        "command": ["run.py"],
        "benchmarks": {
            "scaling.py": ["scaling.py", "--rounds", "3"],
            "recurrence.py": ["recurrence.py", "--rounds", "3"],
        },
    }
    assert [sample["benchmark"] for sample in record["samples"]] == ["scaling", "recurrence"]


def test_an_unknown_benchmark(tmp_path):
    done = run("run.py", "--only", "nothing", "--out", str(tmp_path))
    assert done.returncode == 2 and "invalid choice: 'nothing'" in done.stderr


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["--builds", "gpu"], "invalid choice: 'gpu'"),
        (["--peers", "tensorflow"], "invalid choice: 'tensorflow'"),
        (["--threads", "two"], "invalid int value: 'two'"),
        (["--json", "nowhere/found.json"], "'nowhere/found.json' is in no directory that exists"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_measured(arguments, told, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        suite.main([*arguments, "--out", str(tmp_path / "new")])
    assert ended.value.code == 2 and told in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_the_head_answers_which_is_faster():
    common = {"benchmark": "recurrence", "case": "c", "mode": "fb", "threads": 1, "round": 0}
    record = suite.empty_record([1])
    record["samples"] = [
        {**common, "build": build, "seconds": seconds}
        for build, seconds in (("cpu", 1.0), ("torch", 4.0))
    ]
    text = suite.head(record, [], False)
    assert "| recurrence | fb | 1 | 0.25 (1/1) |" in text and "no measurement" not in text
