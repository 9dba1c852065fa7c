"""What every layer of several inputs must do."""

import json
from typing import NamedTuple

import numpy as np
import pytest

from tests.layers.merging.evaluation import compiled, run
from theanornn import layers
from theanornn.argument_names import ArgumentError
from theanornn.errors import ShapeError
from theanornn.layers import (
    Add,
    Average,
    Concatenate,
    Dot,
    Input,
    Maximum,
    Merge,
    Minimum,
    Multiply,
    Subtract,
)
from theanornn.layers.merging.base import Merging

SEQUENCES = [(None, 4, 3), (None, 4, 3)]
MASKS = [
    np.array([[1, 1, 1, 0], [1, 1, 1, 1], [0, 1, 1, 1]]),
    np.array([[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 1, 1]]),
]


class Spec(NamedTuple):
    """A layer: how to make it, and what it takes."""

    layer: type
    options: dict
    shapes: list = SEQUENCES
    masked: bool = True


SPECS = {
    "Add": Spec(Add, {}),
    "Average": Spec(Average, {}, [SEQUENCES[0]] * 3),
    "Concatenate": Spec(Concatenate, {"axis": 2}),
    "Concatenate in time": Spec(Concatenate, {"axis": 1}),
    "Dot": Spec(Dot, {"axes": [2, 2]}, masked=False),
    "Dot normalized": Spec(Dot, {"axes": -1, "normalize": True}, masked=False),
    "Maximum": Spec(Maximum, {}),
    "Merge sum": Spec(Merge, {}),
    "Merge mul": Spec(Merge, {"mode": "mul"}),
    "Merge ave": Spec(Merge, {"mode": "ave"}),
    "Merge max": Spec(Merge, {"mode": "max"}),
    "Merge concat": Spec(Merge, {"mode": "concat", "concat_axis": 2}),
    "Merge dot": Spec(Merge, {"mode": "dot", "dot_axes": [2, 2]}, masked=False),
    "Minimum": Spec(Minimum, {}),
    "Multiply": Spec(Multiply, {}, [(None, 3), (None, 4, 3)], masked=False),
    "Subtract": Spec(Subtract, {}),
}
every_layer = pytest.mark.parametrize("spec", SPECS.values(), ids=list(SPECS))


def test_every_public_layer_is_here():
    public = {layer for layer in layers.LAYERS.values() if issubclass(layer, Merging)}
    assert public == {spec.layer for spec in SPECS.values()}


def samples(spec, rng, batch=3):
    return [rng.normal(size=(batch, *shape[1:])) for shape in spec.shapes]


@every_layer
def test_config_round_trip(spec):
    layer = spec.layer(**spec.options, name="a")
    config = json.loads(json.dumps(layer.get_config()))
    again = layers.get({"class_name": spec.layer.__name__, "config": config})
    assert type(again) is spec.layer
    assert again.get_config() == layer.get_config()


@every_layer
def test_output_has_the_shape_that_was_computed(spec, rng):
    layer = spec.layer(**spec.options)
    for batch in (3, 1):
        y = run(layer, samples(spec, rng, batch))
        assert y.shape == (batch, *layer.output_shape[1:])
        assert np.all(np.isfinite(y))


@every_layer
def test_the_output_is_a_keras_tensor_of_that_shape(spec):
    inputs = [Input(shape[1:]) for shape in spec.shapes]
    layer = spec.layer(**spec.options)
    assert layer(inputs)._keras_shape == layer.compute_output_shape(spec.shapes)


@every_layer
def test_masks_are_combined(spec, rng):
    x = samples(spec, rng)
    masks = [mask if xi.ndim == 3 else None for mask, xi in zip([*MASKS, MASKS[0]], x)]
    y, combined = compiled(spec.layer(**spec.options), x, masks)
    assert (combined is not None) == (spec.masked or spec.layer is Multiply)
    if combined is not None:
        assert combined.shape == y.shape[:2]
        assert compiled(spec.layer(**spec.options), x)[1] is None


@every_layer
def test_one_input_is_refused(spec):
    layer = spec.layer(**spec.options)
    for shapes in (spec.shapes[0], spec.shapes[:1]):
        with pytest.raises(ShapeError, match=layer.name):
            layer.build(shapes)
    assert not layer.built


@every_layer
def test_unknown_arguments_are_refused(spec):
    with pytest.raises(ArgumentError, match="'name'"):
        spec.layer(**spec.options, nam="a")
