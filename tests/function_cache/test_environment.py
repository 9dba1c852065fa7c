"""What an optimised graph depends on beside the graph."""

import theano
import theano.tensor as T
from theano.compile.mode import optdb
from theano.graph.opt import local_optimizer

from theanornn.function_cache.environment import environment


def test_the_same_from_one_compilation_to_the_next():
    x = T.dvector()
    before = environment()
    h = theano.scan(lambda v, h: T.tanh(v + h), [x], [x[0]])[0]
    theano.function([x], T.grad(h.sum(), x))  # Theano notes something about rewrites here
    assert environment() == before


def test_options_of_the_engine_matter_and_what_it_tells_people_does_not():
    before = environment()
    with theano.config.change_flags(scan__allow_gc=not theano.config.scan__allow_gc):
        assert environment() != before
    with theano.config.change_flags(exception_verbosity="high"):
        assert environment() == before


def test_our_switches_matter(monkeypatch):
    before = environment()
    monkeypatch.setenv("THEANORNN_KERNEL", "portable")
    assert environment() != before
    monkeypatch.delenv("THEANORNN_KERNEL")
    monkeypatch.setenv("OMP_NUM_THREADS", "17")
    assert environment() != before


def test_a_rewrite_that_somebody_registers_matters():
    before = environment()

    @local_optimizer(None)
    def rewrite_of_this_test(fgraph, node):
        return None

    database = optdb["canonicalize"]
    database.register("rewrite_of_this_test", rewrite_of_this_test, "never_asked_for")
    try:
        assert environment() != before
    finally:
        for entries in database.__db__.values():
            entries.discard(rewrite_of_this_test)
