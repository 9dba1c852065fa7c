"""What is said of a bad batch, and what is kept of it."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from theanornn.finiteness.origins import Origin
from theanornn.finiteness.reports import BadBatch, as_plain, from_plain, save_batch

ORIGIN = Origin("forward", "the operation exp of the step", "memory", ("c", "o"), 3, 1)


@pytest.mark.parametrize(
    ("bad_batch", "text"),
    [
        (BadBatch(0, 2, float("nan")), "epoch 1, batch 3: the loss is nan"),
        (BadBatch(None, None, float("inf")), "this batch: the loss is inf"),
        (
            BadBatch(4, 0, 0.5, path="bad.npz"),
            "epoch 5, batch 1: there are gradients that are NaN or infinite; the batch is in "
            "bad.npz, to be read with numpy.load",
        ),
        (
            BadBatch(0, 0, float("-inf"), ORIGIN),
            "epoch 1, batch 1: the loss is -inf; it began on the way to the prediction: the "
            "operation exp of the step (layer memory, gate c, o, time step 3, sample 1)",
        ),
    ],
)
def test_what_is_said(bad_batch, text):
    assert str(bad_batch) == text


@pytest.mark.parametrize("origin", [None, ORIGIN])
def test_a_checkpoint_keeps_it(origin):
    bad_batch = BadBatch(3, 7, float("inf"), origin, "bad.npz")
    assert from_plain(json.loads(json.dumps(as_plain(bad_batch)))) == bad_batch


@pytest.fixture
def graph():
    names = ("x", None, "x", "report", "file")
    return SimpleNamespace(inputs=[SimpleNamespace(name=name) for name in names])


def test_every_array_has_a_name_of_its_own(graph, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = save_batch(graph, [np.arange(n) for n in range(1, 6)], "bad", "what happened")
    with np.load(path) as saved:
        sizes = {name: saved[name].size for name in ("x", "input", "x_1", "report_1", "file_1")}
        assert str(saved["report"]) == "what happened"
        assert sizes == {"x": 1, "input": 2, "x_1": 3, "report_1": 4, "file_1": 5}
        assert sorted(map(np.size, saved.values())) == [1, 1, 2, 3, 4, 5]


def test_no_file_is_overwritten(graph, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [save_batch(graph, [np.full(3, n)] * 5, "bad", "") for n in (1, 2, 1)]
    assert paths == [str(tmp_path / name) for name in ("bad.npz", "bad-2.npz", "bad.npz")]
