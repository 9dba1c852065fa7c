"""Each layer against the real Keras 1.2.2 and 2.3.1: output, two steps of training, weights.

``tests/data/golden/layers`` holds what those computed, with Theano 1.0.5 in float64, for a model
of one layer on four random samples: ``before``, its prediction; ``losses``, the mean squared error
(with the layer's penalties) of two steps of SGD with learning rate 0.1; the weights before and
after them; ``after``, the prediction then. ``kerasN.json`` has one case to a line, with the
layer's config as that Keras wrote it and the shapes of the case's arrays, which lie one after the
other in ``kerasN.npy``.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import layers
from theanornn.layers import CallContext

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "layers"


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


def test_there_are_cases_of_all_kinds():
    found = {case["class_name"] for case, _ in CASES.values()}
    assert len(CASES) > 200 and len(found) > 25


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    case, arrays = CASES[name]
    layer = layers.get({"class_name": case["class_name"], "config": case["config"]})
    layer.build(layer.batch_input_shape)
    layer.set_weights(weights(arrays, "before"))
    x, y = (T.TensorType("float64", (False,) * arrays[key].ndim)() for key in ("x", "y"))
    predict = theano.function([x], layer(x, context=CallContext(training=False)))
    assert arrays["before"].shape == (len(arrays["x"]), *layer.output_shape[1:])
    close(predict(arrays["x"]), arrays["before"])

    train = training_step(layer, x, y)
    close([train(arrays["x"], arrays["y"]) for _ in case["losses"]], case["losses"])
    for got, expected in zip(layer.get_weights(), weights(arrays, "after")):
        close(got, expected)
    close(predict(arrays["x"]), arrays["after"])


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


def weights(arrays, when):
    return [arrays[key] for key in (f"w{i}_{when}" for i in range(4)) if key in arrays]


def training_step(layer, x, y):
    context = CallContext(training=True)
    loss = T.mean(T.sqr(layer(x, context=context) - y))
    loss = sum([*layer.penalties(), *context.losses], loss)
    limits = layer.constraints_by_weight()
    updates = list(context.updates)
    trained = layer.trainable_weights
    for weight, gradient in zip(trained, T.grad(loss, trained) if trained else []):
        new = weight - 0.1 * gradient
        updates.append((weight, limits[weight](new) if weight in limits else new))
    return theano.function([x, y], loss, updates=updates)
