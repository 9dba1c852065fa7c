"""Graphs of layers against what Keras 1.2.2 and 2.3.1 computed of them; see the data's README."""

import json
from pathlib import Path

import numpy as np
import pytest

from theanornn import optimizers
from theanornn.layers import Add, Dense, Input
from theanornn.models import Model, model_from_json

DATA = Path(__file__).parents[1] / "data" / "golden" / "graphs"
CASES = sorted(path.stem for path in DATA.glob("keras?_*.json"))
ORDERS = json.loads((DATA / "layer_orders.json").read_text())


def numbered(arrays, prefix):
    """Arrays named ``prefix0``, ``prefix1`` … as far as there are any."""
    found = []
    while f"{prefix}{len(found)}" in arrays:
        found.append(arrays[f"{prefix}{len(found)}"])
    return found


def one_or_all(things):
    return things[0] if len(things) == 1 else things


def close(have, want):
    np.testing.assert_allclose(have, want, rtol=1e-6, atol=1e-9)


def unnumbered(name):
    return name.rstrip("0123456789")


def optimizer_of(told):
    config = dict(told["optimizer_config"])
    config.pop("nesterov", None)
    config.pop("amsgrad", None)
    return getattr(optimizers, told["optimizer"])(**config)


def test_all_cases_are_here():
    assert len(CASES) == 11


@pytest.mark.parametrize("case", CASES)
def test_the_same_numbers(case):
    told = json.loads((DATA / f"{case}.json").read_text())
    arrays = dict(np.load(DATA / f"{case}.npz"))
    model = model_from_json(json.dumps(told["model"]))
    assert [layer.name for layer in model.layers] == told["layers"]
    assert list(map(unnumbered, model.input_names)) == list(map(unnumbered, told["input_names"]))
    assert model.output_names == told["output_names"]
    model.generation = int(told["keras"][0])
    model.compile(optimizer_of(told), **told["compile"])
    assert model.metrics_names == told["metrics_names"]

    n_weights = sum(name.endswith("_before") for name in arrays if name[0] == "w")
    model.set_weights([arrays[f"w{n:02d}_before"] for n in range(n_weights)])
    x, y = (one_or_all(numbered(arrays, name)) for name in "xy")
    weights = numbered(arrays, "sample_weight")
    options = {"sample_weight": one_or_all(weights)} if weights else {}

    predictions = model.predict(x)
    predictions = predictions if isinstance(predictions, list) else [predictions]
    for have, want in zip(predictions, numbered(arrays, "predict_before")):
        close(have, want)
    losses = [np.atleast_1d(model.train_on_batch(x, y, **options)) for _ in range(6)]
    close(losses, arrays["losses"])
    after = np.atleast_1d(model.evaluate(x, y, batch_size=3, verbose=0, **options))
    close(after, arrays["evaluate_after"])
    for number, array in enumerate(model.get_weights()):
        close(array, arrays[f"w{number:02d}_after"])


@pytest.mark.parametrize("graph", ORDERS)
def test_the_same_order_of_layers(graph):
    tensors, layers = {}, {}
    for kind, made, sources, *name in graph["steps"]:
        if kind == "input":
            tensors[made] = Input((3,), name=made)
            continue
        layer = layers.setdefault(name[0], (Dense(3) if kind == "dense" else Add()))
        layer.name = name[0]
        tensors[made] = layer(one_or_all([tensors[source] for source in sources]))
    inputs, outputs = ([tensors[name] for name in graph[end]] for end in ("inputs", "outputs"))
    assert [each.name for each in Model(inputs, outputs).layers] == graph["keras2"]
    assert [each.name for each in Model(input=inputs, output=outputs).layers] == graph["keras1"]
