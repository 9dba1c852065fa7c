"""What a config means that does not say it, by the version that wrote it."""

import pytest

from theanornn.errors import UnknownNameError
from theanornn.serialization.hdf5.versions import (
    completed,
    completed_optimizer,
    named_loss,
    number,
)


def lstm(**arguments):
    return {"class_name": "LSTM", "config": arguments}


def test_versions_as_numbers():
    assert number("1") == (1,) and number("2.3.1") == (2, 3, 1) and number("2.2.4-tf") == (2, 2, 4)
    assert number("2.10.0") > number("2.3.1")


@pytest.mark.parametrize(
    ("version", "expected"), [("2.0.0", "hard_sigmoid"), ("2.2.5", "hard_sigmoid"), ("2.3.0", None)]
)
def test_gates_before_keras_2_3_are_hard(version, expected):
    config = {"class_name": "Sequential", "config": {"layers": [lstm(units=3)]}}
    (layer,) = completed(config, version)["config"]["layers"]
    assert layer["config"].get("recurrent_activation") == expected
    given = completed(lstm(units=3, recurrent_activation="relu"), version)
    assert given["config"]["recurrent_activation"] == "relu"


def test_in_keras_1_2_one_regularizer_acts_on_both_matrices():
    arguments = {"output_dim": 3, "W_regularizer": "l2", "U_regularizer": "l1"}
    for version, mode, expected in (
        ("1.2.2", "cpu", "l2"),
        ("1.2.0", "mem", "l2"),
        ("1.2.2", "gpu", "l1"),
        ("1.1.2", "cpu", "l1"),
    ):
        config = completed(lstm(consume_less=mode, **arguments), version)
        assert config["config"]["U_regularizer"] == expected
    wrapped = {"class_name": "Bidirectional", "config": {"layer": lstm(**arguments)}}
    inner = completed(wrapped, "1.2.2")["config"]["layer"]["config"]
    assert inner["U_regularizer"] == "l2"


def test_epsilon_of_an_optimizer():
    adam = {"class_name": "Adam", "config": {"lr": 0.1}}
    assert completed_optimizer(adam, "1.2.2")["config"]["epsilon"] == 1e-8
    assert completed_optimizer(adam, "2.0.8")["config"]["epsilon"] == 1e-8
    assert "epsilon" not in completed_optimizer(adam, "2.3.1")["config"]
    given = {"class_name": "Adam", "config": {"epsilon": 0.5}}
    assert completed_optimizer(given, "1.2.2")["config"]["epsilon"] == 0.5
    sgd = {"class_name": "SGD", "config": {}}
    assert completed_optimizer(sgd, "1.2.2") == sgd


def test_losses_that_are_objects():
    config = {"reduction": "sum_over_batch_size", "name": "huber_loss", "delta": 1.0}
    huber = {"class_name": "Huber", "config": config}
    assert named_loss(huber) == "huber_loss"
    assert named_loss([huber, "mse"]) == ["huber_loss", "mse"]
    assert named_loss({"out": huber, "other": None}) == {"out": "huber_loss", "other": None}
    huber["config"]["delta"] = 2.0
    with pytest.raises(UnknownNameError, match="Huber has delta=2.0"):
        named_loss(huber)
