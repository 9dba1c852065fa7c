"""Processes that are killed while they train go on; the long form is `tests/kill_training.py`."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_killed_three_times():
    result = subprocess.run(
        [sys.executable, "-m", "tests.kill_training", "3", "4", "3"],
        env={**os.environ, "FORKING": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert re.search(r"^3 kills, \d while writing: \d trainings bit-equal$", result.stdout, re.M)
