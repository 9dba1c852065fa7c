"""Errors in a step of ``theano.scan``."""

import numpy as np
import pytest
import theano
import theano.tensor as T


@pytest.mark.compiled
@pytest.mark.parametrize("linker", ["cvm", "vm"])
def test_the_error_of_the_step_is_what_is_told(linker):
    x, h = T.dmatrix(), T.dvector()
    mode = theano.compile.mode.Mode(linker, "fast_run")
    sums = theano.scan(lambda v, h: v + h, x, h, mode=mode)[0]
    compute = theano.function([x, h], sums, mode=mode)
    np.testing.assert_array_equal(compute(np.ones((2, 3)), np.ones(3)), [[2] * 3, [3] * 3])
    for _ in range(2):
        with pytest.raises(ValueError, match="3.*4|4.*3") as raised:
            compute(np.ones((2, 3)), np.ones(4))
        assert "Apply node that caused the error: Elemwise" in str(raised.value)
    np.testing.assert_array_equal(compute(np.ones((1, 3)), np.ones(3)), [[2] * 3])
