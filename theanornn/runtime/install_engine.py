"""``theanornn install-engine``: install Theano-PyMC 1.1.2, also where its source does not build.

On Python 3.12 and later the set-up script of Theano-PyMC stops at a name that is gone,
``configparser.SafeConfigParser``. The name is put back while pip builds the wheel, which holds
nothing but text.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from theanornn.runtime import engine

# Python imports a module of this name at its start, so the build sees it before anything else.
SITECUSTOMIZE = """
import configparser

class SafeConfigParser(configparser.ConfigParser):
    def readfp(self, fp, filename=None):
        self.read_file(fp, source=filename)

if not hasattr(configparser, "SafeConfigParser"):
    configparser.SafeConfigParser = SafeConfigParser
"""


def main(argv=None):
    """Build and install the engine with this interpreter's pip.

    Parameters
    ----------
    argv : list of str, optional
        Arguments of the command; ``sys.argv[2:]`` is what the console script passes.

    Returns
    -------
    int
        0 when the engine is installed, else pip's exit status.
    """
    parser = argparse.ArgumentParser(prog="theanornn install-engine", description=__doc__)
    parser.add_argument("--force", action="store_true", help="install it anew when it is there")
    options = parser.parse_args(argv)
    found = engine.inspect(engine.directory())
    if found.problem is None and not options.force:
        print(f"Theano-PyMC {found.version} is installed already.")
        return 0
    status = install()
    if status == 0:
        print(f"Theano-PyMC {engine.VERSION} is installed. `theanornn doctor` checks it.")
    else:
        print("pip could not install Theano-PyMC, see its messages above.", file=sys.stderr)
    return status


def install():
    """Let pip build the wheel of Theano-PyMC and install it; return pip's exit status."""
    requirement = f"Theano-PyMC=={engine.VERSION}"
    pip = [sys.executable, "-m", "pip"]
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "sitecustomize.py").write_text(SITECUSTOMIZE)
        path = [directory, os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, path))}
        # Without isolation the build runs with this environment, and the setuptools installed here.
        return subprocess.run(
            [
                *pip,
                "install",
                "--no-build-isolation",
                "--no-deps",
                "--force-reinstall",
                requirement,
            ],
            env=environment,
            check=False,
        ).returncode
