"""``THEANORNN_SCAN=fused``: programs that say ``theano.scan`` and get ours."""

import pytest

from tests.runtime.run_python import run_python

PROGRAM = """
import theanornn  # a source checkout has no start-up hook
import numpy as np, theano, theano.tensor as T
from theano.scan.basic import scan
x, U = T.tensor3('x'), theano.shared(np.eye(2, dtype=theano.config.floatX))
h, _ = theano.scan(lambda x, h: x + T.dot(h, U), x, T.zeros_like(x[0]))
k, _ = scan(lambda k: k + 1, outputs_info=T.constant(0, dtype='int64'), n_steps=2)
total, _ = theano.foldl(lambda v, s: s + v, T.arange(3.), T.zeros(()))
print([getattr(getattr(v.tag, 'theanornn_driver', None), 'driver', None) for v in (h, k)])
print(k.eval().tolist(), float(total.eval()))
from theanornn.recurrence.original import theano_scan
print(theano_scan.__module__, hasattr(theano_scan, '__wrapped__'))
"""


@pytest.mark.compiled
@pytest.mark.parametrize(
    ("wanted", "drivers"),
    [("fused", "['fused', 'scan']"), ("theano", "[None, None]"), ("quick", "[None, None]")],
)
def test_theano_scan(wanted, drivers):
    finished = run_python(PROGRAM, THEANORNN_SCAN=wanted)
    lines = [drivers, "[1, 2] 3.0", "theano.scan.basic False"]
    assert finished.stdout.splitlines() == lines, finished.stderr
    assert ("THEANORNN_SCAN is 'quick'" in finished.stderr) == (wanted == "quick")
