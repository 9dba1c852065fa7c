"""Theano's part for GPUs comes with the first scan, and leaves what counts as it was."""

from tests.runtime.run_python import run_python

PROGRAM = """
import sys
import theanornn  # a source checkout has no start-up hook
import theano, theano.tensor as T
from theano.compile.mode import optdb
from theano.graph.opt import local_optimizer
from theanornn.runtime.gpu_rewrites import rewrites_that_count
before = rewrites_that_count()
x = T.dvector()
h, _ = theano.scan(lambda v, h: v + h, x, x[0])
print("theano.gpuarray" in sys.modules, rewrites_that_count() == before)
print(any("gpu" in name for name in before), "gpuarray_opt" in optdb.__db__)

@local_optimizer(None)
def one_of_the_users(fgraph, node):
    pass

optdb["canonicalize"].register("one_of_the_users", one_of_the_users, "never_asked_for")
print(set(rewrites_that_count()) - set(before))
"""


def test_what_counts_is_the_same_before_and_after_the_first_scan():
    finished = run_python(PROGRAM)
    assert finished.stdout.splitlines() == [
        "True True",
        "False True",
        "{'one_of_the_users'}",
    ], finished.stderr
