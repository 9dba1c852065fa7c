"""The import hook, on modules made for the test and, in fresh interpreters, on Theano."""

import importlib
import sys
import types

import pytest

from tests.runtime.run_python import run_python
from theanornn.runtime import hook


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """A module to mend, with mends that write down when they ran."""
    (tmp_path / "mended_here.py").write_text("import recorder; recorder.log.append('executed')\n")
    recorder = types.ModuleType("recorder")
    recorder.log = []
    mend = types.ModuleType("theanornn.runtime.recorder")
    mend.before = lambda module: lambda: recorder.log.append("undone")
    mend.after = lambda module: recorder.log.append(f"after {module.__name__}")
    monkeypatch.setitem(sys.modules, "recorder", recorder)
    monkeypatch.setitem(sys.modules, "theanornn.runtime.recorder", mend)
    monkeypatch.setitem(hook.BEFORE, "mended_here", ("recorder:before",))
    monkeypatch.setitem(hook.AFTER, "mended_here", ("recorder:after",))
    monkeypatch.syspath_prepend(str(tmp_path))
    yield recorder.log
    sys.modules.pop("mended_here", None)


def test_mends_run_around_the_module(recorded):
    importlib.import_module("mended_here")
    assert recorded == ["executed", "undone", "after mended_here"]


def test_what_was_lent_is_taken_back_after_an_error(recorded, tmp_path):
    (tmp_path / "mended_here.py").write_text("1 / 0\n")
    with pytest.raises(ZeroDivisionError):
        importlib.import_module("mended_here")
    assert recorded == ["undone"]


def test_other_modules_pass_by():
    assert hook.finder.find_spec("json") is None


def test_install_twice_is_install_once():
    hook.install()
    hook.install()
    assert sys.meta_path.count(hook.finder) == 1


@pytest.mark.parametrize("first, second", [("theano", "theanornn"), ("theanornn", "theano")])
def test_either_may_be_imported_first(first, second):
    """The hook alone, as ``theanornn.pth`` has it, and without a compiler: that is quick."""
    program = (
        "from theanornn.runtime import startup; exec(startup.pth_line())\n"
        "import sys\n"
        "for name in [n for n in sys.modules if n.startswith('theanornn')]: del sys.modules[name]\n"
        "sys.meta_path = [f for f in sys.meta_path if type(f).__name__ != 'MendingFinder']\n"
        f"import {first}, {second}\n"
        "import numpy as np, theano.tensor as T\n"
        "x = T.vector('x')\n"
        "print(theano.function([x], T.grad((0.9 * T.prod(x)).sum(), x))(np.array([2.0, 3.0])))\n"
    )
    done = run_python(program, flags=["cxx=", "mode=FAST_COMPILE", "floatX=float64"])
    assert done.stdout == "[2.7 1.8]\n", done.stderr
    assert done.stderr == ""


def test_switched_off():
    done = run_python(
        "import sys, theanornn; print([type(f).__name__ for f in sys.meta_path])",
        THEANORNN_RUNTIME="0",
    )
    assert "MendingFinder" not in done.stdout


def test_another_theano_is_left_alone(tmp_path):
    (tmp_path / "theano").mkdir()
    (tmp_path / "theano" / "__init__.py").write_text("")
    (tmp_path / "theano" / "_version.py").write_text('{"version": "1.0.5"}\n')
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import theanornn, theano; print(hasattr(theano, '_theanornn_mended'))"
    )
    done = run_python(program)
    assert done.stdout == "False\n"
    assert "this is Theano 1.0.5; theanornn mends and needs Theano-PyMC 1.1.2" in done.stderr


def test_theano_makes_no_noise_about_itself():
    program = (
        "import warnings; warnings.simplefilter('default')\n"
        "import theanornn, theano, theano.tensor as T\n"
        "from theano.sandbox.rng_mrg import MRG_RandomStream\n"
        "x = T.fvector('x')\n"
        "hs, _ = theano.scan(lambda a, h: a + h, x, T.zeros((), 'float32'))\n"
        "theano.function([x], hs)\n"
    )
    done = run_python(program, flags=["cxx=", "mode=FAST_COMPILE"])
    assert done.stderr == "", done.stderr


def test_theano_was_imported_before_there_was_a_hook():
    """Possible where Theano's import alone works: not with NumPy 1.x."""
    program = (
        "import sys; sys.meta_path = [f for f in sys.meta_path if 'heano' not in str(f)]\n"
        "try:\n"
        "    import theano\n"
        "except Exception:\n"
        "    sys.exit(77)\n"
        "import theanornn, numpy as np, theano.tensor as T\n"
        "x = T.vector('x')\n"
        "print(theano.function([x], T.grad((0.9 * T.prod(x)).sum(), x))(np.array([2.0, 3.0])))\n"
    )
    done = run_python(program, flags=["cxx=", "mode=FAST_COMPILE", "floatX=float64"])
    if done.returncode == 77:
        pytest.skip("here Theano cannot be imported without the hook")
    assert done.stdout == "[2.7 1.8]\n", done.stderr
