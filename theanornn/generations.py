"""Whose defaults count where no argument tells: those of Keras 1 or of Keras 2.

Public names: :data:`default`, :func:`now`, :func:`speaking`.
"""

import contextlib
import contextvars

__all__ = ["default", "now", "speaking"]

#: Keras 2's, or Keras 1's in a script of Keras 1.
default = 2
# Of the file that this thread reads.
_spoken = contextvars.ContextVar("generation", default=None)


def now():
    """`default`, or within a block of `speaking` what was said there.

    Returns
    -------
    {1, 2}

    Examples
    --------
    >>> with speaking(1):
    ...     now()
    1
    """
    spoken = _spoken.get()
    return default if spoken is None else spoken


@contextlib.contextmanager
def speaking(generation):
    """Within the ``with`` block, names that tell no generation are of this one, in this thread.

    Parameters
    ----------
    generation : {1, 2}
    """
    before = _spoken.set(generation)
    try:
        yield
    finally:
        _spoken.reset(before)
