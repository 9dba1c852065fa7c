"""Names that modules no longer have."""

import collections
import inspect
import itertools
import subprocess
import sys

import numpy as np
import pytest

from theanornn.running import old_attributes


def test_what_only_moved_is_put_back():
    program = (
        "from theanornn.running.old_attributes import restore\n"
        "for module in ('collections', 'inspect', 'itertools', 'string', 'sys', 'os', 'time',"
        " 'fractions', 'types', 'urllib', 'numpy'): restore(module)\n"
        "import collections, inspect, itertools, string, sys, os, fractions, types, urllib\n"
        "import numpy as np\n"
        "assert isinstance([], collections.Iterable)\n"
        "assert list(itertools.izip([1], [2])) == [(1, 2)] and string.letters[0] == 'a'\n"
        "assert string.join(['a', 'b']) == 'a b' and string.upper('a') == 'A'\n"
        "assert sys.maxint == sys.maxsize and fractions.gcd(4, 6) == 2\n"
        "assert isinstance('', types.StringType) and urllib.quote('a b') == 'a%20b'\n"
        "assert np.int is int and np.Inf == np.inf and np.NINF == -np.inf\n"
        "assert np.asscalar(np.array([3])) == 3 and np.float_ is np.float64\n"
        "assert np.msort(np.array([[2], [1]])).tolist() == [[1], [2]]\n"
        "assert inspect.getargspec(lambda a, b=1, *c, **d: 0) =="
        " (['a', 'b'], 'c', 'd', (1,))\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)


def test_what_is_there_stays():
    before = collections.OrderedDict, np.float64, itertools.chain
    old_attributes.restore("collections", ["OrderedDict"])
    old_attributes.restore("unknown_module")
    assert (collections.OrderedDict, np.float64, itertools.chain) == before


@pytest.mark.parametrize(
    ("module", "name", "text"),
    [
        ("collections", "Mapping", "collections.Mapping is collections.abc.Mapping now"),
        ("numpy", "int", "numpy.int is int now"),
        ("scipy.misc", "imresize", "scipy.misc.imresize is gone from SciPy"),
    ],
)
def test_notes(module, name, text):
    said, helped = old_attributes.note(module, name)
    assert said.startswith(text)
    assert helped == (module != "scipy.misc")


def test_a_note_stays_the_same_when_the_name_was_put_back(monkeypatch):
    monkeypatch.setattr(old_attributes, "_restored", set())
    before = old_attributes.note("itertools", "imap")
    old_attributes.restore("itertools", ["imap"])
    try:
        assert before is not None and old_attributes.note("itertools", "imap") == before
    finally:
        del itertools.imap


@pytest.mark.parametrize(
    ("module", "name"),
    [("collections", "OrderedDict"), ("numpy", "float32"), ("inspect", "signature")],
)
def test_nothing_is_said_of_what_is_well(module, name):
    assert old_attributes.note(module, name) is None


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.0.0", reason="NumPy 1")
def test_numpy_2_has_bool_again():
    assert old_attributes.note("numpy", "bool") is None


@pytest.mark.skipif(hasattr(inspect, "getargspec"), reason="Python has it still")
def test_python_3_11_has_no_getargspec():
    assert old_attributes.note("inspect", "getargspec")[1]
