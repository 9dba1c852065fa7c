"""Run a program in a fresh interpreter."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_python(program, *options, flags=(), **environment):
    """Run a Python program from a source checkout and return the finished process.

    ``flags`` are added to ``THEANO_FLAGS``, ``environment`` to the environment; a variable that is
    None is taken out of it.
    """
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    variables["THEANO_FLAGS"] = ",".join(filter(None, [os.environ.get("THEANO_FLAGS"), *flags]))
    return subprocess.run(
        [sys.executable, *options, "-c", program],
        env={name: value for name, value in variables.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=600,
        cwd=tempfile.gettempdir(),
    )
