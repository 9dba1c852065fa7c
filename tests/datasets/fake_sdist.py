"""Tiny source archives of packages, for tests of what reads the real ones."""

import hashlib
import io
import tarfile


def tar_gz(files):
    """Bytes of a tar.gz with these members: {name: bytes}."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def put(folder, filename, files):
    """Write such an archive to a folder; its SHA-256."""
    content = tar_gz(files)
    (folder / filename).write_bytes(content)
    return hashlib.sha256(content).hexdigest()
