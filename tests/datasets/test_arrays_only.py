import io
import pickle

import numpy as np
import pytest

from theanornn.datasets.arrays_only import load_npz, load_pickle
from theanornn.errors import DataError


def pickled(value, protocol=2):
    return io.BytesIO(pickle.dumps(value, protocol=protocol))


class RunsSomething:
    def __reduce__(self):
        return (print, ("ran",))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_data(protocol):
    value = {"a": [1, (2.5, "text", b"bytes", None)], "b": np.float64(3)}
    assert load_pickle(pickled(value, protocol)) == value
    array = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(load_pickle(pickled([array], protocol))[0], array)


def test_pickle_of_python_2_and_old_numpy():
    # cPickle.dumps([u'é', 'é' as latin-1, array([1, 2], dtype='int32')]) by Python 2.
    old = (
        b"(lp1\nV\xe9\np2\naS'\\xe9'\np3\nacnumpy.core.multiarray\n_reconstruct\np4\n(cnumpy\n"
        b"ndarray\np5\n(I0\ntp6\nS'b'\np7\ntp8\nRp9\n(I1\n(I2\ntp10\ncnumpy\ndtype\np11\n(S'i4'\n"
        b"p12\nI0\nI1\ntp13\nRp14\n(I3\nS'<'\np15\nNNNI-1\nI-1\nI0\ntp16\nbI00\n"
        b"S'\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00'\np17\ntp18\nba."
    )
    unicode, string, array = load_pickle(io.BytesIO(old))
    assert unicode == string == "é"
    np.testing.assert_array_equal(array, np.array([1, 2], dtype="int32"))


def test_anything_else_is_refused_and_not_run(capsys):
    with pytest.raises(DataError, match="asks for .*print"):
        load_pickle(pickled(RunsSomething()))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", [b"", b"nonsense", pickle.dumps([1, 2])[:-3]])
def test_damaged_pickle(content):
    with pytest.raises(DataError, match="not a readable pickle"):
        load_pickle(io.BytesIO(content))


def test_npz(tmp_path):
    arrays = {
        "lists": np.array([[1], [2, 3]], dtype=object),
        "matrix": np.arange(6, dtype="int16").reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        "scalar": np.array(3.0),
        "empty": np.empty((0, 2)),
    }
    np.savez_compressed(tmp_path / "file.npz", **arrays)
    loaded = load_npz(tmp_path / "file.npz")
    assert set(loaded) == set(arrays)
    assert loaded["lists"].tolist() == [[1], [2, 3]]
    for name in ("matrix", "fortran", "scalar", "empty"):
        np.testing.assert_array_equal(loaded[name], arrays[name])
        assert loaded[name].dtype == arrays[name].dtype


def test_npz_that_is_none(tmp_path):
    (tmp_path / "file.npz").write_bytes(b"nonsense")
    with pytest.raises(DataError, match="file.npz is not a readable npz file"):
        load_npz(tmp_path / "file.npz")


def test_npz_that_would_run_something(tmp_path):
    array = np.empty(1, dtype=object)
    array[0] = RunsSomething()
    np.savez(tmp_path / "file.npz", array=array)
    with pytest.raises(DataError, match="asks for"):
        load_npz(tmp_path / "file.npz")
