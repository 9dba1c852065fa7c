"""Whose line it is: the user's program's, or Python's and that of the packages installed in it.

Warnings and errors point to the program's own line, however deep in here they arise.

Public names: :func:`is_own`, :func:`frame_outside`, :func:`place_in`, :func:`warn`.
"""

import functools
import os
import site
import sys
import sysconfig
import warnings

__all__ = ["frame_outside", "is_own", "place_in", "warn"]


def is_own(path):
    """Whether a file is the user's, and not of Python or of an installed package.

    Parameters
    ----------
    path : str

    Examples
    --------
    >>> is_own(os.__file__)
    False
    """
    if path.startswith("<frozen "):  # what the interpreter itself holds of its library
        return False
    path = os.path.realpath(path)
    return not path.startswith(_installed()) and "site-packages" not in path.split(os.sep)


def frame_outside(package):
    """The nearest frame above that is neither of a package nor of the import system, or None.

    Parameters
    ----------
    package : str
    """
    for frame in _frames():
        name = frame.f_globals.get("__name__") or ""
        if not f"{name}.".startswith((f"{package}.", "importlib.", "_frozen_importlib")):
            return frame
    return None


def place_in(trace):
    """Where in the user's program something was made, for people; "" if nowhere.

    Parameters
    ----------
    trace : sequence of (file, line number, function, text of the line)
        As of `traceback.extract_stack`: the outermost first.

    Examples
    --------
    >>> place_in([("/me/script.py", 3, "main", "lstm(x)"), (os.__file__, 9, "fspath", "")])
    '/me/script.py:3, lstm(x)'
    """
    for file, line, function, text in reversed(trace):
        if is_own(file):
            return f"{file}:{line}" + (f", {text.strip()}" if text else f" in {function}")
    return ""


def warn(message, category=UserWarning):
    """Warn of something in the line of the user's program that led to it.

    Where there is none, it is the nearest line that is not of this package.

    Parameters
    ----------
    message : str
    category : type of Warning

    Examples
    --------
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warn("a surprise")
    >>> str(caught[0].message)
    'a surprise'
    """
    own = (frame for frame in _frames() if is_own(frame.f_code.co_filename))
    frame = next(own, None) or frame_outside(__package__)
    if frame is None:
        warnings.warn(message, category, stacklevel=2)
        return
    names = frame.f_globals
    warnings.warn_explicit(
        message,
        category,
        frame.f_code.co_filename,
        frame.f_lineno,
        names.get("__name__"),
        names.setdefault("__warningregistry__", {}),
    )


def _frames():
    """The frames above the function that asks, from near to far."""
    frame = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


@functools.cache
def _installed():
    names = "stdlib", "platstdlib", "purelib", "platlib", "scripts"
    places = [sysconfig.get_path(name) for name in names]
    places += site.getsitepackages() + [site.getusersitepackages(), os.path.dirname(__file__)]
    # Not all below a prefix: programs lie in /usr/src, and beside the bin and lib of environments.
    for prefix in {sys.prefix, sys.base_prefix}:
        places += (os.path.join(prefix, folder) for folder in ("bin", "lib", "lib64"))
    return tuple(os.path.join(os.path.realpath(place), "") for place in places)
