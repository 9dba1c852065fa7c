"""The contract of a callback, and several of them in a row."""

from theanornn.argument_kinds import kinds
from theanornn.errors import DtypeError


class Callback:
    """Base of all callbacks; a subclass defines the hooks it needs.

    ``logs`` is a dictionary of what has been measured (:class:`~theanornn.callbacks.Logs`); at the
    end of an epoch a callback may add to it, and History keeps that too.

    ``fit(checkpoint=...)`` keeps the attributes of a callback that are plain data (numbers, text,
    arrays, generators of random numbers, lists and dicts of those). One that needs more defines
    ``get_state()``, which returns plain data, and ``set_state(state)``, which is called after
    ``on_train_begin`` when training goes on, and once more, after ``on_epoch_begin``, when it goes
    on in the middle of an epoch.

    Attributes
    ----------
    model : the model in training; ``model.stop_training = True`` ends it after this epoch.
    params : dict
        ``epochs`` (``nb_epoch`` is the same), ``samples`` (``nb_sample``), ``batch_size``,
        ``verbose``, ``do_validation``, ``metrics`` (names); ``steps`` in place of samples where
        training runs for a number of batches.
    validation_data : list of arrays or None
        Inputs, targets and sample weights to validate on, if they are arrays.

    Examples
    --------
    >>> class Halve(Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         self.model.optimizer.lr = self.model.optimizer.lr.get_value() / 2
    """

    model = None
    params = None
    validation_data = None

    def set_params(self, params):
        """Called before training with the settings of this run."""
        self.params = params

    def set_model(self, model):
        """Called before training with the model."""
        self.model = model

    def on_train_begin(self, logs=None):
        """Called once, before the first epoch."""

    def on_train_end(self, logs=None):
        """Called once, after the last epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        """Called before epoch number `epoch`, counted from 0."""

    def on_epoch_end(self, epoch, logs=None):
        """Called after the epoch and its validation, with the means of the epoch."""

    def on_batch_begin(self, batch, logs=None):
        """Called before batch number `batch` of the epoch; `logs` has ``batch`` and ``size``."""

    def on_batch_end(self, batch, logs=None):
        """Called after the batch; `logs` has its loss and metrics as well."""

    def on_train_batch_begin(self, batch, logs=None):
        """Keras 2.3's name of :meth:`on_batch_begin`, which it calls."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        """Keras 2.3's name of :meth:`on_batch_end`, which it calls."""
        self.on_batch_end(batch, logs)

    def on_test_begin(self, logs=None):
        """Called before a validation, and before an evaluation that was given callbacks."""

    def on_test_end(self, logs=None):
        """Called after it."""

    def on_test_batch_begin(self, batch, logs=None):
        """Called before each batch of it."""

    def on_test_batch_end(self, batch, logs=None):
        """Called after each batch of it; `logs` has its loss and metrics."""

    def on_predict_begin(self, logs=None):
        """Called before a prediction that was given callbacks."""

    def on_predict_end(self, logs=None):
        """Called after it."""

    def on_predict_batch_begin(self, batch, logs=None):
        """Called before each batch of it."""

    def on_predict_batch_end(self, batch, logs=None):
        """Called after each batch of it."""


class CallbackList:
    """Calls every hook of several callbacks in order.

    ``on_batch_begin`` and ``on_batch_end`` call ``on_train_batch_begin`` and
    ``on_train_batch_end``, which call the former unless a callback defines them.

    Parameters
    ----------
    callbacks : list of Callback, optional

    Raises
    ------
    DtypeError
        Something in the list is not a callback.
    """

    @kinds()
    def __init__(self, callbacks=None):
        self.callbacks = []
        for callback in () if callbacks is None else callbacks:
            self.append(callback)

    def append(self, callback):
        """Add a callback at the end."""
        if isinstance(callback, type) or not hasattr(callback, "on_epoch_end"):
            raise DtypeError(
                f"callbacks holds {callback!r}, expected objects such as EarlyStopping() "
                "or of your own subclass of Callback"
            )
        self.callbacks.append(callback)

    def __iter__(self):
        return iter(self.callbacks)

    def _each(hook, renamed=None):
        def call(self, *arguments):
            if (
                hook.startswith("on_")
                and len(arguments) < 2
                and not isinstance(arguments[-1] if arguments else None, dict)
            ):
                arguments += ({},)  # the logs
            for callback in self.callbacks:
                # A callback that is not derived from ours may lack what Keras 2.3 has added.
                method = getattr(callback, renamed or hook, None) or getattr(callback, hook, None)
                if method is not None:
                    method(*arguments)

        call.__name__ = hook
        call.__doc__ = f"Call ``{hook}`` of every callback."
        return call

    set_params = _each("set_params")
    set_model = _each("set_model")
    on_train_begin = _each("on_train_begin")
    on_train_end = _each("on_train_end")
    on_epoch_begin = _each("on_epoch_begin")
    on_epoch_end = _each("on_epoch_end")
    on_batch_begin = _each("on_batch_begin", "on_train_batch_begin")
    on_batch_end = _each("on_batch_end", "on_train_batch_end")
    on_test_begin = _each("on_test_begin")
    on_test_end = _each("on_test_end")
    on_test_batch_begin = _each("on_test_batch_begin")
    on_test_batch_end = _each("on_test_batch_end")
    on_predict_begin = _each("on_predict_begin")
    on_predict_end = _each("on_predict_end")
    on_predict_batch_begin = _each("on_predict_batch_begin")
    on_predict_batch_end = _each("on_predict_batch_end")
    del _each
