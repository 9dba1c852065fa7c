"""Means of epochs."""

from theanornn.callbacks import BaseLogger


def test_means_weigh_the_samples():
    callback, logs = BaseLogger(stateful_metrics=["last"]), {}
    callback.set_params({"metrics": ["loss", "last", "val_loss"]})
    callback.on_epoch_begin(0)
    callback.on_batch_end(0, {"batch": 0, "size": 3, "loss": 1.0, "last": 5})
    callback.on_batch_end(1, {"batch": 1, "size": 1, "loss": 2.0, "last": 6})
    callback.on_epoch_end(0, logs)
    assert logs == {"loss": 1.25, "last": 6}
