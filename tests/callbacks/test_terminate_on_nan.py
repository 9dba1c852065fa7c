"""A loss that is no number ends training."""

import math
import types

import pytest

from theanornn.callbacks import TerminateOnNaN


@pytest.mark.parametrize(
    "logs, stopped",
    [({"loss": 1.0}, False), ({}, False), ({"loss": math.nan}, True), ({"loss": -math.inf}, True)],
)
def test_when_it_stops(logs, stopped, capsys):
    callback, model = TerminateOnNaN(), types.SimpleNamespace(stop_training=False)
    callback.set_model(model)
    callback.on_batch_end(7, logs)
    assert model.stop_training is stopped
    assert capsys.readouterr().out.startswith("Batch 7: the loss is " if stopped else "")
