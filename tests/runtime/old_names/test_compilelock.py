"""The lock on compiled code, taken and given back."""

from theanornn.runtime.old_names import compilelock


def test_taken_and_given_back(tmp_path):
    compilelock.set_lock_status(False)
    compilelock.get_lock(str(tmp_path))
    compilelock.get_lock(str(tmp_path))
    assert len(compilelock._held) == 2 and (tmp_path / ".lock").exists()
    for _ in range(3):
        compilelock.release_lock()
    assert compilelock._held == []
