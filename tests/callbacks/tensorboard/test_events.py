"""Events, byte for byte as TensorBoard 2.21's protobuf classes write them."""

import numpy as np
import pytest

from theanornn.callbacks.tensorboard import events


def test_version():
    assert events.version(1.5).hex() == "09000000000000f83f1a0d627261696e2e4576656e743a32"


def test_scalars():
    expected = (
        "09000000000000f83f10ac022a1d0a0b0a046c6f7373150000803e0a0e0a0776616c5f616363150000803f"
    )
    assert events.scalars(1.5, 300, {"loss": 0.25, "val_acc": 1}).hex() == expected


def test_histogram(monkeypatch):
    monkeypatch.setattr(events, "BINS", 2)
    expected = (
        "09000000000000f83f10022a580a560a01572a5109000000000000f03f110000000000000840190000000000"
        "0010402100000000000020402900000000000032403210000000000000004000000000000008403a10000000"
        "000000f03f0000000000000840"
    )
    values = np.array([[1.0, 2.0], [2.0, 3.0]])
    assert events.histogram(1.5, 2, "W", values).hex() == expected
    with_gaps = np.append(values, [np.nan, np.inf])
    assert events.histogram(1.5, 2, "W", with_gaps).hex() == expected


def test_graph():
    expected = "09000000000000f83f221a0a090a016112044c53544d0a0d0a0162120544656e73651a0161"
    assert events.graph(1.5, [("a", "LSTM", []), ("b", "Dense", ["a"])]).hex() == expected


@pytest.mark.parametrize("values", [[], [np.nan], [3.0], np.zeros((2, 0))])
def test_histograms_of_next_to_nothing(values):
    assert events.histogram(1.5, 2, "W", np.array(values))


@pytest.mark.parametrize("value", [1e300, np.float64("nan"), np.array(0.5, "float32")])
def test_numbers_beyond_float32(value):
    assert len(events.scalars(1.5, 0, {"a": value})) == len(events.scalars(1.5, 0, {"a": 1}))
