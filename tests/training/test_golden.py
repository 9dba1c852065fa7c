"""Training against what the real Keras 1.2.2 and 2.3.1 computed: losses, metrics and weights."""

import json

import numpy as np
import pytest

from tests.layers.test_golden import CASES, load_weights
from theanornn import layers
from theanornn.models import Sequential

OPTIMIZERS = {"SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam"}


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request):
    recorded = json.loads(request.param.with_suffix(".json").read_text())
    return recorded, np.load(request.param.with_suffix(".npz"))


def test_every_optimizer_has_a_case():
    found = {json.loads(case.with_suffix(".json").read_text())["optimizer"] for case in CASES}
    assert found == OPTIMIZERS


def test_six_updates(case):
    recorded, arrays = case
    config = recorded["model"]["config"]
    described = config["layers"] if isinstance(config, dict) else config
    model = Sequential([layers.get(each) for each in described])
    load_weights(model.layers, arrays)
    model.compile(
        {"class_name": recorded["optimizer"], "config": recorded["optimizer_config"]},
        recorded["loss"],
        metrics=["accuracy"] if len(recorded["metrics_names"]) > 1 else None,
        sample_weight_mode=recorded.get("sample_weight_mode"),
    )

    measured = [np.atleast_1d(model.train_on_batch(arrays["x"], arrays["y"])) for _ in range(6)]

    np.testing.assert_allclose(measured, arrays["losses"], rtol=1e-6)
    expected = Sequential([layers.get(each) for each in described])
    load_weights(expected.layers, _after(arrays))
    for got, want in zip(model.get_weights(), expected.get_weights()):
        # Adam divides by gradients as small as its epsilon here: rounding grows to 5e-9.
        np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-8)
    if not model.stateful:
        after = model.predict(arrays["x"])
        np.testing.assert_allclose(after, arrays["predict_after"], rtol=1e-6, atol=1e-9)


class _after:
    """The recorded arrays with the weights after training in the place of those before."""

    def __init__(self, arrays):
        self.arrays, self.files = arrays, arrays.files

    def __getitem__(self, name):
        return self.arrays[name.replace("_before", "_after")]
