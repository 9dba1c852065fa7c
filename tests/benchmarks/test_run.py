"""The suite: one file for all benchmarks, tables, and a plot of each."""

import json
import os
import subprocess
import sys

import pytest

from tests.benchmarks.conftest import BENCHMARKS


def suite(*arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "run.py"), *arguments],
        env={**os.environ, "PYTHONPATH": str(BENCHMARKS.parent)},
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.mark.compiled
def test_quick(tmp_path):
    done = suite("--quick", "--only", "end_to_end", "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = tmp_path.glob("*-quick.json")
    record = json.loads(found.read_text())
    assert {sample["benchmark"] for sample in record["samples"]} == {"end_to_end"}
    assert {"cpu"} <= {sample["build"] for sample in record["samples"]}
    assert {"processor", "versions", "threads"} <= set(record["environment"])
    text = found.with_suffix(".md").read_text()
    assert "## end_to_end\n\n" in text and "| case | mode | threads |" in text
    assert len(list(tmp_path.glob("*.png"))) == 1
    assert "[1/1] end_to_end ..." in done.stderr


def test_an_unknown_benchmark(tmp_path):
    done = suite("--only", "nothing", "--out", str(tmp_path))
    assert done.returncode == 2 and "invalid choice: 'nothing'" in done.stderr
