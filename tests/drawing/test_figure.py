"""Pictures that are there, and of the right size."""

import matplotlib.image
import numpy as np
import pytest

from theanornn.drawing import draw
from theanornn.errors import UnknownNameError
from theanornn.layers import Dense
from theanornn.models import Sequential


@pytest.fixture
def model():
    return Sequential([Dense(2, input_dim=1, name="a$b_{"), Dense(1, name="c")])


@pytest.mark.parametrize(
    "name, start",
    [("m.png", b"\x89PNG"), ("m", b"\x89PNG"), ("m.svg", b"<?xml"), ("m.PDF", b"%PDF")],
)
def test_formats(model, tmp_path, name, start):
    draw(model, tmp_path / name, show_shapes=True)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_the_picture_fits_what_it_shows(model, tmp_path):
    sizes = {}
    for rankdir in ("TB", "LR"):
        draw(model, tmp_path / f"{rankdir}.png", rankdir=rankdir)
        pixels = matplotlib.image.imread(tmp_path / f"{rankdir}.png")[..., :3]
        dark = np.argwhere(pixels.min(axis=-1) < 0.5)
        height, width = sizes[rankdir] = pixels.shape[:2]
        room = np.array([*dark.min(axis=0), *(np.array([height, width]) - 1 - dark.max(axis=0))])
        assert ((room > 5) & (room < 15)).all(), "a margin of 0.1 inch on all sides"
    assert sizes["TB"][0] > sizes["LR"][0] and sizes["TB"][1] < sizes["LR"][1]


@pytest.mark.parametrize("wrong", [{"format": "bmp8"}, {"rankdir": "BT"}])
def test_what_is_unknown(model, tmp_path, wrong):
    with pytest.raises(UnknownNameError, match="expected"):
        draw(model, tmp_path / "m.png", **wrong)
    assert not list(tmp_path.iterdir())
