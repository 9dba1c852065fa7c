"""Errors in what a file tells of a model say which file it is: `in_file`."""

import contextlib

from theanornn.errors import UNFIT, DataError, TheanornnError

__all__ = ["in_file"]


@contextlib.contextmanager
def in_file(path, part):
    """Within the ``with`` block, errors name a file, and are none of Python's own.

    Parameters
    ----------
    path : str or path
    part : str
        Of the file, that is read.

    Examples
    --------
    >>> with in_file("model.h5", "model_config"):
    ...     {}["layers"]
    Traceback (most recent call last):
      ...
    theanornn.errors.DataError: model.h5: model_config is damaged, or of an unknown kind: \
KeyError: 'layers'
    """
    try:
        yield
    except TheanornnError as error:
        raise type(error)(f"{path}: {error}") from error
    except UNFIT as error:
        raise _damaged(path, part, error) from error
    except RecursionError as error:
        raise _damaged(path, part, error) from None


def _damaged(path, part, error):
    return DataError(
        f"{path}: {part} is damaged, or of an unknown kind: {type(error).__name__}: {error}"
    )
