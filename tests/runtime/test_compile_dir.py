"""The directory of compiled modules."""

import numpy as np
import pytest

from tests.runtime.run_python import run_python

PROGRAM = "import theanornn, theano; print(theano.config.compiledir_format)"


def test_numpys_version_is_in_its_name():
    done = run_python(PROGRAM, flags=["cxx="])
    assert done.stdout.endswith("-numpy%(numpy_version)s\n")


@pytest.mark.parametrize("chosen", ["mine", f"mine-{np.__version__}"])
def test_the_users_name_wins(tmp_path, chosen):
    flags = ["cxx=", f"base_compiledir={tmp_path}", f"compiledir_format={chosen}"]
    assert run_python(PROGRAM, flags=flags).stdout == f"{chosen}\n"
