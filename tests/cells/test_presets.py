"""``like=`` of the cells themselves: layouts, sizes and initial weights."""

import numpy as np
import pytest

from tests.cell_cases import MinimalGatedUnit
from theanornn import builders
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.cells.presets import defaults_of
from theanornn.cells.systems import SYSTEMS
from theanornn.errors import UnknownNameError
from theanornn.recurrence import recur

CELLS = {"simple_rnn": SimpleRNNCell, "lstm": LSTMCell, "gru": GRUCell}


@pytest.mark.parametrize(
    ("system", "kind"), [(system, kind) for system in SYSTEMS for kind in SYSTEMS[system]]
)
def test_new_cells_have_the_layout_and_the_sizes_of_the_system(system, kind, rng):
    """A cell made by ``like`` computes what a builder computes from its weights."""
    layout = SYSTEMS[system][kind]
    cell = CELLS[kind](3, 40, like=system)
    assert cell.gates == tuple(layout.gates) and layout.source
    given = cell.params.get_values()
    given = dict(zip(cell.weight_names, given)) if isinstance(given, list) else given
    assert ("b_recurrent" in cell.weight_names) == (layout.biases == "two")
    assert ("h0" in cell.weight_names) == bool(layout.options.get("learn_init"))
    x = rng.normal(size=(3, 2, 3))
    expected = recur(cell, x, how="scan")[0].eval()
    W, U = (given[name].T if layout.transposed else given[name] for name in ("W", "U"))
    b = (given["b"], given["b_recurrent"]) if layout.biases == "two" else given["b"]
    options = {"peepholes": given["peepholes"]} if "peepholes" in given else {}
    result = getattr(builders, kind)(x, W, U, b, like=system, how="scan", **options)
    hs = result[0] if kind == "lstm" else result
    np.testing.assert_allclose(hs.eval(), expected, rtol=1e-10)


def test_new_cells_have_the_initial_weights_of_the_system():
    torch = LSTMCell(3, 100, like="torch").params.get_values()
    assert all(0.09 < abs(array).max() <= 0.1 for array in torch)
    lasagne = LSTMCell(30, 100, like="lasagne")
    assert np.std(lasagne.W.get_value()) == pytest.approx(0.1, rel=0.05)
    assert not lasagne.b.get_value().any()
    keras = LSTMCell(3, 4, like="keras1")
    np.testing.assert_array_equal(keras.b.get_value(), [0] * 4 + [1] * 4 + [0] * 8)
    first = keras.U.get_value()[:, :4]
    np.testing.assert_allclose(first @ first.T, 1.21 * np.eye(4), atol=1e-12)
    own = GRUCell(3, 4, like="lasagne", initializers={"W": "zeros"})
    assert not own.W.get_value().any() and own.U.get_value().any()


def test_without_a_system_nothing_changes():
    assert defaults_of(None, "lstm") == {}
    with pytest.raises(UnknownNameError, match="dl4mt has no lstm"):
        defaults_of("dl4mt", "lstm")


def test_like_is_for_the_built_in_cells_only():
    with pytest.raises(UnknownNameError, match="MinimalGatedUnit is your own"):
        MinimalGatedUnit.over(like="torch", W=np.ones((3, 4)), U=np.ones((2, 4)))
