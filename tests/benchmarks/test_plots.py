"""Pictures are drawn whatever is missing; what they look like is for people to judge."""

import plots
import reporting

from tests.benchmarks.test_reporting import SAMPLES, sample


def test_bars(tmp_path):
    only_torch = sample("torch", 1.0, case="gru")
    found = reporting.summary([*SAMPLES, only_torch])
    plots.bars(found, ["cpu", "torch", "jax"], tmp_path / "plot.png", "title")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_curves(tmp_path):
    lines = {"cpu": [(2, 1.0), (1, 0.5)], "torch": [(1, 2.0)]}
    panels = {"milliseconds": {"steps": lines, "threads": lines}, "MB": {"steps": lines}}
    plots.curves(panels, ["cpu", "jax", "torch"], tmp_path / "plot.png", "title")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_every_build_has_a_colour_of_its_own():
    builds = ["cpu", "torch", "plain", "mask", "own cell"]
    assert len(set(plots.colours(builds).values())) == len(builds)
