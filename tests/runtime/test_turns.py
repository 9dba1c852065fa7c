"""Locks, and forks while other threads hold them."""

import copy
import os
import threading
import time

import pytest

from theanornn.runtime.turns import Turn

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


def in_a_fork(function, seconds=20):
    """The exit status of a forked process that calls a function, which must not take for ever."""
    process = os.fork()
    if process == 0:
        os._exit(function())
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(process, 9)
    os.waitpid(process, 0)
    raise AssertionError("the forked process hangs")


def test_a_fork_waits_until_what_is_locked_is_whole():
    turn, held, data = Turn(), threading.Event(), []

    def fill():
        with turn:
            data.append(1)
            held.set()
            time.sleep(0.2)
            data.append(2)

    def look():
        with turn:
            return len(data)

    thread = threading.Thread(target=fill)
    thread.start()
    held.wait()
    assert in_a_fork(look) == 2
    thread.join()
    assert look() == 2


def test_a_fork_waits_for_what_is_begun_while_it_waits():
    turns, held, data = [Turn()], threading.Event(), []

    def fill():
        with turns[0]:
            held.set()
            time.sleep(0.2)  # the fork waits
            turns.append(Turn())
            turns[1].__enter__()
            data.append(1)
        time.sleep(0.2)
        data.append(2)
        turns[1].__exit__()

    def look():
        with turns[1]:
            return len(data)

    thread = threading.Thread(target=fill)
    thread.start()
    held.wait()
    assert in_a_fork(look) == 2
    thread.join()


def test_who_has_one_may_need_another_before_a_fork():
    turns = [Turn() for _ in range(8)]
    ends = time.monotonic() + 0.5

    def take_two(first, second):
        while time.monotonic() < ends:
            with turns[first]:
                time.sleep(0.001)
                with turns[second]:
                    pass

    pairs = [(0, 7), (3, 4), (1, 2)]
    threads = [threading.Thread(target=take_two, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for _ in range(5):
        assert in_a_fork(lambda: 3) == 3
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def test_within_ones_own_turn():
    turn = Turn()

    def again():
        with turn:
            return 4

    with turn:
        assert in_a_fork(again) == 4


def test_copies_are_locks_of_their_own():
    turn = Turn()
    other = copy.deepcopy(turn)
    with turn:
        assert in_a_thread(lambda: other._lock.acquire(blocking=False))
        assert not in_a_thread(lambda: turn._lock.acquire(blocking=False))


def in_a_thread(function):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]
