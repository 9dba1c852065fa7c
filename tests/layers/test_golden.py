"""The layers against numbers that the real Keras 1.2.2 and 2.3.1 computed (tests/data/golden)."""

import json
from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import layers
from theanornn.layers import CallContext

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
CASES = sorted(path.with_suffix("") for path in GOLDEN.glob("keras*/*.json"))


def test_there_are_cases():
    assert len(CASES) >= 8


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_prediction(case):
    recorded = json.loads(case.with_suffix(".json").read_text())
    arrays = np.load(case.with_suffix(".npz"))
    stack = build_stack(recorded["model"]["config"], arrays["x"].shape)
    load_weights(stack, arrays)
    predict = compile_stack(stack, arrays["x"])
    for name in ("predict_before", "predict_before_second"):
        if name in arrays:
            calls = arrays[name].shape[0] // arrays["x"].shape[0]
            for layer in stack:
                if layer.stateful:
                    layer.reset_states()
            got = np.concatenate([predict(arrays["x"]) for _ in range(calls)])
            np.testing.assert_allclose(got, arrays[name], rtol=1e-6, atol=1e-9)


def build_stack(config, shape):
    """The layers of a recorded Sequential, built."""
    config = config["layers"] if isinstance(config, dict) else config
    stack = [layers.get(description) for description in config]
    for layer in stack:
        layer.build(shape)
        shape = layer.output_shape
    return stack


def load_weights(stack, arrays):
    weights = [arrays[name] for name in sorted(arrays.files) if name.endswith("_before")
               and name.startswith("w")]  # fmt: skip
    for layer in stack:
        layer.set_weights([weights.pop(0) for _ in layer.get_weights()])
    assert not weights


def compile_stack(stack, x):
    """A function from input to output, with the states of stateful layers carried."""
    symbol = T.TensorType(stack[0].input_dtype or theano.config.floatX, (False,) * x.ndim)("x")
    y, mask, context = symbol, None, CallContext()
    for layer in stack:
        y, mask = layer.call(y, mask=mask, context=context), layer.compute_mask(y, mask)
    return theano.function([symbol], y, updates=context.updates, allow_input_downcast=True)
