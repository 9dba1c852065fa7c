"""Which Theano is installed, and whether two of them lie over one another."""

import importlib.machinery
import importlib.metadata
import os
import re
from pathlib import Path
from typing import NamedTuple, Optional

VERSION = "1.1.2"
REINSTALL = "pip uninstall -y Theano Theano-PyMC && theanornn install-engine"


class Engine(NamedTuple):
    """What was found: distributions by name, the version the files say, and what is wrong."""

    distributions: dict
    version: Optional[str]
    problem: Optional[str]


def directory():
    """Return the directory of the package ``theano`` without importing it, or None."""
    spec = importlib.machinery.PathFinder.find_spec("theano")
    return os.path.dirname(spec.origin) if spec and spec.origin else None


def inspect(directory=None):
    """Look at the installed Theano without importing it.

    Parameters
    ----------
    directory : str or Path, optional
        The package directory of ``theano``, None when there is no such package.

    Returns
    -------
    Engine
        ``problem`` is None for Theano-PyMC 1.1.2 on its own.
    """
    found = {}
    for name in ("Theano", "Theano-PyMC"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    version = _version_in(directory) if directory else None
    return Engine(found, version, _problem(found, version))


def _problem(found, version):
    if len(found) == 2:
        return (
            f"Theano {found['Theano']} and Theano-PyMC {found['Theano-PyMC']} are both installed, "
            "each over the other's files"
        )
    if version is None:
        return "Theano is not installed"
    if version != VERSION:
        return f"this is Theano {version}; theanornn mends and needs Theano-PyMC {VERSION}"
    return None


def _version_in(directory):
    """The version as versioneer wrote it into the package."""
    try:
        text = Path(directory, "_version.py").read_text()
    except OSError:
        return "of unknown version"
    match = re.search(r'"version": "([^"]+)"', text)
    return match.group(1) if match else "of unknown version"
