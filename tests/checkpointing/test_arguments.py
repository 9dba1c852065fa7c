"""Whether it is the same training."""

import numpy as np
import pytest

from theanornn.checkpointing import arguments
from theanornn.checkpointing.arguments import fingerprint, refuse_other
from theanornn.errors import DataError


def test_fingerprints_tell_values_types_and_shapes(rng):
    x = rng.normal(size=(50, 3))
    others = [x + 1e-12, x.astype("float32"), x.reshape(3, 50), x[::-1], x[:49]]
    assert len({fingerprint(each) for each in [x, *others]}) == 6
    assert fingerprint(x) == fingerprint(np.asfortranarray(x)) == fingerprint(x.copy())
    assert fingerprint(np.zeros((0, 3))).startswith("float64 (0, 3)")


def test_large_arrays_are_looked_at_in_pieces(rng, monkeypatch):
    x = rng.normal(size=(5000, 4))
    monkeypatch.setattr(arguments, "_LOOK", 100_000)
    whole = fingerprint(x)
    assert fingerprint(x.copy()) == whole
    x[[0, -1]] += 1
    assert fingerprint(x) != whole


def test_differences_are_named():
    begun = {"a": 1, "b": float("nan"), "c": 3, "gone": 0}
    now = {"a": 2, "b": float("nan"), "c": 4, "new": "x"}
    with pytest.raises(
        DataError, match="begun otherwise: a was 1, is 2; gone was 0, is 'nothing'"
    ) as caught:
        refuse_other("run", begun, {"c": 4}, now)
    assert "c was" not in str(caught.value) and "b was" not in str(caught.value)
    refuse_other("run", begun, {}, dict(begun))
    with pytest.raises(DataError, match="and 6 more"):
        refuse_other("run", {n: 0 for n in range(10)}, {}, {n: 1 for n in range(10)})
