"""Run a script by Python and by ``theanornn run``, each in a new interpreter."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def by_python(folder, *arguments, **environment):
    """``python *arguments`` in a folder."""
    return _ended([sys.executable, *arguments], folder, environment)


def by_theanornn(folder, *arguments, **environment):
    """``theanornn run *arguments`` in a folder."""
    return _ended([sys.executable, "-m", "theanornn", "run", *arguments], folder, environment)


def _ended(command, folder, environment):
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        command, env=variables, cwd=folder, capture_output=True, text=True, timeout=600
    )
