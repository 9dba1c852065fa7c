"""The build ``cpu-scan``: fused recurrences as loops of ``theano.scan``, whatever was chosen."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.compile.mode import get_mode
from theano.graph.fg import FunctionGraph
from theano.scan.op import Scan

import theanornn
from tests.recurrence.fused.own_cells import Clipped, Odd, Stacked
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.function_cache import function
from theanornn.function_cache.description import describe
from theanornn.recurrence import recur
from theanornn.recurrence.fused.ops import Fused, FusedGradient
from theanornn.runtime.builds import mode_for

CASES = {
    "simple": (SimpleRNNCell, {}, {}),
    "lstm": (LSTMCell, {"peepholes": True}, {"reverse": True}),
    "lstm, truncated": (LSTMCell, {}, {"truncate_gradient": 3}),
    "lstm, clipped": (LSTMCell, {"grad_clipping": 0.05}, {"checkpoint": True}),
    "gru": (GRUCell, {"use_bias": False}, {"truncate_gradient": 2, "reverse": True}),
    "gru, reset after": (GRUCell, {"reset_after": True}, {}),
    "odd": (Odd, {}, {}),
    "stacked": (Stacked, {}, {}),
    "clipped": (Clipped, {}, {}),
}


def operations(run):
    return [type(node.op) for node in run.maker.fgraph.apply_nodes]


@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_those_of_theano_scan(name, rng):
    kind, options, how = CASES[name]
    cell = kind(3, 4, rng=rng, **options)
    x, mask = T.tensor3("x"), T.matrix("mask")
    weights = list(cell.params.values())
    outputs = []
    for driver in ("fused", "scan"):
        given = {k: v for k, v in how.items() if driver == "fused" or k != "checkpoint"}
        states = recur(cell, x, mask=mask, how=driver, **given)
        cost = sum(T.sum(T.sqr(s) * (1 + k)) for k, s in enumerate(states)) + T.sum(states[0][-1])
        outputs += [*states, *T.grad(cost, [x, *weights])]
    run = function([x, mask], outputs, mode="FAST_COMPILE", build="cpu-scan")
    assert not {Fused, FusedGradient}.intersection(operations(run))
    arrays = rng.normal(size=(6, 5, 3)), (rng.random((6, 5)) > 0.3).astype("float64")
    found = run(*arrays)
    half = len(outputs) // 2
    for a, b, variable in zip(found[:half], found[half:], [*states, x, *weights]):
        np.testing.assert_allclose(a, b, atol=1e-12, err_msg=str(variable))


def test_every_way_to_say_it(monkeypatch):
    x = T.tensor3("x")
    hs, _ = recur(LSTMCell(2, 3), x, how="fused")
    value = np.ones((4, 2, 2))
    run = function([x], hs, mode="FAST_COMPILE", build="cpu-scan")
    monkeypatch.setenv("THEANORNN_BUILD", "cpu-scan")
    again = function([x], hs, mode="FAST_COMPILE")
    monkeypatch.setenv("THEANORNN_BUILD", "cpu")
    theanornn.set_build("cpu-scan")
    try:
        once_more = function([x], hs, mode="FAST_COMPILE")
    finally:
        theanornn.set_build(None)
    for each in (run, again, once_more):
        assert Scan in operations(each) and Fused not in operations(each)
        assert np.array_equal(each(value), run(value))
    # Nor is what was optimised for one build ever taken for the other.
    modes = get_mode("FAST_COMPILE"), mode_for("cpu-scan", "FAST_COMPILE")
    assert len({describe(mode).hexdigest() for mode in modes}) == 2


def test_a_model_says_that_it_runs_by_scan():
    from theanornn.keras.layers import LSTM, Dense
    from theanornn.keras.models import Sequential

    model = Sequential([LSTM(3, input_shape=(4, 2), name="memory"), Dense(1)], seed=2)
    model.compile("sgd", "mse", build="cpu-scan", mode="FAST_COMPILE")
    loss = model.train_on_batch(np.ones((2, 4, 2)), np.ones((2, 1)))
    train = model.functions["train"]
    assert train.drivers == ["scan"] and np.isfinite(loss)
    fgraph = train._function.maker.fgraph
    loops = [node for node in fgraph.apply_nodes if isinstance(node.op, Scan)]
    assert len(loops) == 2  # forward is computed once, for the loss and for the gradient


@pytest.mark.compiled  # theano.scan compiles its step while the graph is made
def test_a_mask_that_is_differentiated_and_a_loop_in_a_loop(rng):
    x, gains, U = T.tensor3("x"), T.matrix("gains"), theano.shared(rng.normal(size=(3, 3)) / 2)

    def step(x_t, g_t, h):
        h = T.switch(T.gt(g_t, 0)[:, None], T.tanh(x_t + T.dot(h, U)), h)
        return h * (1 + g_t)[:, None]

    def outputs_of(how):
        def outer(gain, total):
            gain = T.repeat(T.shape_padleft(gain), x.shape[0], axis=0)
            first = T.zeros_like(x[0])
            hs, _ = theanornn.scan(step, sequences=[x, gain], outputs_info=first, how=how)
            return total + hs[-1]

        totals, _ = theano.scan(outer, sequences=gains, outputs_info=T.zeros_like(x[0]))
        cost = T.sum(totals[-1] ** 2)
        return [cost, *T.grad(cost, [x, gains, U])]

    run = function(
        [x, gains],
        [*outputs_of("fused"), *outputs_of("scan")],
        mode="FAST_COMPILE",
        build="cpu-scan",
    )
    loops = [node.op for node in run.maker.fgraph.apply_nodes if isinstance(node.op, Scan)]
    inner = {
        type(node.op) for op in loops for node in FunctionGraph(op.inputs, op.outputs).apply_nodes
    }
    assert Scan in inner and not inner.intersection({Fused, FusedGradient})
    found = run(rng.normal(size=(4, 2, 3)), rng.normal(size=(3, 2)))
    for a, b in zip(found[:4], found[4:]):
        np.testing.assert_allclose(a, b, atol=1e-12)
