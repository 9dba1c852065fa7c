"""What says that a training is to be kept; how it is kept is tested in ``tests/training``."""

from pathlib import Path

import pytest

from theanornn.callbacks import Checkpoint, EarlyStopping
from theanornn.errors import DataError, DtypeError, TheanornnError


def test_a_path_stands_for_the_callback():
    wanted = Checkpoint.wanted(Path("run"), [EarlyStopping()])
    assert (wanted.path, wanted.seconds, wanted.batches, wanted.keep) == ("run", 5.0, None, 3)
    assert Checkpoint.wanted(wanted, None) is wanted
    assert Checkpoint.wanted(None, [EarlyStopping(), wanted]) is wanted
    assert Checkpoint.wanted(None, None) is None


@pytest.mark.parametrize("callbacks", [[Checkpoint("b")], (Checkpoint("a"),)])
def test_there_is_one(callbacks):
    with pytest.raises(DataError, match="two checkpoints"):
        Checkpoint.wanted("a", callbacks)


@pytest.mark.parametrize("path", [3, True, b"a", None])
def test_what_is_no_path(path):
    with pytest.raises(DtypeError, match="expected the path of a folder"):
        Checkpoint(path)


def test_an_empty_path():
    with pytest.raises(DataError, match="checkpoint is ''"):
        Checkpoint("")


@pytest.mark.parametrize(
    "options",
    [{"seconds": -1}, {"seconds": "5"}, {"batches": 0}, {"keep": 0}, {"keep": 1.5}, {"keep": True}],
)
def test_numbers(options):
    with pytest.raises(TheanornnError, match=f"Checkpoint: {next(iter(options))}"):
        Checkpoint("run", **options)
