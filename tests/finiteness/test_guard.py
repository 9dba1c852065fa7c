"""Bad batches change nothing: neither weights nor any state; good ones do what they always do."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.tensor.subtensor import AdvancedIncSubtensor1

from tests.optimizers.fused.graphs import FUSED, fused_nodes
from theanornn.finiteness.guard import AllFinite, guarded
from theanornn.functions import Graph
from theanornn.gradients import gradients_in, gradients_of
from theanornn.layers import LSTM, BatchNormalization, Dense, Embedding
from theanornn.models import Sequential
from theanornn.optimizers import SGD
from theanornn.optimizers.fused import groups


@pytest.fixture(scope="module")
def model():
    model = Sequential(seed=1)
    model.add(LSTM(3, batch_input_shape=(4, 5, 2), stateful=True, dropout=0.5))
    model.add(BatchNormalization())
    model.add(Dense(1))
    model.compile("adam", "mse", metrics=["mae"])
    return model


@pytest.fixture
def batch(rng):
    return [rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 1)), np.ones(4)]


def state(graph):
    return [shared.get_value() for shared, _ in graph.updates]


def test_a_bad_batch_changes_nothing(model, batch):
    step, graph = model.guarded_function(), guarded(model.train_graph, model.random_state.streams)
    assert len(graph.updates) == len(model.train_graph.updates) + 1  # the mask of the dropout
    for bad in (np.nan, np.inf):
        step(*batch)
        before = state(graph)
        batch[0][1, 2, 0] = bad
        *_, fine = step(*batch)
        assert fine == 0
        for old, new in zip(before, state(graph)):
            np.testing.assert_array_equal(old, new)
        batch[0][1, 2, 0] = 0
        *_, fine = step(*batch)
        assert fine == 1
        assert all((old != new).any() for old, new in zip(before, state(graph)) if old.ndim > 1)


def test_good_batches_give_the_same_numbers_as_ever(model, batch):
    graph = guarded(model.train_graph, model.random_state.streams)
    before, ends, losses = state(graph), [], []
    for step in (model.functions["train"], model.guarded_function()):
        for (shared, _), value in zip(graph.updates, before):
            shared.set_value(value)
        losses.append([step(*batch)[0] for _ in range(2)])
        ends.append(state(graph))
    np.testing.assert_array_equal(*losses)
    for one, other in zip(*ends):
        np.testing.assert_array_equal(one, other)


def test_gradients_are_found_by_their_weights(model):
    found = gradients_in(model.train_graph.updates)
    assert list(found) == model.trained_weights
    expected = T.grad(model.train_graph.outputs[0], model.trained_weights)
    assert [each.type for each in found.values()] == [each.type for each in expected]


def test_the_gradient_of_an_embedding_is_never_written_out():
    model = Sequential([Embedding(9, 2, input_length=3), LSTM(2), Dense(1)])
    model.compile("sgd", "mse")
    graph = guarded(model.train_graph)
    (table,) = (v for s, v in gradients_in(graph.updates).items() if s.name.startswith("embedding"))
    assert isinstance(table.owner.op, AdvancedIncSubtensor1)
    looked_at = graph.outputs[-1].owner.inputs[0].owner.inputs
    assert table not in looked_at
    assert table.owner.inputs[1] in looked_at


def test_without_known_gradients_the_new_values_are_looked_at():
    w, x = theano.shared(np.ones(2)), T.dvector()
    n = theano.shared(np.int64(0))
    graph = guarded(Graph([x], [T.sum(w)], [(w, w * x), (n, n + 1)]))
    step = theano.function(graph.inputs, graph.outputs, updates=graph.updates)
    assert step([1.0, np.inf])[-1] == 0
    assert n.get_value() == 0
    assert step([1.0, 2.0])[-1] == 1
    assert w.get_value().tolist() == [1, 2]


def test_large_numbers_are_numbers():
    x, ids = T.fmatrix(), T.ivector()
    fine = theano.function([x, ids], AllFinite()(x, ids))
    large = np.full((3, 2), 3e38, "float32")
    assert fine(large, [1]) == 1
    assert fine(large.T, [1]) == 1
    large[1, 1] = -np.inf
    assert fine(large.T, [1]) == 0
    assert fine(np.zeros((0, 2), "float32"), [1]) == 1


def test_a_penalty_that_is_added_to_the_gradient_of_rows():
    W, ids = theano.shared(np.ones((4, 2))), T.ivector()
    loss = T.sum(W[ids]) + T.sum(T.log(W))
    (gradient,) = gradients_of(loss, [W])
    graph = guarded(Graph([ids], [loss], SGD(0.1).get_updates([W], {}, loss)))
    step = theano.function([ids], graph.outputs, updates=graph.updates)
    assert step([1])[-1] == 1
    W.set_value(np.zeros((4, 2)))
    assert step([1])[-1] == 0
    assert not W.get_value().any()
    assert gradient.type == W.type


@pytest.mark.compiled
def test_updates_stay_fused(monkeypatch):
    monkeypatch.setattr(groups, "SMALLEST", 0)
    w, x = theano.shared(np.ones((3, 4))), T.dmatrix()
    loss = T.sum(T.log(x * w))
    graph = guarded(Graph([x], [loss], SGD(0.1, momentum=0.9).get_updates([w], {}, loss)))
    step = theano.function([x], graph.outputs, updates=graph.updates, mode=FUSED)
    (fused,) = fused_nodes(step)
    assert len(fused.outputs) == 2  # weight and velocity, with the choice in the kernel
    before = [shared.get_value() for shared, _ in graph.updates]
    assert step(np.zeros((3, 4)))[-1] == 0
    for (shared, _), value in zip(graph.updates, before):
        np.testing.assert_array_equal(shared.get_value(), value)
    assert step(np.ones((3, 4)))[-1] == 1
    np.testing.assert_allclose(w.get_value(), 0.9)
