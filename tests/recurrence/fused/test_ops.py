"""The Theano operations around a kernel."""

import copy
import pickle
import threading

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.gradient import NullTypeGradError

from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.recurrence import recur
from theanornn.recurrence.fused import NotFusable, library, ops
from theanornn.recurrence.fused.ops import Fused, FusedGradient
from theanornn.runtime import shared_library

pytestmark = pytest.mark.compiled


def train_function(cell, dtype="float64", **options):
    """A function of x: states and gradients of the weights."""
    x = T.tensor3("x", dtype)
    states = recur(cell, x, how="fused", **options)
    loss = sum((state**2).sum() for state in states)
    return theano.function([x], [*states, *T.grad(loss, [x, cell.W, cell.U, cell.b])])


def random_x(cell, steps=4, batch=3, seed=1):
    x = np.random.default_rng(seed).normal(size=(steps, batch, cell.n_in))
    return x.astype(cell.W.dtype)


def nodes_of(function, op_type):
    return [node for node in function.maker.fgraph.toposort() if isinstance(node.op, op_type)]


def assert_equal(got, expected):
    for one, other in zip(got, expected):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("threads", [1, 2, 3])
@pytest.mark.parametrize(
    ("cell_type", "sizes"),
    [(LSTMCell, (40, 11, 90)), (GRUCell, (40, 11, 120)), (LSTMCell, (80, 2, 240))],
    ids=["lstm", "gru", "few_rows"],
)
def test_the_same_bits_every_time(cell_type, sizes, threads, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", str(threads))
    steps, batch, units = sizes
    cell = cell_type(9, units)
    function, x = train_function(cell), random_x(cell, steps, batch)
    expected = function(x)
    for _ in range(8):
        assert_equal(function(x), expected)


def test_several_functions_at_once(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    cells = [LSTMCell(9, 70), GRUCell(9, 70), LSTMCell(9, 70)]
    functions = [train_function(cell) for cell in cells]
    inputs = [random_x(cell, 40, 9, seed) for seed, cell in enumerate(cells)]
    alone = [function(x) for function, x in zip(functions, inputs)]
    wrong = []

    def work(function, x, expected):
        for _ in range(10):
            if any((a != b).any() for a, b in zip(function(x), expected)):
                wrong.append(function)

    threads = [threading.Thread(target=work, args=a) for a in zip(functions, inputs, alone)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_one_operation_in_several_threads_at_once(monkeypatch):
    """A compiled function has one place for its inputs; the operations in it have none."""
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    cell = LSTMCell(9, 70)
    function = train_function(cell)
    (node,) = nodes_of(function, Fused)
    (gradient,) = nodes_of(function, FusedGradient)
    rng, wrong = np.random.default_rng(1), []
    weights = [v.get_value() for v in (cell.W, cell.b, cell.U)]

    def run(x, h, c):
        inputs = [x, *weights, h, c]
        storage = [[None] for _ in node.outputs]
        node.op.perform(node, inputs, storage)
        outputs = [place[0] for place in storage]
        storage = [[None] for _ in gradient.outputs]
        outer = [2 * outputs[0], 2 * outputs[1]]
        gradient.op.perform(gradient, [*inputs, *outputs, *outer], storage)
        return outputs + [place[0] for place in storage]

    def work(x, h, c, expected):
        for _ in range(10):
            if any((a != b).any() for a, b in zip(run(x, h, c), expected)):
                wrong.append(x)

    assert [role for role, _ in node.op.recipe.roles] == (
        ["x", "W", "b", "weights", "initial", "initial"]
    )
    data = [[rng.normal(size=s) for s in ((40, 9, 9), (9, 70), (9, 70))] for _ in range(3)]
    threads = [threading.Thread(target=work, args=(*d, run(*d))) for d in data]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f)), lambda f: f.copy()],
    ids=["deepcopy", "pickle", "copy"],
)
def test_copies_of_a_function(copied):
    cell = GRUCell(2, 3, reset_after=True)
    function, x = train_function(cell), random_x(cell)
    assert_equal(copied(function)(x), function(x))


def test_a_pickled_function_is_compiled_where_it_is_read(monkeypatch):
    cell = LSTMCell(2, 3)
    function, x = train_function(cell), random_x(cell)
    written = pickle.dumps(function)
    monkeypatch.setattr(library, "_loaded", shared_library.Once())
    assert_equal(pickle.loads(written)(x), function(x))


def test_what_a_kernel_is_derived_from_is_not_kept():
    (node,) = nodes_of(train_function(LSTMCell(2, 3)), Fused)
    assert len(pickle.dumps(node.op)) < len(node.op.recipe.source) + 3000


def test_two_of_a_kind_share_a_kernel_and_only_equal_ones_are_equal():
    x = T.tensor3("x")
    recipes = [
        recur(cell, x, how="fused", **options)[0].owner.op.recipe
        for cell, options in [
            (LSTMCell(2, 3, name="one"), {}),
            (LSTMCell(2, 5, name="two"), {}),
            (LSTMCell(2, 3), {"reverse": True}),
            (LSTMCell(2, 3), {"truncate_gradient": 3}),
            (LSTMCell(2, 3), {"checkpoint": True}),
            (LSTMCell(2, 3, use_bias=False), {}),
        ]
    ]
    first, second, *others = recipes
    assert first == second and hash(first) == hash(second)
    assert all(first != other for other in others)
    assert len({recipe.source for recipe in recipes}) == 1
    assert repr(first) == "the fused recurrence of one"


def test_equal_recurrences_are_computed_once():
    cell, x = SimpleRNNCell(2, 3), T.tensor3("x")
    (one,), (other,) = (recur(cell, x, how="fused") for _ in range(2))
    function = theano.function([x], [one, other, T.grad((one + other).sum(), cell.U)])
    assert len(nodes_of(function, Fused)) == 1


def test_what_is_saved_is_bounded(monkeypatch):
    """Beyond so many bytes the gradient computes again, with the same bits."""
    saved, perform = [], FusedGradient.perform

    def watched(self, node, inputs, storage):
        saved.append(inputs[len(self.recipe.roles) + self.recipe.interface.n_states].size)
        return perform(self, node, inputs, storage)

    monkeypatch.setattr(FusedGradient, "perform", watched)
    cell = LSTMCell(2, 3)
    function, x = train_function(cell), random_x(cell)
    expected = function(x)
    monkeypatch.setattr(ops, "MOST_SAVED", 4 * 3 * 12 * 8 - 1)
    for one, other in zip(function(x), expected):
        np.testing.assert_allclose(one, other, rtol=1e-12)
    assert saved == [4 * 3 * 12, 0]


def test_nothing_saved_is_nothing_to_compute_again(monkeypatch):
    """The gradient of tanh needs the state alone, which is kept anyway."""
    x = T.tensor3()
    (hs,) = recur(SimpleRNNCell(2, 3), x, how="fused")
    call, given = [], random_x(SimpleRNNCell(2, 3))
    arguments = ops.Recipe.arguments
    monkeypatch.setattr(
        ops.Recipe,
        "arguments",
        lambda self, arrays: call.append(arrays["saved", 0]) or arguments(self, arrays),
    )
    theano.function([x], T.grad(hs.sum(), x))(given)
    assert [saved.shape for saved in call] == [(4, 3, 0)] * 2


def test_shapes_are_known_without_computing():
    cell, x = LSTMCell(2, 3), T.tensor3("x")
    hs, cs = recur(cell, x, how="fused")
    shapes = [hs.shape, cs.shape, T.grad(hs.sum(), x).shape]
    function = theano.function([x], shapes, mode=theano.compile.Mode("py", "fast_run"))
    assert [list(s) for s in function(np.zeros((4, 5, 2)))] == [[4, 5, 3]] * 2 + [[4, 5, 2]]
    assert not nodes_of(function, (Fused, FusedGradient))


@pytest.mark.parametrize("how", ["scan", "fused"])
def test_the_gradient_of_a_mask_is_zero(how):
    mask, x = T.matrix("mask"), np.ones((3, 2, 2))
    (hs,) = recur(SimpleRNNCell(2, 3), x, mask=mask, how=how)
    assert not T.grad(hs.sum(), mask).eval({mask: np.ones((3, 2))}).any()


def test_a_matrix_of_the_batch_has_no_gradient_and_says_so():
    """A dropout mask is nothing to learn; silence would be a wrong gradient."""
    scale = theano.shared(np.ones((2, 3)), "scale")
    cell, x = SimpleRNNCell(2, 3), theano.shared(np.ones((3, 2, 2)))
    (hs,) = recur(cell, x, state_dropout=scale, how="fused")
    with pytest.raises(NullTypeGradError, match="use how='scan'"):
        T.grad(hs.sum() + scale.sum(), scale)
    assert T.grad(hs.sum() + scale.sum(), cell.U).eval().shape == (3, 3)


def test_what_only_scan_has():
    cell, x = SimpleRNNCell(2, 3), T.tensor3("x")
    (hs,) = recur(cell, x, how="fused")
    gradient = T.grad(hs.sum(), cell.U)
    with pytest.raises(NotFusable, match="no second derivative: use how='scan'"):
        T.grad(gradient.sum(), cell.U)
    with pytest.raises(NotFusable, match="no R_op .* use how='scan'"):
        T.Rop(hs, cell.U, cell.U)


def test_arguments_outlive_the_call():
    """Inputs of another layout are copied, and the copies are kept until the kernel is done."""
    cell = LSTMCell(40, 50)
    function, x = train_function(cell), random_x(cell, 20, 30)
    expected = function(x)
    for _ in range(5):
        got = function(np.asfortranarray(x)[::-1][::-1])
        assert_equal(got, expected)
