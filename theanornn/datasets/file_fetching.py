"""Files fetched into Keras' folder, and archives unpacked there: :func:`get_file`."""

import errno
import os
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

from theanornn.argument_kinds import kinds
from theanornn.datasets import cache
from theanornn.errors import DataError, UnknownNameError
from theanornn.keras_home import keras_home

__all__ = ["get_file", "validate_file"]

_ALGORITHMS = ("md5", "sha256")
# What is wrong with names that an archive gives to files, and not with the disk.
_OF_NAMES = {errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EINVAL}
_OF_NAMES |= {errno.ENOENT, errno.ENOTEMPTY}
# Deflate makes nothing smaller than this; other methods do, of nothing but zeros.
_LARGEST_RATIO = 1100
_ALWAYS_ALLOWED = 1 << 24


@kinds(
    fname="path",
    origin="text",
    md5_hash="named",
    file_hash="named",
    cache_dir="path",
    cache_subdir="path",
)
def get_file(
    fname,
    origin,
    untar=False,
    md5_hash=None,
    file_hash=None,
    cache_subdir="datasets",
    hash_algorithm="auto",
    extract=False,
    archive_format="auto",
    cache_dir=None,
):
    """Path of a file in Keras' folder, fetched where it is not there.

    Parameters
    ----------
    fname : str
        Name of the file there, or an absolute path.
    origin : str
        URL to fetch it from.
    untar : bool
        The file is the archive ``<fname>.tar.gz``, which holds a folder (or file) `fname`; it is
        unpacked, and that is what the path leads to.
    file_hash : str, optional
        Hexadecimal digest that the file must have; Keras 1 has ``md5_hash``. A file that has
        another one is fetched again.
    cache_subdir : str
        Folder in `cache_dir`, or an absolute path.
    hash_algorithm : {"auto", "md5", "sha256"}
        Of `file_hash`; "auto" tells it from the length.
    extract : bool
        Unpack the file, a tar or zip archive, beside itself; the path is that of the archive.
    archive_format : {"auto", "tar", "zip"} or None
        What `extract` expects.
    cache_dir : str or path, optional
        By default Keras' folder: ``$KERAS_HOME``, or ``~/.keras``.
    md5_hash : str, optional
        MD5 digest.

    Returns
    -------
    str

    Raises
    ------
    theanornn.datasets.cache.FetchError
        The file is not there and cannot be fetched; the message says where to put it.
    DataError
        The archive is damaged, or holds what would be written elsewhere.
    UnknownNameError
        There is no such algorithm or format.

    Examples
    --------
    >>> path = get_file("nietzsche.txt", origin="https://…/nietzsche.txt")  # doctest: +SKIP
    """
    if hash_algorithm not in ("auto", *_ALGORITHMS):
        raise UnknownNameError(
            f"get_file: hash_algorithm is {hash_algorithm!r}, expected 'auto', 'md5' or 'sha256'"
        )
    if archive_format not in ("auto", "tar", "zip", None):
        raise UnknownNameError(
            f"get_file: archive_format is {archive_format!r}, expected 'auto', 'tar', 'zip' or None"
        )
    base = keras_home() if cache_dir is None else Path(cache_dir).expanduser()
    folder = base / cache_subdir
    path = folder / (f"{fname}.tar.gz" if untar else fname)
    unpacked = folder / fname
    if untar and unpacked.exists() and not path.exists():
        return str(unpacked)
    if file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    digest = None if file_hash is None else _digest(file_hash, hash_algorithm)
    cache.kept(
        path,
        digest,
        lambda path, temporary: cache.fetch_by_url(origin, digest, path, temporary),
    )
    if untar:
        if not unpacked.exists():
            _unpack(path, folder, "tar")
        return str(unpacked)
    if extract and archive_format is not None:
        _unpack(path, folder, archive_format)
    return str(path)


@kinds(fpath="path", file_hash="named", algorithm="text")
def validate_file(fpath, file_hash, algorithm="auto"):
    """Whether a file has a digest; see :func:`get_file`."""
    return cache.has_digest(fpath, _digest(file_hash, algorithm))


def _digest(file_hash, algorithm):
    if algorithm == "auto":
        algorithm = "sha256" if len(file_hash) == 64 else "md5"
    return f"{algorithm}:{file_hash.lower()}"


def _unpack(archive, folder, form):
    """Unpack a tar or zip archive into `folder`; nothing of it appears before all is well."""
    try:
        if form == "auto":
            form = "tar" if tarfile.is_tarfile(archive) else "zip"
        with tempfile.TemporaryDirectory(prefix=".unpack-", dir=folder) as temporary:
            if form == "tar":
                _untar(archive, temporary)
            else:
                _unzip(archive, temporary)
            for name in os.listdir(temporary):
                _move(Path(temporary) / name, folder / name)
    except DataError:
        raise
    except OSError as error:
        if error.errno is not None and error.errno not in _OF_NAMES:
            raise
        raise DataError(f"get_file: {archive} cannot be unpacked: {error}") from error
    except Exception as error:  # there is hardly one that damaged archives do not lead to
        raise DataError(f"get_file: {archive} is not a readable archive: {error!r}") from error


def _untar(archive, folder):
    with tarfile.open(archive) as tar:
        members = tar.getmembers()
        for member in members:
            # Links could lead later members out of the folder, and data sets need none.
            if not (member.isfile() or member.isdir()):
                raise DataError(
                    f"get_file: {archive} holds {member.name}, which is neither a file nor a folder"
                )
            _check_inside(archive, member.name)
            # Neither somebody else's nor a program that runs as its owner.
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
        _check_size(archive, folder, sum(member.size for member in members))
        # Python 3.12 warns where no filter is named; older ones may not know any.
        options = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        tar.extractall(folder, members, **options)


def _unzip(archive, folder):
    with zipfile.ZipFile(archive) as members:
        for name in members.namelist():
            _check_inside(archive, name)
        _check_size(archive, folder, sum(member.file_size for member in members.infolist()))
        members.extractall(folder)


def _check_inside(archive, name):
    parts = name.replace("\\", "/").split("/")
    if not name or name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        raise DataError(f"get_file: {archive} holds {name!r}, which would be written elsewhere")


def _check_size(archive, folder, size):
    """Refuse what no honest archive holds, and what there is no room for."""
    packed, free = os.path.getsize(archive), shutil.disk_usage(folder).free
    if size > max(_LARGEST_RATIO * packed, _ALWAYS_ALLOWED):
        raise DataError(
            f"get_file: {archive} has {packed} bytes and would become {size}, which no data do"
        )
    if size > free:
        raise OSError(errno.ENOSPC, f"unpacked it takes {size} bytes, {free} are free", archive)


def _move(source, target):
    """Move into place; folders that are there already are filled up."""
    if source.is_dir() and target.is_dir():
        for name in os.listdir(source):
            _move(source / name, target / name)
    elif source.is_dir() or target.is_dir():
        shutil.move(source, target)
    else:
        os.replace(source, target)
