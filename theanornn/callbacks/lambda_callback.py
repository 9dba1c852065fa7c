"""LambdaCallback: a callback made of functions."""

from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback
from theanornn.errors import UnknownNameError


class LambdaCallback(Callback):
    """Calls the functions it is given.

    Parameters
    ----------
    on_epoch_begin, on_epoch_end : callable, optional
        Called as ``function(epoch, logs)``.
    on_batch_begin, on_batch_end : callable, optional
        Called as ``function(batch, logs)``.
    on_train_begin, on_train_end : callable, optional
        Called as ``function(logs)``.
    **hooks : callable
        Any other hook of :class:`~theanornn.callbacks.Callback`.

    Raises
    ------
    UnknownNameError
        There is no such hook.

    Examples
    --------
    >>> epochs = []
    >>> callback = LambdaCallback(on_epoch_begin=lambda epoch, logs: epochs.append(epoch))
    >>> callback.on_epoch_begin(3, {})
    >>> epochs
    [3]
    """

    @kinds(
        on_epoch_begin="function",
        on_epoch_end="function",
        on_batch_begin="function",
        on_batch_end="function",
        on_train_begin="function",
        on_train_end="function",
    )
    def __init__(
        self,
        on_epoch_begin=None,
        on_epoch_end=None,
        on_batch_begin=None,
        on_batch_end=None,
        on_train_begin=None,
        on_train_end=None,
        **hooks,
    ):
        hooks.update(
            on_epoch_begin=on_epoch_begin,
            on_epoch_end=on_epoch_end,
            on_batch_begin=on_batch_begin,
            on_batch_end=on_batch_end,
            on_train_begin=on_train_begin,
            on_train_end=on_train_end,
        )
        for name, function in hooks.items():
            if not hasattr(Callback, name):
                known = ", ".join(hook for hook in dir(Callback) if hook.startswith("on_"))
                raise UnknownNameError(f"LambdaCallback has no hook {name!r}; there are {known}")
            if function is not None:
                setattr(self, name, function)
