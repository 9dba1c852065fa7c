"""Names that are back in NumPy when Theano is imported."""

import warnings

import numpy as np
import pytest
import theano  # its import puts the names back

from theanornn.runtime import numpy_names


def get(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(np, name)


@pytest.mark.parametrize("name, kind", numpy_names.PYTHON_TYPES.items())
def test_python_types(name, kind):
    assert np.dtype(get(name)) == np.dtype(kind)


def test_theano_is_not_warned_of_what_it_takes_from_numpys_core():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.core._multiarray_umath._get_ndarray_c_version() > 0


def test_functions():
    assert get("product")([2, 3]) == 6
    assert get("cast")["float32"]([1, 2]).dtype == "float32"
    assert get("cast")[theano.scalar.float32]([1, 2]).dtype == "float32"
    assert get("sctype2char")("float64") == "d"


def test_exceptions():
    with pytest.raises(get("AxisError")):
        np.sum([1], axis=3)
    assert issubclass(get("ComplexWarning"), Warning)


def test_what_numpy_has_is_left_alone(monkeypatch):
    monkeypatch.setattr(np, "product", "NumPy's own", raising=False)
    numpy_names.restore()
    assert np.product == "NumPy's own"
