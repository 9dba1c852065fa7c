"""Every benchmark runs, in seconds, with ``--quick``; what it writes can be read."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from tests.benchmarks.conftest import BENCHMARKS

ROOT = BENCHMARKS.parent
PEERS = {"torch": "torch", "jax": "jax", "keras-jax": "keras", "keras-torch": "keras"}
SCRIPTS = {
    "recurrence.py": ("cpu", "cpu-scan"),
    "recurrence_options.py": ("cpu",),
    "training_step.py": ("cpu", "cpu-graph"),
    "scaling.py": ("cpu",),
    "end_to_end.py": ("cpu",),  # run by test_run.py
    "hand_written_scans.py": ("cpu", "cpu-scan"),
    "compile_time.py": ("cpu",),
}
TOOLS = ("compare.py", "run.py")  # with tests of their own
ONE_ROUND = ("compile_time.py",)
# That something is compiled is not the question here.
FLAGS = "mode=FAST_COMPILE,cxx="


def run(script, *arguments):
    flags = ",".join(filter(None, [os.environ.get("THEANO_FLAGS"), FLAGS]))
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "THEANO_FLAGS": flags},
        capture_output=True,
        text=True,
        timeout=600,
    )


def test_every_benchmark_is_run_here():
    scripts = {
        path.name for path in BENCHMARKS.glob("*.py") if "__main__" in path.read_text("utf-8")
    }
    assert scripts == {*SCRIPTS, *TOOLS}


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_tells_the_question(script):
    done = run(script, "--help")
    assert done.returncode == 0, done.stderr
    assert "?" in done.stdout
    for option in ("--quick", "--builds", "--peers", "--threads", "--json", "--plot"):
        assert option in done.stdout


@pytest.mark.parametrize("script", [each for each in SCRIPTS if each != "end_to_end.py"])
def test_quick(script, tmp_path):
    found, drawn = tmp_path / "found.json", tmp_path / "found.png"
    builds = SCRIPTS[script]
    files = ("--json", str(found), "--plot", str(drawn))
    done = run(script, "--quick", "--threads", "1", *files, "--builds", *builds, "--peers")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("| case | ")
    assert drawn.read_bytes().startswith(b"\x89PNG")
    assert f"{script[:-3]} 1/" in done.stderr

    record = json.loads(found.read_text())
    expected = {"host", "processor", "versions", "threads", "load", "flags", "command"}
    assert expected <= set(record["environment"]) and record["complete"]
    assert {"python", "numpy", "theanornn", "theano"} <= set(record["environment"]["versions"])
    assert record["skipped"] == []
    for sample in record["samples"]:
        assert sample["benchmark"] == script[:-3]
        assert sample["threads"] == 1 and sample["seconds"] > 0
    timed = {(sample["build"], sample["round"]) for sample in record["samples"]}
    rounds = (0,) if script in ONE_ROUND else (0, 1)
    assert {(build, number) for build in builds for number in rounds} <= timed


@pytest.mark.parametrize("script", ["recurrence.py", "training_step.py"])
@pytest.mark.parametrize("peer", PEERS)
def test_peers_compute_the_same(peer, script, tmp_path):
    if importlib.util.find_spec(PEERS[peer]) is None or (
        "-" in peer and importlib.util.find_spec(peer.split("-")[1]) is None
    ):
        pytest.skip(f"{peer} is not installed")
    found = tmp_path / "found.json"
    options = ("--quick", "--threads", "1", "--builds", "cpu", "--peers", peer)
    done = run(script, *options, "--json", str(found))
    assert done.returncode == 0, done.stdout + done.stderr
    assert peer in {sample["build"] for sample in json.loads(found.read_text())["samples"]}


def test_what_cannot_run_is_left_out_with_a_reason(tmp_path):
    found = tmp_path / "found.json"
    options = ("--quick", "--threads", "1", "--builds", "gpuarray", "--peers", "torch-gpu")
    done = run("recurrence.py", *options, "--json", str(found))
    assert done.returncode == 0, done.stderr
    record = json.loads(found.read_text())
    assert {entry["build"] for entry in record["skipped"]} == {"gpuarray", "torch-gpu"}
    assert "- gpuarray: " in done.stdout and "drives no GPU of today" in done.stdout


def test_builds_that_a_benchmark_has_not():
    done = run("hand_written_scans.py", "--quick", "--builds", "jax-gpu", "--peers", "torch")
    assert done.returncode == 0
    assert done.stdout == "There is nothing to measure here; it has: cpu, cpu-scan.\n"
