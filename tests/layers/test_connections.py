"""What a layer says of its uses."""

import pytest

from theanornn.errors import ShapeError
from theanornn.layers import Dense, Input
from theanornn.layers.nodes import NodeError


def test_each_call_is_a_node():
    a, b = Input((4,)), Input((4,))
    layer = Dense(3, name="shared")
    y, z = layer(a), layer(b)
    assert [t._keras_history[1] for t in (y, z)] == [0, 1] and len(layer.inbound_nodes) == 2
    assert layer.get_input_at(1) is b and layer.get_output_at(0) is y
    assert layer.get_input_shape_at(0) == (None, 4) and layer.get_output_shape_at(1) == (None, 3)
    assert layer.input_shape == (None, 4)  # that of all uses
    with pytest.raises(NodeError, match=r"shared: was used 2 times.*get_output_at"):
        layer.output  # noqa: B018
    with pytest.raises(NodeError, match="no use number 2"):
        layer.get_output_at(2)
    assert repr(layer.inbound_nodes[0]).endswith("-> shared>")


def test_different_shapes_have_no_common_one():
    layer = Dense(3, name="shared")
    layer(Input((5, 4))), layer(Input((6, 4)))
    with pytest.raises(AttributeError, match=r"shared.*\(None, 5, 4\), \(None, 6, 4\)"):
        layer.input_shape  # noqa: B018
    assert not hasattr(layer, "output_shape")
    with pytest.raises(ShapeError, match="built for"):
        layer(Input((5, 7)))


def test_a_layer_without_uses_has_no_input():
    layer = Dense(3, name="alone")
    for attribute in ("input", "output", "input_mask", "output_mask"):
        with pytest.raises(NodeError, match=f"alone: has no {attribute}"):
            getattr(layer, attribute)


def test_layers_know_what_comes_before_and_after():
    x = Input((4,))
    first, second = Dense(3), Dense(2)
    second(first(x))
    (node,) = second.inbound_nodes
    assert node.inbound_layers == [first] and node.outbound_layer is second
    assert node.node_indices == [0] and node.tensor_indices == [0]
    assert first.outbound_nodes == [node]
