"""The directory of compiled modules: one for each NumPy, private, and one that can be written.

Theano names it after system, processor and Python. Its C loops (``lazylinker_ext`` and
``scan_perform``) compiled against one NumPy cannot be loaded by another, so the NumPy version joins
the name. What is in it gets executed, so nobody else may write there. Where there is none that will
do, a temporary one serves this process.
"""

import atexit
import os
import shutil
import stat
import sys
import tempfile

#: Bytes that must be free: a model takes some tens of megabytes.
LEAST_FREE = 20_000_000


def separate_by_numpy(configdefaults):
    """Add the NumPy version to ``config.compiledir_format``, unless the user has set it."""
    parameter = configdefaults.config._config_var_dict["compiledir_format"]
    if parameter.is_default:
        parameter.val += "-numpy%(numpy_version)s"


def make_sure(configdefaults):
    """Take a temporary directory where ``config.compiledir`` cannot be used, and say so."""
    config = configdefaults.config
    if not config._config_var_dict["compiledir"].is_default:
        return
    problem = obstacle(configdefaults._default_compiledir())
    if problem is None:
        return
    made = tempfile.mkdtemp(prefix="theanornn-compiled-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    config._config_var_dict["base_compiledir"].val = made
    print(
        f"theanornn: {problem}, so that nothing compiled is kept after this process. Cure: make "
        f"room or set its owner and permissions, or name another directory with "
        "THEANO_FLAGS=base_compiledir=DIRECTORY",
        file=sys.stderr,
    )


def obstacle(path):
    """Why a directory cannot be used for compiled code, as half a sentence, or None.

    It is made where it is missing, for this user alone; that others may look into one's own, or
    its group write to it, as Theano makes it, is taken back.

    Parameters
    ----------
    path : str
        Not the directory that a user names, but ours within it.
    """
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        status = os.stat(path)
        if status.st_uid != os.getuid():
            return f"{path} belongs to another user"
        if status.st_mode & stat.S_IWOTH:
            return f"anybody can write to {path}, and what is in it gets executed"
        if stat.S_IMODE(status.st_mode) != 0o700:
            os.chmod(path, 0o700)
        with tempfile.TemporaryFile(dir=path) as file:
            file.write(b"\0")
    except OSError as error:
        return f"{path} cannot be written to ({error.strerror})"
    free = shutil.disk_usage(path).free
    if free < LEAST_FREE:
        return f"there are only {free / 1e6:.0f} MB left for {path}"
    return None
