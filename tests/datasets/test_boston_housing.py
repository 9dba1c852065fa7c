"""House prices, against those of real Keras."""

import numpy as np
import pytest

from tests.datasets.keras_values import KERAS
from theanornn.datasets import boston_housing
from theanornn.errors import ShapeError


@pytest.mark.parametrize("options, expected", KERAS[2]["boston"])
def test_as_keras(options, expected, keras_folder):
    x, y = np.arange(22.0).reshape(11, 2), np.arange(11.0)
    np.savez(keras_folder / "boston_housing.npz", x=x, y=y)
    parts = boston_housing.load_data(**options)
    assert [array.tolist() for part in parts for array in part] == expected


def test_no_share(keras_folder):
    with pytest.raises(ShapeError, match="test_split=-0.5"):
        boston_housing.load_data(test_split=-0.5)
