"""What is said of an old name: where it is asked for, once, and by code of the user's only.

Public names: :class:`OldNameWarning`, :func:`enabled`, :func:`say`.
"""

import os
import warnings

from theanornn.callers import frame_outside, is_own

VARIABLE = "THEANORNN_OLD_NAMES"

_said = set()


class OldNameWarning(UserWarning):
    """A name of an older Theano was asked for; the message says what it is called today.

    Examples
    --------
    >>> import warnings
    >>> from theanornn.runtime.old_names import OldNameWarning
    >>> warnings.simplefilter("ignore", OldNameWarning)
    """


def enabled():
    """Tell whether old names are given: not when ``THEANORNN_OLD_NAMES=0``."""
    return os.environ.get(VARIABLE, "1") != "0"


def say(old, now):
    """Say what an old name is today, the first time that code of the user's asks for it.

    Nobody can change an installed package, so nothing is said of what one of them asks for.

    Parameters
    ----------
    old : str
        The name, with its module.
    now : str
        What it is today, as the rest of a sentence.
    """
    frame = frame_outside("theanornn.runtime")
    if old in _said or os.environ.get(VARIABLE) == "quiet" or frame is None:
        return
    path = frame.f_code.co_filename
    if not is_own(path):
        return
    _said.add(old)
    warnings.warn_explicit(
        f"{old} {now}", OldNameWarning, path, frame.f_lineno, frame.f_globals.get("__name__")
    )
