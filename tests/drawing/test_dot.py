"""The text for Graphviz, and pydot's names."""

import pytest

from theanornn.drawing import model_to_dot
from theanornn.layers import Dense
from theanornn.models import Sequential

TEXT = r"""digraph {
  rankdir=LR;
  node [shape=box];
  "a\"" [label="a\": Dense\ninput: (None, 1)\noutput: (None, 2)"];
  "c" [label="c: Dense\ninput: (None, 2)\noutput: (None, 1)"];
  "a\"" -> "c";
}"""


@pytest.fixture
def dot():
    model = Sequential([Dense(2, input_dim=1, name='a"'), Dense(1, name="c")])
    return model_to_dot(model, show_shapes=True, rankdir="LR")


def test_text(dot):
    assert dot.to_string() == str(dot) == TEXT
    assert dot.create(prog="dot", format="dot").decode() == TEXT


def test_pictures(dot, tmp_path):
    assert dot.create_png().startswith(b"\x89PNG")
    assert b"<svg" in dot.create(prog="dot", format="svg")
    dot.write_pdf(tmp_path / "m.pdf")
    dot.write(tmp_path / "m.dot")
    assert (tmp_path / "m.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "m.dot").read_text() == TEXT


def test_other_attributes(dot):
    with pytest.raises(AttributeError, match="no attribute 'set_node'"):
        dot.set_node("a")
