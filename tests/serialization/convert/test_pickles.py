"""Pickles are read as data: arrays and containers come out, programs do not run."""

import collections
import io
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
import theano

from theanornn.errors import DataError
from theanornn.serialization.convert import pickles

DATA = Path(__file__).parents[2] / "data" / "convert"

ARRAYS = {
    "f8": np.arange(6.0).reshape(2, 3),
    "f4 fortran": np.asfortranarray(np.arange(6, dtype="f4").reshape(2, 3)),
    "big end": np.arange(3, dtype=">f4"),
    "i8": np.arange(3),
    "bool": np.array([True, False]),
    "empty": np.zeros((0, 3)),
    "scalar": np.float32(2.5),
    "0-d": np.array(1.5),
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_shared_variables_of_all_protocols(protocol):
    shared = theano.shared(np.arange(3.0), name="b")
    got = pickles.load(pickle.dumps({"b": shared}, protocol))
    np.testing.assert_array_equal(got["b"], np.arange(3.0))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_arrays_of_all_protocols(protocol):
    thing = collections.OrderedDict([*ARRAYS.items(), ("words", ["a", (1, None)]), ("x", {1.5})])
    got = pickles.load(pickle.dumps(thing, protocol))
    assert list(got) == list(thing) and got["words"] == ["a", (1, None)] and got["x"] == [1.5]
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(got[name], array)
        assert got[name].dtype == array.dtype.newbyteorder("=")


def test_arrays_of_objects_and_matrices():
    objects = np.empty(2, dtype=object)
    objects[:] = [np.ones(2), "text"]
    got = pickles.load(pickle.dumps([objects, np.ones((1, 1)).view(np.matrix)]))
    np.testing.assert_array_equal(got[0][0], np.ones(2))
    assert got[0][1] == "text" and type(got[1]) is np.ndarray


@pytest.mark.parametrize("protocol", [0, 2])
def test_what_python_2_wrote(protocol):
    got = pickles.load((DATA / f"python2_protocol{protocol}.pkl").read_bytes())
    assert list(got) == ["W", "b", "é", "words", "o"] and got["words"] == {"the": 1, "a": 2}
    np.testing.assert_array_equal(got["W"], np.arange(6, dtype="f4").reshape(2, 3))
    np.testing.assert_array_equal(got["b"], np.ones((3, 2)))
    np.testing.assert_array_equal(got["é"], [0, 1, 2])
    np.testing.assert_array_equal(got["o"][0], np.ones(2))


def test_python_2_text():
    # As cPickle of Python 2.7 writes {"W": numpy.array([1., 2.], "float32")}, protocol 2.
    content = (
        b"\x80\x02}q\x01U\x01Wcnumpy.core.multiarray\n_reconstruct\nq\x02cnumpy\nndarray\nq\x03"
        b"K\x00\x85U\x01b\x87Rq\x04(K\x01K\x02\x85cnumpy\ndtype\nq\x05U\x02f4K\x00K\x01\x87Rq\x06"
        b"(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        b"U\x08\x00\x00\x80?\x00\x00\x00@tbs."
    )
    got = pickles.load(content)
    np.testing.assert_array_equal(got["W"], np.array([1, 2], "f4"))


def test_several_in_one_file():
    file = io.BytesIO()
    for array in (np.ones(2), np.zeros(3)):
        pickle.dump(array, file)
    got = pickles.load(file.getvalue())
    assert [array.shape for array in got] == [(2,), (3,)]


def test_shared_variables_are_their_values():
    shared = theano.shared(np.arange(3.0), name="b")
    got = pickles.load(pickle.dumps([shared, np.ones(1)], 2))
    np.testing.assert_array_equal(got[0], np.arange(3.0))
    got = pickles.load(b"\x80\x02" + _on_gpu() + b".")
    np.testing.assert_array_equal(got, np.ones(2))


def _on_gpu():
    array = pickle.dumps(np.ones(2), 2)[2:-1]
    return b"ctheano.gpuarray.type\nGpuArray_unpickler\n" + array + b"N\x86R"


class _Runs:
    def __init__(self, function, *arguments):
        self.how = function, arguments

    def __reduce__(self):
        return self.how


@pytest.mark.parametrize("protocol", [0, 2, 4])
@pytest.mark.parametrize(
    "thing",
    [
        _Runs(os.mkdir, "made-by-a-pickle"),
        _Runs(eval, "__import__('os').mkdir('made-by-a-pickle')"),
        _Runs(np.save, "made-by-a-pickle", 1),
        _Runs(vars, "x"),
        {"W": np.ones(2), "more": [_Runs(os.mkdir, "made-by-a-pickle")]},
    ],
)
def test_code_is_refused_and_not_run(thing, protocol, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="asks for .*; only arrays, numbers, texts"):
        pickles.load(pickle.dumps(thing, protocol))
    pickles_of_options = pickles.load_options(pickle.dumps({"a": thing}, protocol))
    assert list(pickles_of_options) == ["a"]
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "empty"),
        (b"\x80\x02}", "no readable pickle"),
        (b"hello", "no readable pickle"),
        (b"\x80\x02K\x01K\x02\x85R.", "calls int, which is no function"),
        (b"\x80\x02cnumpy\nndarray\nK\x01}b.", "sets the state of int"),
        (b"\x80\x02\x82\x01.", "no readable pickle"),
        (b"\x80\x02X\x01\x00\x00\x00aQ.", "no readable pickle"),
        (b"\x80\x02cnumpy\ndtype\nU\x02c8\x85R.", "arrays of dtype complex64"),
        (b"\x80\x02cnumpy\ndtype\nK\x01\x85R.", "dtype of 1"),
        (b"\x80\x05\x96" + b"\xff" * 7 + b"\x3f" + b"a.", "no readable pickle"),
        (b"\x80\x02" + b"(" * 60 + b"l" * 60 + b".", "without end"),
    ],
)
def test_damage_is_named(content, message):
    with pytest.raises(DataError, match=message):
        pickles.load(content)


def test_sizes_that_do_not_agree():
    whole = pickle.dumps(np.ones((2, 3)), 2)
    assert whole.count(b"K\x02K\x03\x86") == 1
    for claimed in (
        b"K\x02K\x04\x86",
        b"J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86",
        b"K\x02J\xff\xff\xff\xff\x86",
    ):
        with pytest.raises(DataError, match="is said to have the shape .* but comes with 48 bytes"):
            pickles.load(whole.replace(b"K\x02K\x03\x86", claimed))


def test_billions_of_things_are_refused(monkeypatch):
    monkeypatch.setattr(pickles, "_MOST_THINGS", 10_000)
    lists = [1]
    for _ in range(40):
        lists = [lists] * 100
    with pytest.raises(DataError, match="without end"):
        pickles.load(pickle.dumps(lists))
