"""Where a source file belongs: to the user, or to Python and the packages installed in it.

Public names: :func:`is_own`.
"""

import functools
import os
import site
import sys
import sysconfig


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
    path = os.path.realpath(path)
    return not path.startswith(_installed()) and "site-packages" not in path.split(os.sep)


@functools.cache
def _installed():
    places = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    places += site.getsitepackages() + [site.getusersitepackages()]
    places += os.path.dirname(os.path.dirname(__file__)), sys.prefix, sys.base_prefix
    return tuple(os.path.join(os.path.realpath(place), "") for place in places)
