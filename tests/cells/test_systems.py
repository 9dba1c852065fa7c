import numpy as np
import pytest

from theanornn import activations, initializers
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.cells.systems import KINDS, OURS, SYSTEMS, UniformByUnits, layout_of, reordered
from theanornn.errors import UnknownNameError

CELLS = {"simple_rnn": SimpleRNNCell, "lstm": LSTMCell, "gru": GRUCell}
LAYOUTS = [(system, kind) for system in SYSTEMS for kind in SYSTEMS[system]]


@pytest.mark.parametrize(("system", "kind"), LAYOUTS)
def test_every_layout_is_whole(system, kind):
    layout = layout_of(system, kind)
    ours = OURS[kind].gates
    assert sorted(layout.gates) == sorted(ours)
    assert not layout.parts or sorted("".join(layout.parts)) == sorted(ours)
    assert layout.source and layout.options["activation"] in activations.FUNCTIONS
    for initializer in layout.options.get("initializers", {}).values():
        assert initializers.get(initializer)((3, 4), np.random.default_rng(1)).shape == (3, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_ours_is_what_the_cells_have(kind):
    assert CELLS[kind].kind == kind
    assert CELLS[kind].gates == tuple(OURS[kind].gates) == tuple(layout_of(None, kind).gates)


def test_reordered(rng):
    array = rng.normal(size=(3, 8))
    i, f, o, c = np.split(array, 4, axis=1)
    np.testing.assert_array_equal(reordered(array, "ifoc", "ifco"), np.hstack([i, f, c, o]))
    np.testing.assert_array_equal(
        reordered(array.T, "ifoc", "cofi", axis=0), np.hstack([c, o, f, i]).T
    )


def test_uniform_by_units(rng):
    values = UniformByUnits()((50, 25), rng)
    assert 0.19 < abs(values).max() <= 0.2
    assert abs(UniformByUnits()((25,), rng)).max() <= 0.2


@pytest.mark.parametrize(
    ("system", "kind", "message"),
    [
        ("dlt", "gru", "dlt has no gru, only simple_rnn, lstm; gru is there like='keras1'"),
        ("keras", "lstm", "unknown system for like= 'keras'; did you mean"),
    ],
)
def test_unknown(system, kind, message):
    with pytest.raises(UnknownNameError, match=message):
        layout_of(system, kind)
