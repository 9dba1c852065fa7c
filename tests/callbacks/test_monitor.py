"""Which way a number is better, and whether it is."""

import pytest

from theanornn.callbacks.monitor import Monitor


@pytest.mark.parametrize(
    "monitor, mode",
    [
        ("val_loss", "min"),
        ("mse", "min"),
        ("val_acc", "max"),
        ("accuracy", "max"),
        ("val_binary_accuracy", "max"),
        ("val_fmeasure", "max"),
        ("recall", "max"),
    ],
)
def test_which_way_is_better(monitor, mode):
    assert Monitor(monitor).mode == mode


@pytest.mark.parametrize(
    ("mode", "min_delta", "better", "not_better"),
    [("min", 0, 0.9, 1.0), ("max", 0, 1.1, 1.0), ("min", 0.2, 0.7, 0.9), ("max", -0.2, 1.3, 1.1)],
)
def test_better_than_the_best_so_far(mode, min_delta, better, not_better):
    monitor = Monitor("it", mode, min_delta)
    assert monitor.improves(100.0) and monitor.improves(-100.0)
    monitor.best = 1.0
    assert monitor.improves(better) and not monitor.improves(not_better)
    assert not monitor.improves(float("nan"))


def test_what_is_not_measured_is_warned_of():
    monitor = Monitor("val_los")
    assert monitor.current({"val_los": 3.0}) == 3.0
    with pytest.warns(UserWarning, match="did you mean 'val_loss'") as caught:
        assert monitor.current({"loss": 1.0, "val_loss": 2.0}) is None
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match="validation_split gives val_"):
        assert monitor.current(None) is None


def test_unknown_mode():
    with pytest.warns(UserWarning, match="'auto', 'min' or 'max'"):
        assert Monitor("acc", mode="lowest").mode == "max"
