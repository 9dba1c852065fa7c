"""Locks that a forked process finds free, with whole data behind them.

A fork copies the thread that forks and none of the others. A lock that one of these holds would
stay held in the copy for ever, and what it protects would stay half done. So a fork, such as
``multiprocessing`` makes, waits until no other thread holds one of these locks.
"""

import os
import threading
import weakref

__all__ = ["Turn"]


class Turn:
    """A lock for one thread at a time, which may take it several times.

    A copy of what has one gets one of its own.

    Examples
    --------
    >>> turn = Turn()
    >>> with turn, turn:
    ...     pass
    """

    def __init__(self):
        self._lock = threading.RLock()
        _all.add(weakref.ref(self, _all.discard))

    def __enter__(self):
        self._lock.acquire()

    def __exit__(self, *exception):
        self._lock.release()

    def __reduce__(self):
        return Turn, ()


_all, _taken = set(), []


def _take_all():
    """Take every lock. None is held while another one is waited for: who has that may need both."""
    first = None
    while True:
        taken = []
        try:
            if first is not None:
                first._lock.acquire()
                taken.append(first)
            # Copied at once, and anew after each wait: other threads add to it.
            for turn in [each() for each in list(_all)]:
                if turn is None:
                    continue
                if not turn._lock.acquire(blocking=False):
                    first = turn
                    break
                taken.append(turn)
            else:
                _taken.extend(taken)
                return
        except BaseException:
            _give_back(taken)
            raise
        _give_back(taken)


def _give_back(taken):
    while taken:
        taken.pop()._lock.release()


def _give_all_back():
    _give_back(_taken)


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(
        before=_take_all, after_in_parent=_give_all_back, after_in_child=_give_all_back
    )
