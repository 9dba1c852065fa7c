"""Which source files are the user's."""

import json

import numpy
import pytest

import theanornn
from theanornn.runtime.places import is_own


@pytest.mark.parametrize("module", [json, numpy, theanornn])
def test_installed(module):
    assert not is_own(module.__file__)


def test_the_users(tmp_path):
    assert is_own(str(tmp_path / "script.py"))
    assert not is_own(str(tmp_path / "lib" / "site-packages" / "keras" / "models.py"))
