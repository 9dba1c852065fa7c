"""Curves of a history, and what a notebook shows of it."""

import pytest

from theanornn.callbacks import History
from theanornn.errors import DataError


@pytest.fixture
def history():
    history = History()
    history.on_train_begin()
    for epoch, loss in enumerate((0.5, 0.25, 0.125)):
        logs = {"loss": loss, "acc": 1 - loss}
        if epoch:
            logs["val_loss"] = loss + 1  # not validated in the first epoch
        history.on_epoch_end(epoch, logs)
    return history


def lines(axes):
    return {line.get_label(): line.get_xydata().tolist() for line in axes.get_lines()}


def test_one_panel_for_each_name_with_validation_beside(history):
    loss, accuracy = history.plot().axes
    assert (loss.get_ylabel(), accuracy.get_ylabel()) == ("loss", "acc")
    assert lines(loss) == {
        "training": [[1, 0.5], [2, 0.25], [3, 0.125]],
        "validation": [[2, 1.25], [3, 1.125]],
    }
    assert list(lines(accuracy)) == ["training"]


def test_chosen_names_and_a_file(history, tmp_path):
    (axes,) = history.plot(tmp_path / "loss.png", names=["val_loss"]).axes
    assert list(lines(axes)) == ["validation"]
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")


def test_what_was_not_measured(history):
    with pytest.raises(DataError, match="there is no mse in this history; it has loss, acc"):
        history.plot(names=["mse"])
    empty = History()
    empty.on_train_begin()
    with pytest.raises(DataError, match="train first"):
        empty.plot()


def test_in_a_notebook(history):
    assert history.plot()._repr_png_().startswith(b"\x89PNG")
    table = history._repr_html_()
    assert "<th>val_loss</th>" in table
    assert "<tr><td>1</td><td>0.5</td><td>0.5</td><td></td></tr>" in table
    assert "<tr><td>3</td><td>0.125</td><td>0.875</td><td>1.125</td></tr>" in table
