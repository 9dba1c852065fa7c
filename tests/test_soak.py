"""Training in a loop leaves nothing behind; the long form is `tests/soak.py`."""

from tests import soak


def test_nothing_is_left_of_a_round(tmp_path):
    rounds, counts = soak.Rounds(tmp_path, soak.MODELS[-1:]), []
    for _ in range(4):
        rounds.go()
        counts.append(soak.measured()[1:])
    assert counts[-1] == counts[-2]
