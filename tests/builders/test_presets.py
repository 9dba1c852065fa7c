"""``like=`` of builders and cells: outputs of the systems themselves.

``tests/data/golden/presets/outputs.json`` holds what PyTorch, Keras 1.2.2 and 2.3.1, and the code
of the DeepLearningTutorials and of dl4mt computed, in float64, for weights in their layouts.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from theanornn import builders
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.cells.systems import KINDS
from theanornn.errors import ShapeError, UnknownNameError
from theanornn.recurrence import recur

OUTPUTS = Path(__file__).parents[1] / "data" / "golden" / "presets" / "outputs.json"
RECORDED = json.loads(OUTPUTS.read_text())
CELLS = {"simple_rnn": SimpleRNNCell, "lstm": LSTMCell, "gru": GRUCell}


def arrays(value, depth=1):
    """Lists of lists as arrays, or as a list of arrays where `depth` is 2."""
    return [np.array(part) for part in value] if depth == 2 else np.array(value)


def shared(value):
    return [shared(v) for v in value] if isinstance(value, list) else theano.shared(value)


def built(kind, x, W, U, b, **options):
    """The output of a builder, of arrays and of shared variables."""
    for given in ((W, U, b), tuple(map(shared, (W, U, b)))):
        result = getattr(builders, kind)(x, *given, how="scan", **options)
        hs = result[0] if kind == "lstm" else result
        yield hs, given


def check(recorded, system, kind, W, U, b, **options):
    x = np.array(RECORDED[system]["x"])
    for hs, _ in built(kind, x, W, U, b, **options):
        np.testing.assert_allclose(hs.eval(), recorded["h"], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_torch(kind):
    recorded = RECORDED["torch"][kind]
    W, U = arrays(recorded["W"]), arrays(recorded["U"])
    b = arrays(recorded["b"], depth=2)
    check(recorded, "torch", kind, W, U, b, like="torch")
    check(recorded, "torch", kind, W, U, np.array(b), like="torch")
    x = np.array(RECORDED["torch"]["x"])
    *_, (hs, (W, U, (b0, b1))) = built(kind, x, W, U, b, like="torch")
    gradients = theano.function([], T.grad(T.sum(T.sqr(hs)), [W, U, b0, b1]))()
    for name, got in zip(("W", "U", "b0", "b1"), gradients):
        np.testing.assert_allclose(got, recorded["gradients"][name], rtol=1e-8, atol=1e-10)


def apart(weights):
    """W, U and b as lists, from Keras 1's arrays, gate by gate."""
    return [arrays(weights[k::3], depth=2) for k in range(3)]


@pytest.mark.parametrize("name", ["simple_rnn", "lstm", "gru", "lstm_gpu", "gru_gpu"])
def test_keras1(name):
    recorded = RECORDED["keras1"][name]
    kind = name.replace("_gpu", "")
    separate = not name.endswith("gpu") and kind != "simple_rnn"
    weights = apart(recorded["weights"]) if separate else arrays(recorded["weights"], depth=2)
    check(recorded, "keras1", kind, *weights, like="keras1")


@pytest.mark.parametrize("name", ["simple_rnn", "lstm", "gru", "gru_reset_after"])
def test_keras2(name):
    recorded = RECORDED["keras2"][name]
    weights = arrays(recorded["weights"], depth=2)
    options = {"reset_after": True} if "reset" in name else {}
    check(recorded, "keras2", name.replace("_reset_after", ""), *weights, like="keras2", **options)


@pytest.mark.parametrize(
    ("name", "kind", "options"),
    [
        ("dlt_lstm", "lstm", {"like": "dlt"}),
        ("dlt_lstm_2015", "lstm", {"like": "dlt", "biases": "one"}),
        ("dl4mt_gru", "gru", {"like": "dl4mt"}),
    ],
)
def test_theano_tutorials(name, kind, options):
    recorded = RECORDED["theano"][name]
    weights = [arrays(recorded[w], depth=2 if "dl4mt" in name else 1) for w in ("W", "U", "b")]
    mask = np.array(RECORDED["theano"]["mask"])
    check(recorded, "theano", kind, *weights, mask=mask, **options)


@pytest.mark.parametrize(
    ("kind", "recorded", "like"),
    [
        ("gru", RECORDED["torch"]["gru"], "torch"),
        ("lstm", RECORDED["theano"]["dlt_lstm"], "dlt"),
        ("gru", RECORDED["theano"]["dl4mt_gru"], "dl4mt"),
    ],
    ids=["torch", "dlt", "dl4mt"],
)
def test_every_layout_is_fused(kind, recorded, like):
    """Transposed, in another order, in parts: the values and gradients of the loop."""
    depths = {"W": 1 + (like == "dl4mt"), "U": 1 + (like == "dl4mt"), "b": 1 + (like != "dlt")}
    given = [shared(arrays(recorded[name], depth)) for name, depth in depths.items()]
    variables = [v for each in given for v in (each if isinstance(each, list) else [each])]
    x, found = np.array(RECORDED["torch"]["x"]), []
    for how in ("fused", "scan"):
        result = getattr(builders, kind)(x, *given, like=like, how=how)
        hs = result[0] if kind == "lstm" else result
        assert hs.tag.theanornn_driver.driver == how
        found.append([hs, *T.grad(T.sum(T.sqr(hs)), variables)])
    values = theano.function([], found[0] + found[1])()
    for one, other in zip(values[: len(found[0])], values[len(found[0]) :]):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_dlt_simple_network(rng):
    """rnnslu.py: sigmoid units, a first state that is learned."""
    x, W, U = rng.normal(size=(4, 2, 3)), rng.normal(size=(3, 2)), rng.normal(size=(2, 2))
    b, h0 = rng.normal(size=2), rng.normal(size=2)
    step = reference.simple_rnn_step(W, U, b, activation="sigmoid")
    (expected,) = reference.over_time(step, x, [np.tile(h0, (2, 1))])
    hs = builders.simple_rnn(x, W, U, b, h0=h0, like="dlt", how="scan")
    np.testing.assert_allclose(hs.eval(), expected, rtol=1e-10)


def test_lasagne_gru_of_stacked_weights(rng):
    """u weighs what is new: Lasagne's equations, written down again."""
    x, W, U, b = (rng.normal(size=s) for s in ((4, 2, 3), (3, 6), (2, 6), 6))

    def step(x, h):
        a, p = x @ W + b, h @ U
        u, r = (reference.sigmoid((a + p)[:, k : k + 2]) for k in (0, 2))
        return ((1 - u) * h + u * np.tanh(a[:, 4:] + r * p[:, 4:]),)

    (expected,) = reference.over_time(step, x, [np.zeros((2, 2))])
    np.testing.assert_allclose(
        builders.gru(x, W, U, b, like="lasagne", how="scan").eval(), expected
    )


def test_what_is_given_counts_more_than_the_preset(rng):
    x, W, U, b = (rng.normal(size=s) for s in ((4, 2, 3), (3, 2), (2, 2), 2))
    got = builders.simple_rnn(x, W, U, b, like="lasagne", activation="tanh", how="scan")
    step = reference.simple_rnn_step(W, U, b)
    expected = reference.over_time(step, x, [np.zeros((2, 2))])[0]
    np.testing.assert_allclose(got.eval(), expected)
    linear = builders.simple_rnn(x, W, U, b, like="lasagne", nonlinearity=None, how="scan")
    step = reference.simple_rnn_step(W, U, b, activation="linear")
    expected = reference.over_time(step, x, [np.zeros((2, 2))])[0]
    np.testing.assert_allclose(linear.eval(), expected)


def test_two_biases_train_as_two():
    """Each of them gets the gradient of their sum, and twice one gets twice as much."""
    x = np.ones((2, 1, 3))
    cell = LSTMCell(3, 2, like="torch")
    hs, _ = recur(cell, x, how="scan")
    first, second = T.grad(hs.sum(), [cell.params["b"], cell.params["b_recurrent"]])
    np.testing.assert_allclose(first.eval(), second.eval())
    assert first.eval().all()
    W, U, b = np.ones((3, 8)), np.ones((2, 8)), theano.shared(np.zeros(8))
    by = {}
    for biases in ("one", "twice"):
        by[biases] = T.grad(builders.lstm(x, W, U, b, like="dlt", biases=biases)[0].sum(), b).eval()
    np.testing.assert_allclose(by["twice"], 2 * by["one"])


@pytest.mark.parametrize(
    ("kind", "change", "error", "message"),
    [
        (
            "lstm",
            dict(like="dl4mt"),
            UnknownNameError,
            "dl4mt has no lstm, only gru; lstm is there",
        ),
        (
            "lstm",
            dict(like="pytorch"),
            UnknownNameError,
            "unknown system for like= 'pytorch'.*torch",
        ),
        ("lstm", dict(like=3), UnknownNameError, "must be given by name, got 3"),
        ("lstm", dict(like="torch"), ShapeError, r"W has shape \(3, 8\).* = \(4\*units, n_in\)"),
        (
            "lstm",
            dict(like="keras1", W=[np.ones((3, 2))] * 3),
            ShapeError,
            r"3 W given, expected four matrices \(n_in, units\) for the gates i, c, f and o, or "
            r"one of \(n_in, 4\*units\)",
        ),
        (
            "lstm",
            dict(W=[np.ones((3, 2))] * 3 + [np.ones((3, 4))]),
            ShapeError,
            r"W of gate 'o' has shape \(3, 4\), expected \(3, 2\)",
        ),
        (
            "gru",
            dict(like="dl4mt", W=[np.ones((3, 4))] * 2),
            ShapeError,
            r"W of gate 'h' has shape \(3, 4\), expected \(3, 2\)",
        ),
        ("lstm", dict(peepholes=True), ShapeError, "peepholes is True, expected the weights"),
        ("lstm", dict(biases="three"), UnknownNameError, "unknown number of biases 'three'"),
        (
            "gru",
            dict(like="lasagne", b_recurrent=np.ones(6)),
            UnknownNameError,
            "b_recurrent was given to 'gru', which has one bias",
        ),
        (
            "gru",
            dict(reset_after=True, b=(np.ones(6), np.ones(6)), b_recurrent=np.ones(6)),
            ShapeError,
            "b has two biases and b_recurrent is one more",
        ),
        ("gru", dict(update_gate="forgets"), UnknownNameError, "unknown sense of update_gate"),
        (
            "gru",
            dict(like="keras2", b=(np.ones(6), np.ones(6))),
            UnknownNameError,
            "b_recurrent is for reset_after=True only",
        ),
    ],
)
def test_bad_input(kind, change, error, message):
    gates = {"lstm": 4, "gru": 3}[kind]
    good = dict(x=np.zeros((4, 2, 3)), b=np.zeros(2 * gates))
    good.update(W=np.zeros((3, 2 * gates)), U=np.zeros((2, 2 * gates)))
    with pytest.raises(error, match=message):
        getattr(builders, kind)(**{**good, **change})
