"""Drawings under the names of both Keras."""

import pytest

from theanornn.keras.utils import vis_utils, visualize_util
from theanornn.layers import Dense, Input, add
from theanornn.models import Model


@pytest.fixture
def model():
    x = Input(shape=(3,), name="x")
    one, two = Dense(2, name="one")(x), Dense(2, name="two")(x)
    return Model(x, add([one, two]))


@pytest.mark.parametrize("draw", [vis_utils.plot_model, visualize_util.plot])
@pytest.mark.parametrize("name, start", [("m.png", b"\x89PNG"), ("m.dot", b"digraph")])
def test_files(model, draw, tmp_path, name, start):
    assert draw(model, to_file=str(tmp_path / name), show_shapes=True) is None
    assert (tmp_path / name).read_bytes().startswith(start)


def test_connections_of_a_graph(model):
    text = vis_utils.model_to_dot(model).to_string()
    for edge in ('"x" -> "one"', '"x" -> "two"', '"one" -> "add', '"two" -> "add'):
        assert edge in text
    assert text.count("->") == 4
