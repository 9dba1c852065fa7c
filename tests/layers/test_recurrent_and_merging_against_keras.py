"""Models of merging and recurrent layers against the real Keras 1.2.2 and 2.3.1.

``tests/data/golden/recurrent_and_merging`` holds what those computed, with Theano 1.0.5 in float64:
the model as ``to_json()`` of that Keras wrote it, the prediction ``before`` of four samples (of
stateful models a ``second`` one that follows it), the losses of three steps of SGD with learning
rate 0.1 on the mean squared error, and weights and prediction ``after`` them; of some cases nothing
was kept but the predictions. ``kerasN.json`` has one case to a line, with the shapes of the case's
arrays, which lie one after the other in ``kerasN.npy``.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from theanornn.models import model_from_config

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "recurrent_and_merging"


def read_cases():
    for keras in ("keras1", "keras2"):
        values, begin = np.load(GOLDEN / f"{keras}.npy"), 0
        for name, case in json.loads((GOLDEN / f"{keras}.json").read_text()).items():
            arrays = {}
            for key, shape in case["arrays"].items():
                end = begin + int(np.prod(shape))
                arrays[key] = values[begin:end].reshape(shape)
                begin = end
            yield f"{keras}-{name}", case, arrays


CASES = {name: (case, arrays) for name, case, arrays in read_cases()}


def test_there_are_cases_of_both():
    kinds = {name[:6] for name in CASES}
    assert len(CASES) > 70 and kinds == {"keras1", "keras2"}


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    case, arrays = CASES[name]
    model = model_from_config(case["model"])
    x, y = numbered(arrays, "x"), numbered(arrays, "y")
    model.set_weights(weights(arrays, "before"))
    close(predicted(model, x), numbered(arrays, "before"))
    if case["stateful"]:
        close(predicted(model, x), numbered(arrays, "second"))
        model.reset_states()
    if not case["losses"]:
        return
    model.compile("sgd", "mse")
    model.optimizer.lr.set_value(0.1)
    losses = [np.ravel(model.train_on_batch(x, y))[0] for _ in case["losses"]]
    close([losses], [case["losses"]])
    close(model.get_weights(), weights(arrays, "after"))
    if case["stateful"]:
        model.reset_states()
    close(predicted(model, x), numbered(arrays, "after"))


def predicted(model, x):
    outputs = model.predict(x, batch_size=len(x[0]))
    return outputs if isinstance(outputs, list) else [outputs]


def close(got, expected):
    assert len(got) == len(expected)
    for one, other in zip(got, expected):
        np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-11)


def numbered(arrays, kind):
    return [arrays[key] for key in (f"{kind}{i}" for i in range(10)) if key in arrays]


def weights(arrays, when):
    return [arrays[key] for key in (f"w{i}_{when}" for i in range(100)) if key in arrays]
