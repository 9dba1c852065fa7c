"""History keeps what every epoch measured."""

from theanornn.callbacks import History, Logs


def test_history():
    history = History()
    history.on_train_begin()
    for epoch in (3, 4):
        history.on_epoch_end(epoch, Logs(loss=1.0 / epoch, val_accuracy=0.5))
    assert history.epoch == [3, 4]
    assert history.history == {"loss": [1 / 3, 1 / 4], "val_accuracy": [0.5, 0.5]}
    assert history.history["val_acc"] == [0.5, 0.5]
    assert repr(history) == (
        "<History of 2 epochs, the last with loss: 0.2500, val_accuracy: 0.5000>"
    )


def test_a_new_training_starts_a_new_history():
    history = History()
    history.on_train_begin()
    history.on_epoch_end(0, {"loss": 1.0})
    history.on_train_begin()
    assert history.epoch == [] and history.history == {}
