"""Names of Keras 1 and 2 answer each other; means are weighted."""

import pytest

from theanornn.callbacks.logs import Logs, Means


@pytest.mark.parametrize(
    "stored, asked",
    [
        ("acc", "accuracy"),
        ("accuracy", "acc"),
        ("val_accuracy", "val_acc"),
        ("val_acc", "val_accuracy"),
        ("mse", "mean_squared_error"),
        ("val_mean_absolute_error", "val_mae"),
        ("loss", "loss"),
    ],
)
def test_other_names_of_a_metric(stored, asked):
    logs = Logs({stored: 0.5})
    assert logs[asked] == 0.5
    assert asked in logs
    assert logs.get(asked) == 0.5
    assert ("{" + asked + ":.2f}").format_map(logs) == "0.50"
    assert list(logs) == [stored]


def test_what_is_not_there():
    logs = Logs(loss=1.0)
    assert "val_acc" not in logs and "acc" not in logs and 3 not in logs
    assert logs.get("acc") is None and logs.get("acc", 7) == 7
    with pytest.raises(KeyError, match="'acc'; there are 'loss'"):
        logs["acc"]


def test_the_exact_name_wins():
    assert Logs(acc=1.0, accuracy=2.0)["accuracy"] == 2.0


def test_means_are_weighted():
    means = Means(["a", "b"])
    means.add([1.0, 10.0], weight=32)
    means.add([4.0, 40.0], weight=16)
    assert means.values() == [2.0, 20.0]
