"""Attributes that Theano's modules had."""

import importlib

import pytest

from tests.runtime.run_python import run_python
from theanornn.runtime.mends import AFTER
from theanornn.runtime.old_names.attributes import ATTRIBUTES, resolved

EACH = [(module, name, now) for module, names in ATTRIBUTES.items() for name, now in names.items()]
pytestmark = pytest.mark.filterwarnings("ignore::theanornn.runtime.old_names.OldNameWarning")


@pytest.mark.parametrize("module, name, now", EACH)
def test_given(module, name, now):
    found = importlib.import_module(module)
    assert getattr(found, name) is resolved(now)
    assert hasattr(found, "no_such_name") is False


def test_every_module_in_the_table_is_mended():
    lending = {module for module, mends in AFTER.items() if "old_names:lend" in mends}
    assert lending == set(ATTRIBUTES)


def test_through_the_hook_and_without_importing_theanornn():
    """As ``theanornn.pth`` has it; unchanged code of Theano 0.8, and what it is told."""
    program = (
        "from theanornn.runtime import startup; exec(startup.pth_line())\n"
        "import sys\n"
        "for name in [n for n in sys.modules if n.startswith('theanornn')]: del sys.modules[name]\n"
        "sys.meta_path = [f for f in sys.meta_path if type(f).__name__ != 'MendingFinder']\n"
        "import theano, theano.tensor as T\n"
        "from theano.sandbox.rng_mrg import MRG_RandomStreams\n"
        "from theano.tensor.shared_randomstreams import RandomStreams\n"
        "print(isinstance(T.add, theano.gof.Op), theano.sandbox.cuda.cuda_enabled)\n"
        "print(theano.gof.Apply is theano.Apply, T.shared_randomstreams.RandomStreams.__name__)\n"
    )
    done = run_python(program, flags=["cxx="])
    assert done.stdout == "True False\nTrue RandomStreams\n", done.stderr
    assert "rng_mrg.MRG_RandomStreams is theano.sandbox.rng_mrg.MRG_RandomStream now" in done.stderr
    assert done.stderr.count("OldNameWarning: theano.gof is theano.graph now") == 1
    quiet = run_python(program, flags=["cxx="], THEANORNN_OLD_NAMES="quiet")
    assert (quiet.stdout, quiet.stderr) == (done.stdout, "")
    off = run_python(program, flags=["cxx="], THEANORNN_OLD_NAMES="0")
    assert "cannot import name 'MRG_RandomStreams'" in off.stderr and off.stdout == ""
