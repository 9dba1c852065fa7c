"""Try theanornn with every Python and NumPy that it supports. Not part of the test suite: slow.

For each combination: a virtual environment, ``pip install ".[test]"`` (and ``theanornn
install-engine`` where pip cannot install the engine), ``theanornn doctor``, and the tests. The
interpreters are those of pyenv, else ``python3.x`` on the path; one that is not there is skipped.

    python tests/matrix.py [--directory DIR] [--only py3.11-numpy1] [PYTEST ARGUMENTS ...]

By default the tests of ``tests/runtime`` are run.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Python, and what pip is told about NumPy; nothing: the newest that this Python takes.
COMBINATIONS = [
    ("3.9", ""),
    ("3.10", ""),
    ("3.11", "==1.23.5"),
    ("3.11", "==1.26.4"),
    ("3.11", ""),
    ("3.12", ""),
    ("3.13", ""),
]


def main():
    """Run the combinations asked for; return 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", type=Path, default=Path(tempfile.gettempdir(), "theanornn"))
    parser.add_argument("--only", default="", help="part of the name of a combination")
    options, pytest_arguments = parser.parse_known_args()
    results = {}
    for python, numpy in COMBINATIONS:
        name = f"py{python}-numpy{numpy.lstrip('=') or '-newest'}"
        if options.only in name:
            directory = options.directory / name
            results[name] = try_one(python, numpy, directory, pytest_arguments or ["tests/runtime"])
    for name, result in results.items():
        print(f"{name:<24}{result}")
    return int(any(result.startswith("failed") for result in results.values()))


def try_one(python, numpy, directory, pytest_arguments):
    """Install and test in one environment; return what came of it as text."""
    interpreter = find(python)
    if interpreter is None:
        return "skipped: no such interpreter"
    binaries = directory / "venv" / "bin"
    commands = {
        "venv": [interpreter, "-m", "venv", directory / "venv"],
        "pip": [binaries / "pip", "install", "--quiet", f"numpy{numpy}", f"{ROOT}[test]"],
        "install-engine": [binaries / "theanornn", "install-engine"],
        "doctor": [binaries / "theanornn", "doctor"],
        "pytest": [binaries / "python", "-m", "pytest", "-q", *pytest_arguments],
    }
    flags = os.environ.get("THEANO_FLAGS", "")
    environment = {
        **os.environ,
        "THEANO_FLAGS": ",".join(
            filter(None, [flags, f"base_compiledir={directory / 'compiled'}"])
        ),
    }
    for step, command in commands.items():
        print(f"== Python {python}, NumPy {numpy or 'newest'}: {step}", flush=True)
        if subprocess.run([str(c) for c in command], cwd=ROOT, env=environment).returncode != 0:
            return f"failed: {step}"
    versions = "import sys, numpy; print(sys.version.split()[0], 'with NumPy', numpy.__version__)"
    return subprocess.check_output([str(binaries / "python"), "-c", versions], text=True).strip()


def find(version):
    """Return the path of a Python of this version, or None."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = sorted(root.glob(f"versions/{version}.*/bin/python"))
    return str(found[-1]) if found else shutil.which(f"python{version}")


if __name__ == "__main__":
    sys.exit(main())
