"""Every expression of `cases` gives what it gave in the real Keras 1.2.2 and 2.3.1."""

from pathlib import Path

import numpy as np
import pytest
import theano

from tests.keras.backend.cases import CASES, arrays, evaluated, expression
from theanornn.keras import backend as K

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "backend"
#: What Keras 1.2.2 itself cannot compute with Theano 1.0.5.
NOT_IN_ORIGINAL = {1: {"batch norm", "batch norm epsilon"}, 2: set()}


@pytest.fixture(scope="module")
def golden():
    return {g: dict(np.load(GOLDEN / f"keras{g}.npz")) for g in CASES}


@pytest.mark.parametrize("generation", CASES)
def test_every_expression_was_recorded(golden, generation):
    assert set(golden[generation]) == set(CASES[generation]) - NOT_IN_ORIGINAL[generation]


@pytest.mark.parametrize(
    "generation, name",
    [(g, name) for g in CASES for name in CASES[g] if name not in NOT_IN_ORIGINAL[g]],
)
def test_value(golden, generation, name):
    got, expected = np.asarray(evaluated(K, generation, name)), golden[generation][name]
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("epsilon, name", [(1e-3, "batch norm"), (0.1, "batch norm epsilon")])
def test_batch_normalization_takes_keras_1_arguments(epsilon, name):
    x = arrays()["x"]
    mean, var, beta, gamma = (np.array([2.0 * i + 1, 2.0 * i + 2]) for i in range(4))
    expected = gamma * (x - mean) / np.sqrt(var + epsilon) + beta
    np.testing.assert_allclose(evaluated(K, 1, name), expected, rtol=1e-12)


@pytest.mark.parametrize("generation", CASES)
def test_all_of_it_stays_in_float32(golden, generation):
    with theano.config.change_flags(floatX="float32"):
        for name, value in golden[generation].items():
            got = expression(K, generation, name, "float32")
            if value.dtype.kind == "f":
                assert got.dtype == "float32", name
