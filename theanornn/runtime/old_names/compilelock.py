"""``theano.gof.compilelock``: the lock on the directory of compiled code, taken and given back.

Public names: :func:`get_lock`, :func:`release_lock`, :func:`set_lock_status`.
"""

from theano.compile import compilelock

_held = []


def get_lock(lock_dir=None, **options):
    """Take the lock; as often as it is taken, it is to be given back."""
    lock = compilelock.lock_ctx(lock_dir)
    lock.__enter__()
    _held.append(lock)


def release_lock():
    """Give the lock back."""
    if _held:
        _held.pop().__exit__(None, None, None)


def set_lock_status(use_lock):
    """Do nothing: programs switched the lock off where it was slow, which it no longer is."""
