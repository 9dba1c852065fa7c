"""The contract of callbacks, and their order."""

import pytest

from theanornn.callbacks import Callback, CallbackList, EarlyStopping, LambdaCallback
from theanornn.errors import DtypeError

HOOKS = {
    "set_params": ({},),
    "set_model": (None,),
    "on_train_begin": ({},),
    "on_train_end": ({},),
    "on_epoch_begin": (0, {}),
    "on_epoch_end": (0, {}),
    "on_batch_begin": (0, {}),
    "on_batch_end": (0, {}),
    "on_test_begin": ({},),
    "on_test_end": ({},),
    "on_test_batch_begin": (0, {}),
    "on_test_batch_end": (0, {}),
    "on_predict_begin": ({},),
    "on_predict_end": ({},),
    "on_predict_batch_begin": (0, {}),
    "on_predict_batch_end": (0, {}),
}


@pytest.mark.parametrize("hook, arguments", HOOKS.items(), ids=HOOKS)
def test_every_hook_reaches_every_callback_in_order(hook, arguments):
    calls = []

    class Noted(Callback):
        def __init__(self, name):
            setattr(self, hook, lambda *got: calls.append((name, got)))

    getattr(CallbackList([Noted("first"), Noted("second")]), hook)(*arguments)
    assert calls == [("first", arguments), ("second", arguments)]


def test_a_plain_callback_does_nothing():
    callback = Callback()
    for hook, arguments in HOOKS.items():
        assert getattr(callback, hook)(*arguments) is None


@pytest.mark.parametrize("wrong", [EarlyStopping, "early", 3, print])
def test_what_is_no_callback_is_refused(wrong):
    with pytest.raises(DtypeError, match="callbacks holds"):
        CallbackList([wrong])


def test_keras_2_3_names_of_batches():
    calls = []

    class New(Callback):
        def on_train_batch_end(self, batch, logs=None):
            calls.append(("new", batch))

    class Old(Callback):
        def on_batch_end(self, batch, logs=None):
            calls.append(("old", batch))

    class Foreign:
        def on_epoch_end(self, epoch, logs=None):
            pass

        def on_batch_end(self, batch, logs=None):
            calls.append(("foreign", batch))

    callbacks = CallbackList([New(), Old(), Foreign()])
    callbacks.on_batch_end(3, {})
    callbacks.on_test_begin({})
    assert calls == [("new", 3), ("old", 3), ("foreign", 3)]


def test_logs_may_be_left_out():
    calls = []
    callbacks = CallbackList()
    callbacks.append(LambdaCallback(on_epoch_end=lambda *got: calls.append(got)))
    callbacks.append(LambdaCallback(on_train_begin=lambda *got: calls.append(got)))
    assert len(list(callbacks)) == 2
    callbacks.on_epoch_end(3)
    callbacks.on_train_begin()
    assert calls == [(3, {}), ({},)]
