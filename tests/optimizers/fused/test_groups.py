import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.optimizers.fused import groups


@pytest.fixture(autouse=True)
def _small_arrays_too(monkeypatch):
    monkeypatch.setattr(groups, "SMALLEST", 0)


def found(updates, inputs=()):
    """Groups in the graph of a function that is not optimised further."""
    mode = theano.compile.mode.Mode("py", None).including("canonicalize")
    function = theano.function(list(inputs), [], updates=updates, mode=mode)
    return groups.groups(function.maker.fgraph)


def arrays(n):
    return [theano.shared(np.ones((2, 3)), name) for name in "abcdef"[:n]]


def test_updates_that_share_an_array_are_one_group():
    a, b, c, d = arrays(4)
    one, other = found([(a, a + b), (b, b * 2), (c, c + d)])
    assert {str(t) for t in one.tensors} == {"a", "b"}
    assert {str(t) for t in other.tensors} == {"c", "d"}
    assert one.targets == (0, 1)


def test_what_joins_two_groups_makes_them_one():
    a, b, c = arrays(3)
    (group,) = found([(a, a * 2), (b, b * 2), (c, a + b + c)])
    assert {str(t) for t in group.tensors} == {"a", "b", "c"}
    assert [str(update.old) for update in group.updates] == ["a", "b", "c"]
    assert [str(group.tensors[target]) for target in group.targets] == ["a", "b", "c"]


def test_equations_for_one_number():
    (a, b), rate = arrays(2), T.dscalar("rate")
    (group,) = found([(a, a - rate * T.sqr(b) / 2)], [rate])
    tensors, scalars, (result,) = group.equations()
    assert result.ndim == 0
    given = dict(zip(tensors, (5.0 if str(t) == "a" else 3.0 for t in group.tensors)))
    given.update(zip(scalars, [0.1]))
    assert result.eval(given) == pytest.approx(5.0 - 0.1 * 9.0 / 2)


def test_no_group_without_element_wise_mathematics():
    a, b = arrays(2)
    assert found([(a, b), (b, a)]) == []
    assert found([(a, T.dot(a, T.eye(3)))]) == []


def test_products_are_read_and_not_entered():
    a, _ = arrays(2)
    (group,) = found([(a, a * T.sum(T.dot(a, a.T)) + T.dot(a, T.eye(3)))])
    assert len(group.tensors) == 2 and len(group.scalars) == 1


def test_an_update_that_waits_for_another_is_not_of_its_group():
    a, b = arrays(2)
    new = a * 2
    (group,) = found([(a, new), (b, b + a + T.dot(new, T.eye(3)))])
    assert [str(update.old) for update in group.updates] == ["a"]
