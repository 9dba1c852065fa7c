"""What a run of training is asked for."""

import pytest

from theanornn.errors import DataError
from theanornn.training import runs


@pytest.mark.parametrize(
    "last, initial, expected", [(3, 0, [0, 1, 2]), (3, 2, [2]), (None, 0, [0, 1]), (1, 4, [])]
)
def test_epochs(last, initial, expected):
    assert list(runs.epochs(last, initial, 2)) == expected


@pytest.mark.parametrize(
    "frequency, due", [(1, [0, 1, 2, 3]), (2, [1, 3]), ([1, 4], [0, 3]), ({2}, [1])]
)
def test_when_to_validate(frequency, due):
    validate = runs.validation("fit", frequency, ["loss", "acc"], lambda listeners: [0.5, 1.0])
    logs = [validate(epoch, None) for epoch in range(4)]
    expected = {"val_loss": 0.5, "val_acc": 1.0}
    assert logs == [expected if epoch in due else {} for epoch in range(4)]


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "2"])
def test_frequencies_that_make_no_sense(wrong):
    with pytest.raises(DataError, match="fit: validation_freq is"):
        runs.validation("fit", wrong, [], None)
