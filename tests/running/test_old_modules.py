"""Modules under their old names."""

import importlib
import io
import pickle
import queue
import sys
import types

import numpy as np
import pytest

from theanornn.running import old_modules


@pytest.fixture
def wanted(monkeypatch):
    """A function that imports a module of old, as a run would; nothing stays of it."""
    monkeypatch.setattr(old_modules, "_wanted", set())
    monkeypatch.setattr(sys, "meta_path", [old_modules.OldModuleFinder, *sys.meta_path])
    before = dict(sys.modules)

    def imported(name):
        old_modules.want(name)
        return importlib.import_module(name)

    yield imported
    for name in set(sys.modules) - set(before):
        del sys.modules[name]


def test_a_renamed_module_is_the_same_and_stays_itself(wanted):
    spec = queue.__spec__
    assert wanted("Queue") is queue
    assert queue.__spec__ is spec and queue.__name__ == "queue"


def test_what_nobody_wants_is_not_found(wanted):
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("urllib2")
    assert old_modules.note("urllib2") == ("module urllib2 is urllib.request now", True)
    assert old_modules.note("json") is None


def test_cpickle_reads_the_arrays_of_python_2(wanted):
    # pickle.dumps(numpy.array([200], "uint8"), 2) as Python 2 writes it
    data = (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b"
        b"\x87Rq\x03(K\x01K\x01\x85cnumpy\ndtype\nq\x04U\x02u1K\x00K\x01\x87Rq\x05(K\x03U\x01|NNNJ"
        b"\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89U\x01\xc8tb."
    )
    with pytest.raises(UnicodeDecodeError):
        pickle.loads(data)
    cpickle = wanted("cPickle")
    assert cpickle.loads(data) == np.array([200], "uint8")
    assert cpickle.load(io.BytesIO(data))[0] == 200
    assert cpickle.dumps is pickle.dumps and cpickle.PickleError is pickle.PickleError


def test_cpickle_takes_files_opened_as_text(wanted, tmp_path):
    cpickle = wanted("cPickle")
    with open(tmp_path / "a.pkl", "w") as file:
        cpickle.dump([1], file)
    with open(tmp_path / "a.pkl") as file:
        assert cpickle.load(file) == [1]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python has imp")
def test_imp(wanted, tmp_path):
    (tmp_path / "part.py").write_text("found = 3")
    imp = wanted("imp")
    assert imp.load_source("part", str(tmp_path / "part.py")).found == 3


def test_cross_validation_says_what_changed(wanted, monkeypatch):
    selection = types.ModuleType("sklearn.model_selection", "doc")
    selection.train_test_split = len
    package = types.ModuleType("sklearn")
    package.__path__, package.model_selection = [], selection
    monkeypatch.setitem(sys.modules, "sklearn", package)
    monkeypatch.setitem(sys.modules, "sklearn.model_selection", selection)
    found = wanted("sklearn.cross_validation")
    assert found.train_test_split is len
    with pytest.raises(ImportError, match=r"KFold is sklearn.model_selection.KFold.*n_splits"):
        from sklearn.cross_validation import KFold  # noqa: F401
