"""What is said of an old name: where it is asked for, once, and by code of the user's only.

Public names: :class:`OldNameWarning`, :func:`enabled`, :func:`say`, :func:`asking_frame`.
"""

import os
import sys
import warnings

from theanornn.runtime.places import is_own

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
    frame = asking_frame()
    if old in _said or os.environ.get(VARIABLE) == "quiet" or frame is None:
        return
    path = frame.f_code.co_filename
    if not is_own(path):
        return
    _said.add(old)
    warnings.warn_explicit(
        f"{old} {now}", OldNameWarning, path, frame.f_lineno, frame.f_globals.get("__name__")
    )


def asking_frame():
    """The frame that asked for a name: the nearest that is neither ours nor the import system's."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__") or ""
        if not name.startswith(("theanornn.runtime", "importlib.", "_frozen_importlib")):
            return frame
        frame = frame.f_back
    return None
