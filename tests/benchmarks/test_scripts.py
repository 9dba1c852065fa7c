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
    "recurrence_options.py": ("plain", "mask", "dropout masks"),
    "training_step.py": ("cpu", "cpu-graph"),
    "scaling.py": ("cpu", "cpu-scan"),
    "end_to_end.py": ("cpu",),  # run by test_run.py
    "hand_written_scans.py": ("cpu", "theano.scan"),
    "compile_time.py": ("cpu", "cpu-scan"),
}
TOOLS = ("compare.py", "run.py")  # with tests of their own
ONE_ROUND = ("compile_time.py",)
WITHOUT_PEERS = ("recurrence_options.py", "compile_time.py", "hand_written_scans.py")


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / script), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
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
    assert "?" in done.stdout and "--quick" in done.stdout


@pytest.mark.compiled
@pytest.mark.parametrize("script", [each for each in SCRIPTS if each != "end_to_end.py"])
def test_quick(script, tmp_path):
    found, drawn = tmp_path / "found.json", tmp_path / "found.png"
    builds = SCRIPTS[script]
    done = run(
        script,
        *("--quick", "--threads", "1", "--json", str(found), "--plot", str(drawn), "--builds"),
        *builds,
        *(() if script in WITHOUT_PEERS else ["--peers"]),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0].startswith("| case | mode | threads |")
    assert drawn.read_bytes().startswith(b"\x89PNG")

    record = json.loads(found.read_text())
    assert {"processor", "versions", "threads", "load"} <= set(record["environment"])
    assert {"python", "numpy", "theanornn", "theano"} <= set(record["environment"]["versions"])
    assert record["skipped"] == []
    for sample in record["samples"]:
        assert sample["benchmark"] == script[:-3]
        assert sample["threads"] == 1 and sample["seconds"] > 0
    timed = {(sample["build"], sample["round"]) for sample in record["samples"]}
    rounds = (0,) if script in ONE_ROUND else (0, 1)
    assert {(build, number) for build in builds for number in rounds} <= timed


@pytest.mark.compiled
@pytest.mark.parametrize("peer", PEERS)
def test_peers_compute_the_same(peer, tmp_path):
    if importlib.util.find_spec(PEERS[peer]) is None or (
        "-" in peer and importlib.util.find_spec(peer.split("-")[1]) is None
    ):
        pytest.skip(f"{peer} is not installed")
    found = tmp_path / "found.json"
    options = ("--quick", "--threads", "1", "--builds", "cpu", "--peers", peer)
    done = run("recurrence.py", *options, "--json", str(found))
    assert done.returncode == 0, done.stdout + done.stderr
    assert peer in {sample["build"] for sample in json.loads(found.read_text())["samples"]}


def test_a_peer_that_is_not_there_is_left_out_with_a_reason(tmp_path):
    if importlib.util.find_spec("torch") is not None:
        pytest.skip("torch is installed")
    found = tmp_path / "found.json"
    options = ("--quick", "--threads", "1", "--builds", "--peers", "torch")
    done = run("recurrence.py", *options, "--json", str(found))
    (skipped,) = json.loads(found.read_text())["skipped"]
    assert skipped["build"] == "torch" and "not installed" in skipped["reason"]
    assert "torch is left out" in done.stdout
