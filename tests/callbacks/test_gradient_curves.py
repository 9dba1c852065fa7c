"""Curves of gradients, drawn from numbers."""

import numpy as np

from theanornn.callbacks.gradient_curves import gradient_curves

UPDATES = np.array([0, 10])
NORMS = {"memory_U": np.array([1.0, 2.0]), "memory_U[f]": np.array([0.5, 1.0])}
STATES = {"memory.h": np.array([[1.0, 10.0], [2.0, 20.0]]), "memory.c": np.ones((2, 2))}
GATES = {"memory[f]": np.array([[3.0, 4.0], [5.0, 6.0]])}


def test_panels(tmp_path):
    figure = gradient_curves(UPDATES, NORMS, STATES, GATES, tmp_path / "gradients.svg")
    assert b"<svg" in (tmp_path / "gradients.svg").read_bytes()
    weights, states, gates = figure.axes
    assert [axes.get_title() for axes in figure.axes] == [
        "weights",
        "memory",
        "gates of memory, update 10",
    ]
    (line,) = weights.get_lines()  # of whole weights, not of their gates
    np.testing.assert_array_equal(line.get_xydata(), [[0, 1], [10, 2]])
    named = [text.get_text() for text in states.get_legend().get_texts()]
    assert named == ["h, update 10", "c, update 10"]
    assert [line.get_linestyle() for line in states.get_lines()] == ["-", "-", "--", "--"]
    (line,) = gates.get_lines()
    np.testing.assert_array_equal(line.get_ydata(), [5, 6])
    assert {axes.get_yscale() for axes in figure.axes} == {"log"}


def test_two_layers_fill_two_rows():
    states = {"one.h": np.ones((2, 3)), "two/forward.h": np.ones((2, 3))}
    figure = gradient_curves(UPDATES, NORMS, states, {})
    titles = [axes.get_title() for axes in figure.axes]
    assert titles[1] == "one" and titles[3] == "two/forward" and len(titles) == 6
    assert not figure.axes[5].axison


def test_where_all_is_zero_there_are_no_powers_of_ten():
    figure = gradient_curves(UPDATES, {"W": np.zeros(2)}, {}, {})
    assert [axes.get_yscale() for axes in figure.axes] == ["linear"]
