import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.optimizers.fused.graphs import FUSED, PLAIN, fused_nodes, trained
from theanornn import constraints, optimizers
from theanornn.optimizers.fused import groups

pytestmark = pytest.mark.compiled

RULES = {
    "SGD": {},
    "SGD momentum": {"momentum": 0.9, "nesterov": True, "decay": 0.1},
    "RMSprop": {},
    "Adagrad": {},
    "Adadelta": {},
    "Adam": {"clipnorm": 0.5, "clipvalue": 0.1},
    "Adam amsgrad": {"amsgrad": True},
    "Adamax": {},
    "Nadam": {},
}


@pytest.fixture(autouse=True)
def _small_arrays_too(monkeypatch):
    monkeypatch.setattr(groups, "SMALLEST", 0)


def rule(name):
    return getattr(optimizers, name.split()[0])(**RULES[name])


def assert_same(got, expected, tolerance):
    for ours, plain in zip(got, expected):
        np.testing.assert_allclose(ours, plain, rtol=tolerance, atol=tolerance)


def test_every_rule_is_tested():
    assert {type(rule(name)) for name in RULES} == set(optimizers.OPTIMIZERS.values())


@pytest.mark.parametrize("name", RULES)
def test_numbers_are_those_of_plain_theano(name):
    function, got = trained(rule(name), FUSED)
    assert len(fused_nodes(function)) == 2
    assert_same(got, trained(rule(name), PLAIN)[1], 1e-13)


@pytest.mark.parametrize("name", ["Adam", "Adadelta", "SGD momentum"])
def test_numbers_are_the_same_where_the_gradient_is_given_by_rows(name):
    ids = [[3, 0, 3], [6, 3, 1]]
    function, got = trained(rule(name), FUSED, ids=ids)
    assert len(fused_nodes(function)) == 2
    assert_same(got, trained(rule(name), PLAIN, ids=ids)[1], 1e-13)


@pytest.mark.parametrize("ids", [None, [[3, 0, 3], [6, 3, 1]]], ids=["whole", "rows"])
def test_float32(ids):
    with theano.config.change_flags(floatX="float32"):
        function, got = trained(optimizers.Adam(), FUSED, "float32", ids=ids)
        expected = trained(optimizers.Adam(), PLAIN, "float32", ids=ids)[1]
    assert len(fused_nodes(function)) == 2
    assert {each.dtype for each in got} == {np.dtype("float32"), np.dtype("int64")}
    assert_same(got, expected, 1e-6)


def test_rows_of_zeros_are_not_written_out():
    ids = np.array([[1, 2]])
    function, _ = trained(optimizers.Adam(), PLAIN, ids=ids)
    assert "AdvancedIncSubtensor1" in str(function.maker.fgraph.toposort())
    function, _ = trained(optimizers.Adam(), FUSED, ids=ids)
    assert "AdvancedIncSubtensor1" not in str(function.maker.fgraph.toposort())


def test_rows_that_are_not_of_zeros():
    start, ids = theano.shared(np.ones((4, 3))), T.constant([1, 1])
    gradient = T.inc_subtensor(start[ids], np.full((2, 3), 2.0))
    parameter = theano.shared(np.zeros((4, 3)))
    function = theano.function([], [], updates=[(parameter, parameter - gradient)], mode=FUSED)
    function()
    expected = -np.ones((4, 3))
    expected[1] -= 4
    np.testing.assert_array_equal(parameter.get_value(), expected)


def test_an_id_below_zero_counts_from_the_end():
    got = trained(optimizers.Adam(), FUSED, ids=[-1, 0, 6])[1]
    assert_same(got, trained(optimizers.Adam(), FUSED, ids=[6, 0, 6])[1], 1e-13)


@pytest.mark.parametrize("outside", [7, -8])
def test_an_id_that_is_not_there_leaves_everything_as_it_was(outside):
    parameter, ids = theano.shared(np.ones((7, 2))), T.lvector("ids")
    rows = T.inc_subtensor(T.zeros_like(parameter)[ids], np.ones((3, 2)))
    updates = [(parameter, parameter - rows)]
    function = theano.function([ids], [], updates=updates, mode=FUSED)
    assert len(fused_nodes(function)) == 1
    with pytest.raises(IndexError, match=r"\(7, 2\)"):
        function([0, 1, outside])
    np.testing.assert_array_equal(parameter.get_value(), np.ones((7, 2)))


def test_memory_is_overwritten_in_place():
    parameter = theano.shared(np.ones((7, 5)))
    memory = parameter.get_value(borrow=True)
    updates = optimizers.Adam().get_updates([parameter], {}, T.sum(T.sqr(parameter)))
    function = theano.function([], [], updates=updates, mode=FUSED)
    function()
    (node,) = fused_nodes(function)
    assert node.op.inplace
    assert parameter.get_value(borrow=True) is memory
    assert (memory != 1).all()


def test_what_is_read_before_the_update_is_the_old_value():
    parameter = theano.shared(np.ones((7, 5)))
    updates = [(parameter, parameter - 0.5)]
    function = theano.function([], [parameter * 2, parameter], updates=updates, mode=FUSED)
    doubled, old = function()
    np.testing.assert_array_equal(doubled, np.full((7, 5), 2.0))
    np.testing.assert_array_equal(old, np.ones((7, 5)))
    np.testing.assert_array_equal(parameter.get_value(), np.full((7, 5), 0.5))


def test_a_new_value_can_be_returned_and_averaged():
    parameter, mean = theano.shared(np.ones((7, 5))), theano.shared(np.zeros((7, 5)))
    new = parameter - 0.5
    updates = [(parameter, new), (mean, 0.9 * mean + 0.1 * new)]
    function = theano.function([], new, updates=updates, mode=FUSED)
    returned = function()
    assert len(fused_nodes(function)) == 1
    np.testing.assert_allclose(returned, np.full((7, 5), 0.5))
    np.testing.assert_allclose(mean.get_value(), np.full((7, 5), 0.05))
    function()
    np.testing.assert_allclose(returned, np.full((7, 5), 0.5))


@pytest.mark.parametrize(
    "constraint, n_results",
    [(constraints.NonNeg(), [3, 3]), (constraints.MaxNorm(0.5), [1, 1, 3])],
    ids=["element by element", "by columns"],
)
def test_constraints(constraint, n_results):
    function, got = trained(optimizers.Adam(), FUSED, constraints=constraint)
    assert_same(got, trained(optimizers.Adam(), PLAIN, constraints=constraint)[1], 1e-13)
    assert sorted(len(node.outputs) for node in fused_nodes(function)) == n_results


def test_groups_that_wait_for_each_other():
    a, b, c, d = (theano.shared(np.full((3, 3), value)) for value in (1.0, 2.0, 3.0, 4.0))
    new_a, new_c = a * 2, c * 3
    updates = [(a, new_a), (b, b + a + T.dot(new_c, c)), (c, new_c), (d, d + c + T.dot(new_a, a))]
    function = theano.function([], [], updates=updates, mode=FUSED)
    function()
    got = [each.get_value()[0, 0] for each in (a, b, c, d)]
    assert got == [2.0, 2 + 1 + 3 * 9 * 3, 9.0, 4 + 3 + 3 * 2 * 1]


def test_nan_stays_nan():
    parameter = theano.shared(np.ones((7, 5)))
    factor = T.matrix("factor", dtype="float64")
    updates = optimizers.Adam().get_updates([parameter], {}, T.sum(factor * parameter))
    function = theano.function([factor], [], updates=updates, mode=FUSED)
    values = np.ones((7, 5))
    values[2, 3], values[4, 4] = np.nan, np.inf
    function(values)
    assert np.isnan(parameter.get_value()[2, 3])
    assert np.isfinite(np.delete(parameter.get_value().ravel(), [13, 24])).all()


def test_whatever_has_another_shape_or_dtype_is_left_to_theano():
    parameter = theano.shared(np.ones((7, 5)))
    row, whole = T.row("row", dtype="float64"), theano.shared(np.ones((7, 5), "float32"))
    updates = [(parameter, parameter * row), (whole, T.cast(whole * T.dscalar("s"), "float32"))]
    function = theano.function(
        [row, updates[1][1].owner.inputs[0].owner.inputs[1].owner.inputs[0]],
        [],
        updates=updates,
        mode=FUSED,
    )
    assert fused_nodes(function) == []
    function(np.full((1, 5), 3.0), 2.0)
    np.testing.assert_array_equal(parameter.get_value(), np.full((7, 5), 3.0))
    np.testing.assert_array_equal(whole.get_value(), np.full((7, 5), 2.0))


def test_small_arrays_are_left_to_theano(monkeypatch):
    monkeypatch.setattr(groups, "SMALLEST", 36)
    function, _ = trained(optimizers.Adam(), FUSED, shape=(7, 5))
    assert fused_nodes(function) == []
    function, _ = trained(optimizers.Adam(), FUSED, shape=(9, 4))
    assert len(fused_nodes(function)) == 1


def test_without_a_compiler_theano_does_it():
    with theano.config.change_flags(cxx=""):
        function, got = trained(optimizers.Adam(), FUSED)
    assert fused_nodes(function) == []
    assert_same(got, trained(optimizers.Adam(), PLAIN)[1], 1e-13)


def test_a_compiled_function_can_be_copied_and_pickled():
    import pickle

    parameter = theano.shared(np.ones((7, 5)), "parameter")
    function = theano.function([], [], updates=[(parameter, parameter * 0.5)], mode=FUSED)
    again = pickle.loads(pickle.dumps(function))
    again()
    function()
    np.testing.assert_array_equal(parameter.get_value(), np.full((7, 5), 0.5))
