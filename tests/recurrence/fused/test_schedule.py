"""The order of a step: levels, products that belong together, what is kept."""

import pytest
import theano.tensor as T

from tests.recurrence.fused.steps import CELLS, traced
from theanornn.recurrence.fused.adjoint import differentiate
from theanornn.recurrence.fused.schedule import (
    choose_saved,
    computed_for,
    leveler,
    loops_of,
    terms_of,
)
from theanornn.recurrence.fused.step import Leaf, Product


@pytest.fixture
def a():
    return T.dscalar("a")


@pytest.fixture
def b():
    return T.dscalar("b")


def test_levels_count_the_products_on_the_way(a, b):
    first, second = T.dscalar("first"), T.dscalar("second")
    level = leveler({first: [a, T.exp(b)], second: [first * a, b]})
    values = [a, a + b, first, first + a, second, first * second, T.constant(1.0)]
    assert [level(v) for v in values] == [0, 0, 1, 1, 2, 2, 0]


def products(*places, leaves=None):
    """Return products from (left, row, column, kind, index), and their leaves."""
    leaves = {} if leaves is None else leaves
    found = []
    for left, row, column, kind, index in places:
        known = [v for v, at in leaves.items() if (at.kind, at.index) == (kind, index)]
        result = known[0] if known else T.dscalar(f"{kind}{index}")
        leaves[result] = Leaf(kind, "", index)
        found.append(Product(left, "U", row, column, result))
    return found, leaves


def terms(*places, level=lambda v: 1):
    return [
        (term.left, term.row, term.column, term.n, term.buffer, term.target, term.level, term.add)
        for term in terms_of(*products(*places), level)
    ]


def test_products_of_adjacent_columns_are_one(a, b):
    assert terms(*[((a,), 0, k, "z", k) for k in (2, 0, 1)]) == [
        (a, 0, 0, 3, "z", 0, 1, True),
    ]
    assert terms(*[((a,), 0, k, "z", k) for k in (0, 2)]) == [
        (a, 0, 0, 1, "z", 0, 1, True),
        (a, 0, 2, 1, "z", 2, 1, True),
    ]


def test_what_is_no_block_of_columns_stays_apart(a, b):
    """Other left operands, other rows, another order of the results, another buffer."""
    one = ((a,), 0, 0, "z", 0)
    for other in [
        ((b,), 0, 1, "z", 1),
        ((a,), 1, 1, "z", 1),
        ((a,), 0, 1, "z", 2),
        ((a,), 0, 1, "product", 1),
    ]:
        assert [term[3] for term in terms(one, other)] == [1, 1]


def test_the_first_of_several_terms_of_a_product_writes_the_others_add(a, b):
    found = terms(((a, b), 0, 0, "product", 0))
    assert found == [(a, 0, 0, 1, "product", 0, 1, False), (b, 1, 0, 1, "product", 0, 1, True)]


def test_terms_come_level_by_level(a, b):
    levels = {"z0": 2, "z1": 1, "product0": 1}
    found = terms(
        ((a,), 0, 0, "z", 0),
        ((b,), 0, 1, "z", 1),
        ((a,), 0, 2, "product", 0),
        level=lambda v: levels[v.name],
    )
    assert [term[6] for term in found] == [1, 1, 2]


def test_what_is_written_comes_before_what_adds_to_it():
    for name in CELLS:
        seen = set()
        for term in terms_of(traced(name).products, traced(name).leaves, lambda v: 1):
            places = {(term.buffer, term.target + k) for k in range(term.n)}
            assert term.buffer == "z" or term.add == bool(places & seen)
            assert places <= seen or not places & seen
            seen |= places


def test_computed_for_stops_at_what_is_given(a, b):
    inner = T.exp(a)
    outer = inner * b
    assert computed_for([outer, inner], {}) == [outer, inner, a, b]
    assert computed_for([outer], {inner: None}) == [outer, b]
    assert computed_for([outer], {outer}) == []


def asked_by(adjoint):
    return [
        *adjoint.deltas.values(),
        *adjoint.carries,
        *adjoint.vectors.values(),
        *adjoint.backs,
    ]


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_what_is_saved_is_enough_and_no_bare_sum_is_too_much(name, masked):
    adjoint = differentiate(traced(name, masked))
    saved = choose_saved(adjoint)
    assert len(set(saved)) == len(saved)

    def gone(kept):
        """Leaves that the gradient asks for and that only the forward step knows."""
        needed = computed_for(asked_by(adjoint), {*adjoint.new_states, *kept})
        leaves = (adjoint.leaves.get(v) for v in needed)
        return [at for at in leaves if at is not None and at.kind in ("z", "product")]

    assert gone(saved) == []
    for bare in (v for v in saved if v.owner is None):
        assert gone([v for v in saved if v is not bare])


@pytest.mark.parametrize(
    ("name", "most"),
    [("simple_rnn", 0), ("lstm", 4), ("lstm_peepholes", 4), ("gru_before", 3), ("gru_after", 4)],
)
def test_little_is_kept(name, most):
    """Numbers a unit, row and step; the states themselves are kept anyway."""
    assert len(choose_saved(differentiate(traced(name)))) <= most


def loops(outputs, level, given, n_levels):
    """Return what `loops_of` gives, after a look at what holds for any loops."""
    found, n_stashed = loops_of(outputs, level, given, n_levels)
    assert len(found) == n_levels
    stashed = [at for loop in found for _, at in loop.stores if at.kind == "stash"]
    assert stashed == [Leaf("stash", "", n) for n in range(n_stashed)]
    stores = [store for loop in found for store in loop.stores if store[1].kind != "stash"]
    assert sorted(stores, key=str) == sorted(outputs, key=str)
    before = set(given.values())
    for loop in found:
        assert set(loop.reads.values()) <= before
        before.update(at for _, at in loop.stores)
    return found


def test_each_output_is_computed_on_its_level(a, b):
    result = T.dscalar("result")
    level = leveler({result: [a]})
    given = {a: Leaf("z", "", 0), b: Leaf("z", "", 1), result: Leaf("product", "", 0)}
    early, late = (a + b, Leaf("left", "", 0)), (result + a, Leaf("next", "", 0))
    first, second = loops([late, early], level, given, 2)
    assert first.stores == [early] and second.stores == [late]


def test_what_is_dear_is_computed_once_and_what_is_cheap_again(a, b):
    result = T.dscalar("result")
    level = leveler({result: [a]})
    given = {a: Leaf("z", "", 0), result: Leaf("product", "", 0)}
    dear, cheap = T.tanh(a), a + 1
    outputs = [
        (dear * cheap, Leaf("left", "", 0)),
        (result * dear + cheap, Leaf("next", "", 0)),
    ]
    first, second = loops(outputs, level, given, 2)
    assert second.reads[dear] == Leaf("stash", "", 0)
    assert cheap not in second.reads
    assert (dear, Leaf("stash", "", 0)) in first.stores


def test_what_is_saved_is_not_stashed_as_well(a):
    result = T.dscalar("result")
    level = leveler({result: [a]})
    given = {a: Leaf("z", "", 0), result: Leaf("product", "", 0)}
    dear = T.tanh(a)
    outputs = [(dear, Leaf("saved", "", 0)), (result * dear, Leaf("next", "", 0))]
    _, second = loops(outputs, level, given, 2)
    assert second.reads[dear] == Leaf("saved", "", 0)


def test_a_level_without_outputs_is_an_empty_loop(a):
    first, second = loops([(a, Leaf("next", "", 0))], lambda v: 1, {a: Leaf("z", "", 0)}, 2)
    assert first.stores == [] and len(second.stores) == 1
