"""Callbacks of functions."""

import pytest

from theanornn.callbacks import CallbackList, LambdaCallback
from theanornn.errors import UnknownNameError

HOOKS = {
    "on_train_begin": ({},),
    "on_epoch_begin": (0, {}),
    "on_batch_begin": (0, {}),
    "on_batch_end": (0, {}),
    "on_epoch_end": (0, {}),
    "on_train_end": ({},),
    "on_test_begin": ({},),
}


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_calls_its_function(hook):
    calls = []
    callbacks = CallbackList([LambdaCallback(**{hook: lambda *got: calls.append(got)})])
    for other, arguments in HOOKS.items():
        getattr(callbacks, other)(*arguments)
    assert calls == [HOOKS[hook]]


def test_unknown_hooks():
    with pytest.raises(UnknownNameError, match="no hook 'on_epoch'.*on_epoch_begin"):
        LambdaCallback(on_epoch=print)
