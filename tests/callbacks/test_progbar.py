"""A progress bar for loops of one's own."""

import pytest

from theanornn.callbacks import progress
from theanornn.callbacks.progbar import Progbar


def run(**options):
    bar = Progbar(4, **options)
    bar.update(1, [("loss", 1.0), ("last", 1)])
    bar.add(3, [("loss", 2.0), ("last", 3)])
    assert bar.seen_so_far == 4


@pytest.mark.parametrize("verbose", [1, 2])
def test_one_line_where_nobody_watches(verbose, capsys):
    run(verbose=verbose, stateful_metrics=["last"])
    assert capsys.readouterr().out == "4/4 - 0s - loss: 1.7500 - last: 3.0000\n"


def test_nothing(capsys):
    run(verbose=0)
    assert capsys.readouterr().out == ""


def test_a_bar_at_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(progress, "at_terminal", lambda: True)
    run()
    last = capsys.readouterr().out.split("\r")[-1]
    assert "4/4" in last and "loss: 1.7500, last: 2.5000" in last


def test_a_target_that_is_not_known(capsys):
    bar = Progbar(None)
    bar.update(10)
    assert bar.seen_so_far == 10 and capsys.readouterr().out == ""
