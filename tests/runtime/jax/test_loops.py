"""``theano.scan`` in the JAX build: all kinds of taps, gradients, ``until``."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.sandbox.rng_mrg import MRG_RandomStream
from theano.scan.utils import until

pytest.importorskip("jax")

from theanornn.errors import BuildError  # noqa: E402
from theanornn.function_cache import function  # noqa: E402

x, U, h0, n = T.matrix("x"), T.matrix("U"), T.vector("h0"), T.iscalar("n")
rng = np.random.default_rng(3)
GIVEN = {x: rng.normal(size=(7, 3)), U: rng.normal(size=(3, 3)) / 2, h0: rng.normal(size=3)}


def run_both(outputs, inputs=(x, U, h0), given=None, **options):
    """Results of the JAX build, after a look that those of the other are the same."""
    given = [GIVEN[v] for v in inputs] if given is None else given
    options = {"on_unused_input": "ignore", **options}
    found = function(list(inputs), outputs, build="jax-cpu", **options)(*given)
    expected = function(list(inputs), outputs, **options)(*given)
    for k, (a, b) in enumerate(zip(found, expected)):
        assert a.shape == b.shape and a.dtype == b.dtype, k
        np.testing.assert_allclose(a, b, atol=1e-12, err_msg=str(k))
    return found


def with_gradients(*results):
    cost = sum(T.sum(T.sqr(r) * (1 + T.arange(r.shape[0])[:, None])) for r in results)
    return [*results, *T.grad(cost, [x, U, h0], disconnected_inputs="ignore")]


def one(x_t, h, U):
    return T.tanh(x_t + T.dot(h, U))


def test_one_state_and_its_gradient():
    states, _ = theano.scan(one, sequences=x, outputs_info=h0, non_sequences=U)
    run_both(with_gradients(states))
    run_both([states[-1], states[2:], T.grad(states[-1].sum(), U)])


def test_backwards_and_truncated():
    states, _ = theano.scan(
        one, sequences=x, outputs_info=h0, non_sequences=U, go_backwards=True, truncate_gradient=3
    )
    run_both(with_gradients(states))


def test_taps_of_states_and_of_sequences_and_results_that_are_no_states():
    def step(before, now, after, h3, h1, g, U):
        h = T.tanh(now + T.dot(h3, U) - 0.5 * h1 + before * after)
        return h, T.nnet.sigmoid(g + h), T.dot(h, U) * g

    start = T.stack([h0, 2 * h0, h0**2])
    (hs, gs, others), _ = theano.scan(
        step,
        sequences={"input": x, "taps": [-1, 0, 1]},
        outputs_info=[{"initial": start, "taps": [-3, -1]}, h0, None],
        non_sequences=U,
    )
    run_both(with_gradients(hs, gs, others))


def test_a_scan_in_a_scan():
    def outer(x_t, h, U):
        inner, _ = theano.scan(
            one, sequences=T.stack([x_t, 2 * x_t]), outputs_info=h, non_sequences=U
        )
        return inner[-1]

    states, _ = theano.scan(outer, sequences=x, outputs_info=h0, non_sequences=U)
    run_both(with_gradients(states))


def test_steps_without_sequences():
    powers, _ = theano.scan(lambda p, U: T.dot(p, U), outputs_info=h0, non_sequences=U, n_steps=5)
    run_both(with_gradients(powers))


def test_shared_variables_that_a_step_updates():
    counter, stream = theano.shared(np.float64(0)), MRG_RandomStream(seed=5)

    def step(x_t, h):
        return h + x_t * stream.uniform((3,)), {counter: counter + 2}

    states, updates = theano.scan(step, sequences=x, outputs_info=h0)
    outputs = []
    for build in ("jax-cpu", "cpu"):
        for shared in updates:  # both begin at the same place
            shared.set_value(BEGINNINGS.setdefault(shared, shared.get_value()))
        run = function([x, h0], states, updates=updates, build=build)
        outputs.append([run(GIVEN[x], GIVEN[h0]), run(GIVEN[x], GIVEN[h0]), counter.get_value()])
    for a, b in zip(*outputs):
        np.testing.assert_allclose(a, b, atol=1e-12)
    assert outputs[0][2] == 28


BEGINNINGS = {}


def test_until():
    def step(h, U):
        h = T.tanh(T.dot(h, U)) + 0.7 * h
        return h, until(T.sum(T.sqr(h)) < 0.3)

    states, _ = theano.scan(step, outputs_info=h0, non_sequences=U, n_steps=50)
    inputs, given = [U, h0], [0.1 * np.eye(3), np.array([1.0, -2.0, 0.5])]
    found = run_both([states, states[-1], states.shape[0], states[2:]], inputs, given)
    assert 3 < found[2] < 50
    with pytest.raises(BuildError, match=r"length depends on data \(until\).*result\[-1\]"):
        function(inputs, states.sum(axis=0), build="jax-cpu")(*given)


def test_a_gradient_of_until_is_refused_when_it_is_compiled():
    states, _ = theano.scan(
        lambda h, U: (T.dot(h, U), until(T.sum(h) < 0.3)),
        outputs_info=h0,
        non_sequences=U,
        n_steps=9,
    )
    with pytest.raises(
        BuildError, match=r"cannot run .*scan until.*T\.switch.*The build 'cpu' can"
    ):
        function([U, h0], T.grad(states[-1].sum(), U), build="jax-cpu")


def test_a_number_of_steps_that_is_data():
    states, _ = theano.scan(lambda h: 2 * h, outputs_info=h0, n_steps=n)
    with pytest.raises(BuildError, match="depends on data"):
        function([h0, n], states, build="jax-cpu")(GIVEN[h0], 3)


def test_an_operation_of_the_step_that_cannot_be_run_is_named_when_it_is_compiled():
    states, _ = theano.scan(
        lambda x_t, U: T.nlinalg.qr(U)[0][0] + x_t, sequences=x, non_sequences=U, strict=False
    )
    with pytest.raises(BuildError, match="cannot run QR"):
        function([x, U], states, build="jax-cpu")
