"""Processes that start together on a cold cache; the long form is `tests/many_processes.py`."""

import numpy as np
import pytest

from tests import many_processes


@pytest.mark.compiled
def test_one_is_killed_while_it_compiles(tmp_path):
    found = many_processes.start_together(tmp_path, 2, small=True)
    many_processes.train(tmp_path / "here.npz", small=True)
    with np.load(tmp_path / "here.npz") as file:
        expected = dict(file)
    del expected["origin"]
    many_processes.check(found, expected)
