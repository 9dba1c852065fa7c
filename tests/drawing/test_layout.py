"""Boxes and lines that do not get into each other's way."""

import itertools

import numpy as np
import pytest

from theanornn.drawing.layout import place

SIZE = (2.0, 1.0)


def placed(edges, gap=0.5, nodes="abcdefgh"):
    used = [node for node in nodes if any(node in edge for edge in edges)]
    edges = [tuple(edge) for edge in edges]
    return place(dict.fromkeys(used, SIZE), edges, gap)


def test_a_chain():
    boxes, courses = placed(["ab", "bc"])
    assert [boxes[node][:2] for node in "abc"] == [(1, 0.5), (1, 2), (1, 3.5)]
    assert courses == {("a", "b"): [], ("b", "c"): []}


@pytest.mark.parametrize(
    "edges",
    [
        ["ab", "ac", "bd", "cd"],
        ["ab", "ac", "ad", "be", "ce", "dg", "eg", "ag", "gh", "fh", "ah"],
        ["ac", "bc", "cd", "ce"],
        ["ae", "be", "ce", "de"],
    ],
)
def test_every_edge_goes_down_and_no_boxes_meet(edges):
    boxes, courses = placed(edges)
    for (before, after), course in courses.items():
        bottom, top = boxes[before].y + 0.5, boxes[after].y - 0.5
        points = [(boxes[before].x, bottom), *course, (boxes[after].x, top)]
        ys = [y for _, y in points]
        assert ys == sorted(ys) and len(set(ys)) == len(ys)
        for start, end in zip(points, points[1:]):
            for share in np.linspace(0.01, 0.99, 50):
                x, y = (1 - share) * np.array(start) + share * np.array(end)
                assert all(
                    abs(x - box.x) > box.width / 2 or abs(y - box.y) > box.height / 2
                    for box in boxes.values()
                ), "a line through a box"
    for one, other in itertools.combinations(boxes.values(), 2):
        assert abs(one.x - other.x) >= 2.5 or abs(one.y - other.y) >= 1.5
    assert min(box.x for box in boxes.values()) >= 1


def test_an_input_stands_near_what_takes_it():
    boxes, _ = placed(["ab", "bc", "cd", "ed"])
    assert boxes["e"].y == boxes["c"].y


def test_lines_do_not_cross_for_nothing():
    boxes, _ = placed(["ad", "bc"])
    assert (boxes["a"].x < boxes["b"].x) == (boxes["d"].x < boxes["c"].x)


def test_nothing():
    assert place({}, [], 1) == ({}, {})
