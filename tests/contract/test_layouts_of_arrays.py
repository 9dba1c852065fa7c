"""Data in any layout give what plain arrays give, and are left as they were."""

import numpy as np
import pytest

from tests.contract.hostile import variants
from theanornn.layers import GRU, Dense, Embedding
from theanornn.models import Sequential

RNG = np.random.default_rng(1)
FLOATS = RNG.normal(size=(6, 4, 3))
IDS = RNG.integers(1, 9, (6, 4)).astype("int32")
TARGETS = RNG.normal(size=(6, 2))


@pytest.fixture(scope="module", params=["floats", "ids"])
def case(request):
    """A model, its data, and what plain arrays give: predictions, loss, then weights."""
    if request.param == "floats":
        x, first = FLOATS, [GRU(2, input_shape=(4, 3))]
    else:
        x, first = IDS, [Embedding(9, 3, input_length=4), GRU(2)]
    model = Sequential([*first, Dense(2)], seed=1)
    model.compile("sgd", "mse")
    initial = model.get_weights()
    return model, x, initial, _found(model, initial, x, TARGETS)


def _found(model, initial, x, y, **options):
    model.set_weights(initial)
    predictions = model.predict(x)
    loss = model.fit(x, y, batch_size=2, shuffle=False, verbose=0, **options).history["loss"]
    return [predictions, np.array(loss), *model.get_weights()]


def _same(found, expected):
    for one, other in zip(found, expected):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", [name for name, _ in variants(FLOATS)])
def test_inputs(case, name):
    model, x, initial, expected = case
    changed = dict(variants(x)).get(name, x)
    before = np.array(changed)
    _same(_found(model, initial, changed, TARGETS), expected)
    np.testing.assert_array_equal(np.array(changed), before)


@pytest.mark.parametrize("name", [name for name, _ in variants(TARGETS)])
def test_targets_and_weights_of_samples(case, name):
    model, x, initial, _ = case
    weights = np.arange(1.0, 7.0)
    expected = _found(model, initial, x, TARGETS, sample_weight=weights)
    changed = dict(variants(TARGETS))[name]
    of_samples = dict(variants(weights)).get(name, weights)
    _same(_found(model, initial, x, changed, sample_weight=of_samples), expected)


@pytest.mark.parametrize("name", [name for name, _ in variants(FLOATS[0])])
def test_weights(case, name):
    model, x, initial, expected = case
    model.set_weights([dict(variants(array)).get(name, array) for array in initial])
    np.testing.assert_allclose(model.predict(x), expected[0], rtol=1e-12)
