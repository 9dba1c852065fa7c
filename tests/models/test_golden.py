"""Models from the files of the real Keras 1.2.2 and 2.3.1: predictions, training, weights.

The cases, and what reproducing one means, are told in ``tests/data/golden/README.md``.
"""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from theanornn.models import load_model, model_from_json

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
CASES = sorted(path.with_suffix("") for path in GOLDEN.glob("keras[12]/*.npz"))
OPTIMIZERS = {"SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam"}


class Case:
    """What Keras recorded; see the README of the data."""

    def __init__(self, path):
        self.path = path
        self.recorded = json.loads(path.with_suffix(".json").read_text())
        self.arrays = dict(np.load(path.with_suffix(".npz")))
        self.x, self.y = self.find("x"), self.find("y")
        self.n_samples = len(self.x[0] if isinstance(self.x, list) else self.x)
        self.weighting = {
            name: value
            for name, value in (
                ("sample_weight", self.find("sample_weight")),
                ("class_weight", self._class_weight()),
            )
            if value is not None
        }

    def find(self, name):
        """The array of a name, or the list of those that are numbered."""
        if name in self.arrays:
            return self.arrays[name]
        found = sorted(key for key in self.arrays if re.fullmatch(rf"{name}_?\d", key))
        return [self.arrays[key] for key in found] or None

    def weights(self, when):
        return [self.arrays[k] for k in sorted(self.arrays) if re.fullmatch(rf"w\d+_{when}", k)]

    def _class_weight(self):
        found = self.recorded.get("class_weight")
        return found and {int(number): weight for number, weight in found.items()}

    def file(self, ending):
        return self.path.parent / f"{self.path.name}.{ending}"

    def predict(self, model, calls=1):
        """The predictions of some calls one after the other, from new states."""
        if model.stateful:
            model.reset_states()
        made = [as_list(model.predict(self.x, batch_size=self.n_samples)) for _ in range(calls)]
        if model.stateful:
            model.reset_states()
        return [np.concatenate(parts) for parts in zip(*made)]


def as_list(value):
    return value if isinstance(value, list) else [value]


def assert_close(got, want, atol=1e-9):
    assert len(as_list(got)) == len(as_list(want))
    for one, other in zip(as_list(got), as_list(want)):
        assert np.shape(one) == np.shape(other)
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=atol)


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def case(request):
    return Case(request.param)


def test_both_kerases_and_every_optimizer_have_cases():
    assert {path.parent.name for path in CASES} == {"keras1", "keras2"}
    recorded = [json.loads(path.with_suffix(".json").read_text()) for path in CASES]
    assert {each["optimizer"] for each in recorded} == OPTIMIZERS


def test_a_model_from_its_file(case):
    model = load_model(case.file("h5"))
    assert model.generation == int(case.path.parent.name[-1])
    assert list(model.metrics_names) == case.recorded["metrics_names"]
    assert_close(model.get_weights(), case.weights("before"))
    assert_close(case.predict(model), case.find("predict_before"))
    if case.find("predict_before_second") is not None:
        assert_close(case.predict(model, calls=2), case.find("predict_before_second"))
    if "losses" not in case.arrays:
        return  # with dropout, training has no numbers to compare

    measured = [model.train_on_batch(case.x, case.y, **case.weighting) for _ in range(6)]

    assert_close(np.reshape(measured, case.arrays["losses"].shape), case.arrays["losses"])
    # Adam divides by gradients as small as its epsilon here: rounding grows to 5e-9.
    assert_close(model.get_weights(), case.weights("after"), atol=1e-8)


@pytest.mark.parametrize(
    "path", [path for path in CASES if (path.parent / f"{path.name}.weights.h5").exists()], ids=str
)
def test_the_weights_alone_and_the_architecture_alone(path):
    case = Case(path)
    model = model_from_json(json.dumps(case.recorded["model"]))
    model.load_weights(case.file("weights.h5"))
    assert_close(model.get_weights(), case.weights("before"))


@pytest.mark.parametrize(
    "path", [path for path in CASES if (path.parent / f"{path.name}.after3.h5").exists()], ids=str
)
def test_training_goes_on_where_it_stopped(path):
    case = Case(path)
    model = load_model(case.file("after3.h5"))
    measured = [model.train_on_batch(case.x, case.y, **case.weighting) for _ in range(3)]
    assert_close(np.reshape(measured, case.arrays["losses"][3:].shape), case.arrays["losses"][3:])
