"""Sequence: batches that can be asked for by number. :func:`is_sequence`."""


class Sequence:
    """Base of data sets that make each batch when it is asked for.

    A subclass defines ``__getitem__`` and ``__len__``. In contrast to a generator, every batch
    comes exactly once in each epoch, however many workers make them.

    Examples
    --------
    >>> import numpy as np
    >>> class Squares(Sequence):
    ...     def __len__(self):
    ...         return 3
    ...
    ...     def __getitem__(self, index):
    ...         x = np.arange(4 * index, 4 * index + 4)
    ...         return x, x**2
    >>> [int(y.sum()) for x, y in Squares()]
    [14, 126, 366]
    """

    def __getitem__(self, index):
        """Batch number `index`: ``(x, y)`` or ``(x, y, sample_weight)``, or `x` to predict for."""
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__")

    def __len__(self):
        """Number of batches in an epoch."""
        raise NotImplementedError(f"{type(self).__name__} must define __len__")

    def on_epoch_end(self):
        """Called after each epoch: the place to shuffle."""

    def __iter__(self):
        """The batches of one epoch."""
        return (self[index] for index in range(len(self)))


def is_sequence(data):
    """Whether `data` is used as a :class:`Sequence`: one of ours, or of another Keras.

    Examples
    --------
    >>> is_sequence(Sequence()), is_sequence([1]), is_sequence(iter([1]))
    (True, False, False)
    """
    if isinstance(data, Sequence):
        return True
    kinds = type(data).__mro__
    return any(kind.__name__ == "Sequence" and "keras" in kind.__module__ for kind in kinds)
