"""Some of the real Keras' numbers in the JAX build; all with ``THEANORNN_BUILD=jax-cpu``."""

import pytest

pytest.importorskip("jax")

import theanornn  # noqa: E402
from tests.models import test_golden, test_golden_graphs  # noqa: E402

FILES = ("keras1/gru_mask_adam", "keras1/lstm_stateful", "keras2/k2_gru_reset_after")


@pytest.fixture(autouse=True)
def _in_jax():
    theanornn.set_build("jax-cpu")
    yield
    theanornn.set_build(None)


@pytest.mark.parametrize("name", FILES)
def test_models_from_files(name):
    test_golden.test_a_model_from_its_file(test_golden.Case(test_golden.GOLDEN / name))


def test_a_graph_with_masks_weights_and_metrics():
    test_golden_graphs.test_the_same_numbers("keras2_masked_weighted")
