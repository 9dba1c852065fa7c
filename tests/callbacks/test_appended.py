"""Files that grow by whole pieces."""

import gc
import os

import pytest

from theanornn.callbacks.appended import Appended


def test_what_cannot_begin_anew_writes_to_no_other_file(tmp_path):
    folder, other = tmp_path / "logs", tmp_path / "other"
    file = Appended(str(folder / "log"))
    file.add(b"one ")
    (folder / "log").unlink()
    folder.rmdir()
    folder.touch()  # where a folder is needed
    with pytest.warns(UserWarning, match="could not be written to"):
        file.add(b"two ")
    with open(other, "wb") as opened:  # gets the first descriptor that is free
        opened.write(b"precious")
        opened.flush()
        file.add(b"three ")
    assert other.read_bytes() == b"precious"
    folder.unlink()
    with pytest.warns(UserWarning, match="begins anew"):
        file.add(b"four")
    file.close()
    assert (folder / "log").read_bytes() == b"two three four"


def test_a_file_that_nobody_closes_is_closed(tmp_path):
    file = Appended(str(tmp_path / "log"))
    descriptor = file._descriptor
    file.add(b"one")
    del file
    gc.collect()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
