"""What the user is told when there is no compiler."""

import numpy as np

from tests.runtime.run_python import run_python

PROGRAM = """
import theanornn, theano, theano.tensor as T
x = T.dvector("x")
hs, _ = theano.scan(lambda a, h: a * h, x, T.ones((), "float64"))
print(theano.config.cxx, theano.config.linker, theano.function([x], T.grad(hs[-1], x))([2.0, 3.0]))
"""


def test_no_compiler_is_one_sentence_and_everything_works(tmp_path):
    flags = [f"base_compiledir={tmp_path}", "optimizer=fast_compile", "mode=Mode"]
    done = run_python(PROGRAM, flags=flags, PATH=str(tmp_path))
    assert done.stdout == f" vm {np.array([3.0, 2.0])}\n", done.stderr
    assert done.stderr.startswith("theanornn: there is no C++ compiler, so Theano runs in Python")
    assert "apt install g++" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_user_who_wants_no_compiler_is_told_nothing(tmp_path):
    done = run_python("import theanornn, theano", flags=["cxx="])
    assert done.stderr == ""
