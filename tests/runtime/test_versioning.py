"""What has been compiled is not compiled again."""

import pytest
import theano
import theano.tensor as T

from tests.runtime.run_python import run_python

# Alloc, Dot22 and ScalarFromTensor have no properties; DimShuffle is an ExternalCOp; and scan.
PROGRAM = """
import sys
calls = []
sys.addaudithook(lambda event, args: calls.append(args[1]) if event == "subprocess.Popen" else None)
import theano, theano.tensor as T, numpy as np
x, w = T.matrix("x"), theano.shared(np.eye(3))
i = T.iscalar("i")
y = T.dot(x, w)[:i].T + T.alloc(1.0, 3, i)
hs, _ = theano.scan(lambda a, h: a * h, y, T.ones_like(y[0]))
print(theano.function([x, i], hs, mode="FAST_RUN")(np.ones((2, 3)), 2).sum())
calls = [" ".join(call) if isinstance(call, list) else call for call in calls]
print([call[:200] for call in calls if "++" in call])
"""


@pytest.mark.compiled
def test_a_second_process_calls_no_compiler():
    first = run_python(PROGRAM)
    assert first.returncode == 0, first.stderr
    second = run_python(PROGRAM)
    value, calls = second.stdout.splitlines()
    assert value == first.stdout.splitlines()[0]
    assert calls == "[]"


def test_op_without_properties_has_a_version():
    x = T.matrix("x")
    fgraph = theano.graph.fg.FunctionGraph([x], [T.blas._dot22(x, x)], clone=False)
    linker = theano.link.c.basic.CLinker().accept(fgraph)
    version, _ = linker.cmodule_key()
    assert version


def test_version_of_external_code_is_the_same_in_each_process():
    program = (
        "import theanornn, theano.tensor as T\n"
        "print(T.vector('x').dimshuffle('x', 0).owner.op.c_code_cache_version())"
    )
    printed = [
        run_python(program, flags=["cxx="], PYTHONHASHSEED=seed).stdout for seed in ("1", "2")
    ]
    assert printed[0] == printed[1] != ""
