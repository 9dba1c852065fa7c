import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.optimizers.fused.graphs import FUSED, fused_nodes, trained
from theanornn.errors import ShapeError
from theanornn.optimizers import Adam
from theanornn.optimizers.fused import groups

pytestmark = pytest.mark.compiled


@pytest.fixture(autouse=True)
def _small_arrays_too(monkeypatch):
    monkeypatch.setattr(groups, "SMALLEST", 0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 17), (5, 16), (3, 33), (300, 701)])
@pytest.mark.parametrize("gathered", [False, True])
def test_any_number_of_threads_gives_the_same_bits(shape, gathered, monkeypatch):
    rng = np.random.default_rng(1)
    ids = rng.integers(0, shape[0], 40) if gathered else np.arange(shape[0])
    factor = T.constant(rng.normal(size=(len(ids), shape[1])))
    bits = []
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        parameter = theano.shared(np.ones(shape))
        read = parameter[T.constant(ids)] if gathered else parameter
        optimizer = Adam()
        updates = optimizer.get_updates([parameter], {}, T.sum(read * factor))
        function = theano.function([], [], updates=updates, mode=FUSED)
        assert len(fused_nodes(function)) == 1
        function()
        function()
        values = [parameter.get_value(), *optimizer.get_weights()]
        assert np.unique(values[0]).size > 1 or values[0].size == 1
        bits.append([each.tobytes() for each in values])
    assert bits[0] == bits[1] == bits[2]


def test_a_machine_without_vector_instructions(monkeypatch):
    expected = trained(Adam(), FUSED, ids=[1, 1, 0])[1]
    monkeypatch.setenv("THEANORNN_KERNEL", "portable")
    for got, wanted in zip(trained(Adam(), FUSED, ids=[1, 1, 0])[1], expected):
        np.testing.assert_allclose(got, wanted, rtol=1e-13)


def test_memory_in_another_order():
    parameter = theano.shared(np.asfortranarray(np.arange(35.0).reshape(7, 5)), borrow=True)
    function = theano.function([], [], updates=[(parameter, parameter * 2)], mode=FUSED)
    assert len(fused_nodes(function)) == 1
    function()
    np.testing.assert_array_equal(parameter.get_value(), 2 * np.arange(35.0).reshape(7, 5))


def test_nothing_to_update():
    parameter = theano.shared(np.ones((0, 5)))
    theano.function([], [], updates=[(parameter, parameter * 2)], mode=FUSED)()
    assert parameter.get_value().shape == (0, 5)


def test_no_rows_at_all():
    parameter, ids = theano.shared(np.ones((4, 3))), T.lvector("ids")
    rows = T.inc_subtensor(T.zeros_like(parameter)[ids], T.dmatrix("rows"))
    inputs = [ids, rows.owner.inputs[1]]
    function = theano.function(inputs, [], updates=[(parameter, parameter - rows)], mode=FUSED)
    assert len(fused_nodes(function)) == 1
    function(np.zeros(0, "int64"), np.zeros((0, 3)))
    np.testing.assert_array_equal(parameter.get_value(), np.ones((4, 3)))


@pytest.mark.parametrize("shape", [(0, 3), (4, 0)])
def test_rows_of_nothing(shape):
    parameter, ids, rows = theano.shared(np.ones(shape)), T.lvector("ids"), T.dmatrix("rows")
    gradient = T.inc_subtensor(T.zeros_like(parameter)[ids], rows)
    updates = [(parameter, parameter - gradient)]
    function = theano.function([ids, rows], [], updates=updates, mode=FUSED)
    function(np.zeros(0, "int64"), np.zeros((0, shape[1])))
    if shape[0]:
        function([1], np.ones((1, shape[1])))
    else:
        with pytest.raises(IndexError):
            function([1], np.ones((1, shape[1])))
    assert parameter.get_value().shape == shape


def test_a_state_of_another_shape_is_told():
    parameter, state = theano.shared(np.ones((4, 3))), theano.shared(np.ones((4, 3)))
    updates = [(parameter, parameter - state), (state, state * 0.5)]
    function = theano.function([], [], updates=updates, mode=FUSED)
    state.set_value(np.ones((5, 3)))
    with pytest.raises(ShapeError, match=r"\(4, 3\), \(5, 3\)"):
        function()
    np.testing.assert_array_equal(parameter.get_value(), np.ones((4, 3)))


def test_rows_of_another_shape_are_told():
    parameter, ids, rows = theano.shared(np.ones((4, 3))), T.lvector("ids"), T.dmatrix("rows")
    gradient = T.inc_subtensor(T.zeros_like(parameter)[ids], rows)
    updates = [(parameter, parameter - gradient)]
    function = theano.function([ids, rows], [], updates=updates, mode=FUSED)
    with pytest.raises(ShapeError, match=r"\(2, 3\).*\(1, 3\)"):
        function([1], np.ones((2, 3)))
