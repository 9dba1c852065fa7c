"""Stand-ins for modules that are gone, lent for the time of one import."""

import sys
import sysconfig

import numpy as np

from theanornn.runtime import absent_modules

NAMES = (
    "distutils.sysconfig",
    "distutils.spawn",
    "numpy.distutils",
    "numpy.linalg.linalg",
    "pkg_resources",
)


def test_lent_and_taken_back():
    before = {name: sys.modules.get(name) for name in NAMES}
    take_back = absent_modules.lend(None)
    import distutils.spawn
    import distutils.sysconfig

    import pkg_resources
    from numpy.linalg.linalg import LinAlgError

    lent = distutils
    take_back()
    assert {name: sys.modules.get(name) for name in NAMES} == before
    assert lent.sysconfig.get_python_inc() == sysconfig.get_path("include")
    assert lent.sysconfig.get_config_var("EXT_SUFFIX") == sysconfig.get_config_var("EXT_SUFFIX")
    assert lent.sysconfig.get_python_lib(standard_lib=True) == sysconfig.get_path("stdlib")
    assert lent.spawn.find_executable("no such program") is None
    assert LinAlgError is np.linalg.LinAlgError
    assert issubclass(pkg_resources.DistributionNotFound, Exception)
