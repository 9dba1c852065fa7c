"""Find a BLAS, and mend Theano's use of it.

The order: what the user says in ``blas__ldflags``, a system OpenBLAS that the compiler finds, the
OpenBLAS of the ``scipy-openblas32`` package, the one bundled with SciPy, none.
"""

import importlib.util
import os
import re
import sys
from pathlib import Path

from theanornn.runtime import compiler_probes


def mend_default_flags(cmodule):
    """Replace the default of ``blas__ldflags``, which asks NumPy what NumPy no longer tells."""
    cmodule.default_blas_ldflags = lambda: find_flags(cmodule)
    cmodule.config._config_var_dict["blas__ldflags"]._default = cmodule.default_blas_ldflags


def find_flags(cmodule):
    """Return linker flags for the best BLAS there is, or ``""``: Theano then goes through NumPy."""
    if not cmodule.config.cxx:
        return ""
    return system_openblas(cmodule) or package_openblas() or bundled_openblas() or ""


def system_openblas(cmodule):
    """Flags for a ``libopenblas`` that the compiler, or a conda environment, has at hand."""
    for directory in [os.path.join(sys.prefix, "lib"), *_compiler_directories(cmodule)]:
        library = os.path.join(directory, "libopenblas.so")
        if not os.path.exists(library):
            continue
        flags = ["-lopenblas"]
        if directory == os.path.join(sys.prefix, "lib"):
            flags = [f"-L{directory}", "-lopenblas", f"-Wl,-rpath,{directory}"]
        status = os.stat(library)
        question = f"links {library} {status.st_size} {status.st_mtime_ns}"
        answer = compiler_probes.recall(cmodule.config.cxx, question)
        if answer is None:
            answer = cmodule.try_blas_flag(flags)
            compiler_probes.keep(cmodule.config.cxx, question, answer)
        if answer:
            return answer
    return ""


def package_openblas():
    """Flags for the OpenBLAS of the PyPI package ``scipy-openblas32``."""
    directory = _package_directory("scipy_openblas32")
    library = directory and directory / "lib" / "libscipy_openblas.so"
    if not library or not library.exists():
        return ""
    return _flags(library.parent, "scipy_openblas")


def bundled_openblas():
    """Flags for the OpenBLAS inside SciPy's wheel; NumPy's own has 64-bit integers: no use."""
    directory = _package_directory("scipy")
    if not directory:
        return ""
    for library in sorted((directory.parent / "scipy.libs").glob("lib*openblas*.so")):
        if "64_" not in library.name:
            return _flags(library.parent, ":" + library.name)
    return ""


def prefix_of(ldflags):
    """Return what a library puts before its symbols: ``"scipy_"`` in scipy's builds of OpenBLAS."""
    return "scipy_" if re.search(r"-l:?(lib)?scipy_openblas", ldflags) else ""


def _flags(directory, library):
    if " " in str(directory):
        # Theano splits its flags at blanks.
        return ""
    return f"-L{directory} -l{library} -Wl,-rpath,{directory}"


def _package_directory(name):
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _compiler_directories(cmodule):
    """The directories in which the compiler looks for libraries."""
    out, _, status = cmodule.output_subprocess_Popen([cmodule.config.cxx, "-print-search-dirs"])
    line = next((li for li in out.decode().splitlines() if li.startswith("libraries: =")), "")
    return [] if status else [os.path.normpath(d) for d in line[12:].split(os.pathsep) if d]
