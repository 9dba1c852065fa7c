import numpy as np
import pytest

from tests.layers.merging.evaluation import run_mask
from theanornn.layers import Add, Merge


@pytest.mark.parametrize("layer", [Add, Merge])
def test_a_step_is_real_where_it_is_in_all_masks(layer):
    x = np.zeros((3, 2, 4, 1))
    first, second = np.array([[1, 1, 0, 0], [1, 1, 1, 1]]), np.array([[0, 1, 1, 0], [1, 1, 1, 0]])
    np.testing.assert_array_equal(run_mask(layer(), x, [first, None, second]), first & second)
    np.testing.assert_array_equal(run_mask(layer(), x, [None, None, second]), second)
    assert run_mask(layer(), x, [None, None, None]) is None
