"""Whose defaults count."""

import threading

from theanornn import generations


def test_what_is_spoken_counts_within_its_block(monkeypatch):
    assert generations.now() == 2
    with generations.speaking(1):
        assert generations.now() == 1
        with generations.speaking(2):
            assert generations.now() == 2
        assert generations.now() == 1
    monkeypatch.setattr(generations, "default", 1)
    assert generations.now() == 1


def test_what_one_thread_reads_is_nothing_to_another():
    found = []
    with generations.speaking(1):
        thread = threading.Thread(target=lambda: found.append(generations.now()))
        thread.start()
        thread.join()
    assert found == [2]
