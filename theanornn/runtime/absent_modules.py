"""Modules that Theano imports and that are gone, or slow and noisy to import.

``distutils`` and ``numpy.distutils`` are gone from Python 3.12, ``pkg_resources`` from setuptools
81, ``numpy.linalg.linalg`` from NumPy 2.4. Theano needs a few functions of the first, an include
path of the second and one exception of each of the others. It gets them from small stand-ins, which
are in ``sys.modules`` only while the importing module is executed.
"""

import shutil
import sys
import sysconfig
import types


def lend(module):
    """Put the stand-ins in ``sys.modules``; return the function that takes them back."""
    stand_ins = _stand_ins()
    real = {name: sys.modules.get(name) for name in stand_ins}
    sys.modules.update(stand_ins)

    def take_back():
        for name in stand_ins:
            if real[name] is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = real[name]

    return take_back


def _stand_ins():
    import numpy

    distutils = types.ModuleType("distutils")
    distutils.__path__ = []
    distutils.sysconfig = _module(
        "distutils.sysconfig",
        get_config_var=sysconfig.get_config_var,
        get_config_h_filename=sysconfig.get_config_h_filename,
        get_python_version=sysconfig.get_python_version,
        get_python_inc=lambda plat_specific=False: sysconfig.get_path(
            "platinclude" if plat_specific else "include"
        ),
        get_python_lib=lambda plat_specific=False, standard_lib=False: sysconfig.get_path(
            "stdlib" if standard_lib else "platlib" if plat_specific else "purelib"
        ),
    )
    distutils.spawn = _module("distutils.spawn", find_executable=shutil.which)
    numpy_distutils = types.ModuleType("numpy.distutils")
    numpy_distutils.__path__ = []
    return {
        "distutils": distutils,
        "distutils.sysconfig": distutils.sysconfig,
        "distutils.spawn": distutils.spawn,
        "numpy.distutils": numpy_distutils,
        "numpy.distutils.__config__": _module("numpy.distutils.__config__"),
        "numpy.linalg.linalg": _module("numpy.linalg.linalg", LinAlgError=numpy.linalg.LinAlgError),
        "pkg_resources": _module("pkg_resources", DistributionNotFound=LookupError),
    }


def _module(name, **contents):
    module = types.ModuleType(name)
    module.__dict__.update(contents)
    return module
