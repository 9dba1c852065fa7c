import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.cell_cases import CASES, MinimalGatedUnit
from theanornn.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from theanornn.errors import DtypeError, NotBuiltError, ShapeError, UnknownNameError


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def fresh(case, **options):
    peepholes = {"peepholes": True} if "peepholes" in case.weights else {}
    return case.cell(4, 3, **{**case.options, **peepholes, **options})


def test_name_defaults_to_the_class():
    assert LSTMCell(1, 1).W.name == "lstm_W"


@pytest.mark.parametrize("shape", [(5, 2, 4), (2, 4), (0, 2, 4), (3, 0, 4)])
def test_project(shape, rng):
    cell = LSTMCell(4, 3)
    array = rng.normal(size=shape)
    x = T.TensorType("float64", (False,) * len(shape))()
    expected = array @ cell.W.get_value() + cell.b.get_value()
    np.testing.assert_allclose(theano.function([x], cell.project(x))(array), expected)


def test_split_and_gate(rng):
    cell = LSTMCell.over(W=T.matrix(), U=T.matrix("U"), b=T.vector("b"))
    a = T.tensor3()
    parts = [*cell.split(a), cell.gate(a, "c"), cell.gate(a, "f", "o"), *cell.split(cell.b, 2)]
    array, U, b = rng.normal(size=(2, 3, 8)), np.zeros((2, 8)), rng.normal(size=8)
    got = theano.function([a, cell.U, cell.b], parts)(array, U, b)
    expected = [*np.split(array, 4, axis=-1), array[..., 4:6], array[..., 2:], b[:2], b[2:4]]
    for one, other in zip(got, expected):
        np.testing.assert_array_equal(one, other)


def test_initial_state():
    h, c = LSTMCell(1, 3).initial_state(2)
    assert h.dtype == theano.config.floatX
    np.testing.assert_array_equal(theano.function([], h + c)(), np.zeros((2, 3)))
    assert LSTMCell(1, 3).initial_state(2, "float32")[0].dtype == "float32"


def test_rebound_leaves_the_cell_alone(case):
    cell = fresh(case)
    U = cell.U
    other = T.matrix("other")
    bound = cell.rebound({"U": other})
    assert (bound.U, cell.U) == (other, U)
    assert bound.variables()["U"] is other
    assert set(cell.variables()) == set(case.weights)
    assert bound.params is cell.params


def test_over_keeps_the_callers_variables():
    W, U, b = T.matrix("W"), theano.shared(np.zeros((3, 12))), np.zeros(12)
    cell = LSTMCell.over(W=W, U=U, b=b)
    assert cell.W is W and cell.U is U
    assert list(cell.params) == ["U"]
    assert (cell.n_in, cell.n_units) == (None, 3)
    assert cell.peepholes is None
    assert cell.weight_names == ("W", "U", "b")


def test_users_cell_needs_no_more_than_gates_states_and_step():
    assert {name for name in vars(MinimalGatedUnit) if "__" not in name} == {
        "gates",
        "states",
        "step",
    }
    cell = MinimalGatedUnit(2, 3)
    assert cell.W.get_value().shape == (2, 6)


def shared(*shape):
    return theano.shared(np.zeros(shape))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: LSTMCell(0, 3), ShapeError, "n_in of 'lstm' is 0, expected a positive integer"),
        (lambda: LSTMCell(3, 2.5), ShapeError, "n_units of 'lstm' is 2.5"),
        (
            lambda: LSTMCell(3, 2, initializers={"V": "zeros"}),
            UnknownNameError,
            r"initializers of 'lstm' name \['V'\], expected names among \['U', 'U_c'",
        ),
        (
            lambda: GRUCell(3, 2, regularizers={"W_z": None}),
            UnknownNameError,
            "regularizers of 'gru' name",
        ),
        (lambda: GRUCell(3, 2, constraints={"w": None}), UnknownNameError, "constraints of 'gru'"),
        (lambda: LSTMCell(3, 2, activation="tan"), UnknownNameError, "did you mean 'tanh'"),
        (
            lambda: LSTMCell.over(W=shared(8, 12), U=shared(4, 12)),
            ShapeError,
            r"W has shape \(8, 12\), expected \(8, 16\) = \(n_in, 4\*units\)\. "
            r"These look like the weights of a GRU \(3 gates\), while LSTMCell has 4\.",
        ),
        (
            lambda: GRUCell.over(W=shared(8, 12), U=shared(4, 16)),
            ShapeError,
            r"U has shape \(4, 16\), expected \(4, 12\) = \(units, 3\*units\).*an LSTM \(4 gates\)",
        ),
        (
            lambda: SimpleRNNCell.over(W=shared(8, 4), U=shared(4, 4), b=shared(5)),
            ShapeError,
            r"b has shape \(5,\), expected \(4,\) = \(units,\)$",
        ),
        (
            lambda: SimpleRNNCell.over(W=shared(8), U=shared(4, 4)),
            ShapeError,
            r"W has 1 dimensions, expected 2: \(n_in, units\)",
        ),
        (
            lambda: SimpleRNNCell.over(W=shared(8, 4), U=shared(4)),
            ShapeError,
            r"U has 1 dimensions, expected 2: \(units, units\)",
        ),
        (lambda: SimpleRNNCell.over(W=shared(8, 4)), NotBuiltError, "SimpleRNNCell.over needs U"),
        (
            lambda: SimpleRNNCell.over(W=T.lmatrix(), U=shared(4, 4)),
            DtypeError,
            "W has dtype int64, expected floats",
        ),
        (
            lambda: LSTMCell(4, 3).project(np.zeros((5, 2, 7))),
            ShapeError,
            r"x has shape \(5, 2, 7\), expected \(\?, \?, 4\) = \(time, batch, n_in\).*4 features",
        ),
        (
            lambda: LSTMCell(4, 3).project(np.zeros((2, 7))),
            ShapeError,
            r"x has shape \(2, 7\), expected \(\?, 4\) = \(batch, n_in\)",
        ),
        (lambda: LSTMCell(4, 3).project(np.zeros(4)), ShapeError, "x has 1 dimensions"),
        (
            lambda: LSTMCell(4, 3).project(np.zeros((2, 4), dtype="complex64")),
            DtypeError,
            "x has dtype complex64, expected real numbers",
        ),
    ],
)
def test_bad_input(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_step_is_needed():
    class Stepless(Cell):
        gates = ("h",)

    with pytest.raises(NotImplementedError, match="Stepless has no step"):
        Stepless(1, 1).step(None, None)
