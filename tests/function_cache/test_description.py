"""Equal digests for graphs that compute the same, others for others."""

import itertools

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.compile.mode import get_mode

from theanornn.function_cache.description import Undescribable, describe


def digest(build, *names):
    x, y, v = T.dmatrix(names[0]), T.dmatrix(names[1]), T.dvector(names[2])
    return describe(graph=([x, y, v], build(x, y, v))).hexdigest()


def scan(x, v, step=lambda row, h: T.tanh(row + h)):
    return theano.scan(step, sequences=[x], outputs_info=[v])[0]


GRAPHS = {
    "sum": lambda x, y, v: [x + y],
    "sum of others": lambda x, y, v: [y + x],
    "one twice": lambda x, y, v: [x + x],
    "difference": lambda x, y, v: [x - y],
    "two outputs": lambda x, y, v: [x + y, x],
    "two outputs, other order": lambda x, y, v: [x, x + y],
    "plus one": lambda x, y, v: [x + 1],
    "plus 1.5": lambda x, y, v: [x + 1.5],
    "plus minus zero": lambda x, y, v: [x * np.float64(-0.0)],
    "plus zero": lambda x, y, v: [x * np.float64(0.0)],
    "plus nan": lambda x, y, v: [x * np.float64("nan")],
    "an array": lambda x, y, v: [x + np.arange(3.0)],
    "another array": lambda x, y, v: [x + np.arange(3.0)[::-1]],
    "rows": lambda x, y, v: [x[1:]],
    "other rows": lambda x, y, v: [x[2:]],
    "columns": lambda x, y, v: [x[:, 1:]],
    "sum over rows": lambda x, y, v: [x.sum(0)],
    "sum over columns": lambda x, y, v: [x.sum(1)],
    "float32": lambda x, y, v: [x.astype("float32")],
    "broadcast": lambda x, y, v: [x + v],
    "broadcast otherwise": lambda x, y, v: [x + v.dimshuffle(0, "x")],
    "scan": lambda x, y, v: [scan(x, v)],
    "scan of another step": lambda x, y, v: [scan(x, v, lambda row, h: T.tanh(row - h))],
    "gradient of a scan": lambda x, y, v: [T.grad(scan(x, v).sum(), x)],
    "truncated": lambda x, y, v: [
        T.grad(
            theano.scan(lambda row, h: T.tanh(row + h), [x], [v], truncate_gradient=2)[0].sum(),
            x,
        )
    ],
    "clipped gradient": lambda x, y, v: [theano.gradient.grad_clip(x, -1, 1)],
    "otherwise clipped gradient": lambda x, y, v: [theano.gradient.grad_clip(x, -2, 2)],
    "scaled gradient": lambda x, y, v: [theano.gradient.grad_scale(x, 2)],
    "otherwise scaled gradient": lambda x, y, v: [theano.gradient.grad_scale(x, 3)],
    "assertion": lambda x, y, v: [T.opt.Assert("one")(x, T.eq(x.shape[0], 1))],
    "another assertion": lambda x, y, v: [T.opt.Assert("two")(x, T.eq(x.shape[0], 1))],
}


def test_each_graph_has_a_digest_of_its_own():
    digests = {name: digest(build, "x", "y", "v") for name, build in GRAPHS.items()}
    for one, other in itertools.combinations(GRAPHS, 2):
        assert digests[one] != digests[other], (one, other)


@pytest.mark.parametrize("name", GRAPHS)
def test_names_and_objects_do_not_matter(name):
    assert digest(GRAPHS[name], "x", "y", "v") == digest(GRAPHS[name], "u", None, "w")


def test_types_of_inputs_matter():
    kinds = [T.dvector, T.fvector, T.ivector, T.drow, T.dmatrix, T.dcol]
    digests = [describe(graph=([v], [v * 2])).hexdigest() for v in (kind() for kind in kinds)]
    assert len(set(digests)) == len(kinds)


def test_shared_variables_are_places_not_values():
    def described(value):
        w, x = theano.shared(value), T.dvector()
        return describe(graph=([x, w], [x * w])).hexdigest()

    assert described(np.ones(2)) == described(np.zeros(5))
    assert described(np.ones(2)) != described(np.ones((2, 2)))


def test_compiled_operations_keep_their_digest():
    x = T.dmatrix()
    outputs = [T.exp(x) * T.tanh(x).sum(1, keepdims=True)]
    before = describe(graph=([x], outputs)).hexdigest()
    theano.function([x], outputs)(np.ones((2, 2)))
    assert describe(graph=([x], outputs)).hexdigest() == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        ("1", 1),
        (b"1", "1"),
        ([1, 2], (1, 2)),
        ([[1], 2], [1, [2]]),
        ({"a": 1}, {"a": 2}),
        ({1, 2}, {1, 3}),
        (np.float32(1), np.float64(1)),
        (np.zeros(2), np.zeros((2, 1))),
        (np.zeros(2), np.zeros(2, "float32")),
        (slice(1), slice(None, 1, 1)),
        (None, 0),
        (0.0, -0.0),
        (int, float),
        (get_mode("FAST_RUN"), get_mode("FAST_COMPILE")),
        (get_mode("FAST_RUN"), get_mode("FAST_RUN").excluding("fusion")),
    ],
)
def test_plain_things(one, other):
    assert describe(one).hexdigest() != describe(other).hexdigest()
    assert describe(one).hexdigest() == describe(one).hexdigest()


def test_order_matters_in_lists_only():
    assert describe({"a": 1, "b": 2}).hexdigest() == describe({"b": 2, "a": 1}).hexdigest()
    assert describe({3, 1, 2}).hexdigest() == describe({1, 2, 3}).hexdigest()
    assert describe([1, 2]).hexdigest() != describe([2, 1]).hexdigest()


def local(x):
    return x


@pytest.mark.parametrize(
    "thing", [lambda x: x, (n for n in "ab"), np.array([object()]), theano.shared(1.0)]
)
def test_what_cannot_be_told(thing):
    with pytest.raises(Undescribable):
        describe(thing)


def test_a_function_of_a_module_is_known_by_name_and_source(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / "of_ones_own.py"
    path.write_text("def f(x):\n    return x\n")
    import of_ones_own

    before = describe(of_ones_own.f).hexdigest()
    path.write_text("def f(x):\n    return x + 1\n")
    assert describe(of_ones_own.f).hexdigest() != before
    assert describe(local).hexdigest() == describe(local).hexdigest()
