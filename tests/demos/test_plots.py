import struct

import numpy as np
import pytest

from theanornn.demos import plots


def png_size(path):
    content = path.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", content[16:24])


@pytest.mark.parametrize("epochs", [1, 3])
def test_curves_have_a_panel_for_each_measure(tmp_path, epochs):
    one = {"loss": [0.5] * epochs}
    plots.curves(one, tmp_path / "one.png")
    two = {**one, "val_loss": [0.6] * epochs, "acc": [0.7] * epochs, "val_acc": [0.8] * epochs}
    plots.curves(two, tmp_path / "two.png")
    assert png_size(tmp_path / "two.png")[0] > 1.5 * png_size(tmp_path / "one.png")[0]


def test_continued_wave(tmp_path):
    times = np.arange(5)
    plots.continued_wave(times, np.sin(times), np.cos(times), tmp_path / "wave.png")
    assert min(png_size(tmp_path / "wave.png")) > 100
