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

KINDS = {
    "sd": "gemm gemv ger dot axpy scal copy swap rot rotg rotm rotmg nrm2 asum trsv trmv trsm trmm "
    "syr syr2 syrk syr2k symv symm gbmv sbmv spmv spr spr2 tbmv tbsv tpmv tpsv",
    "cz": "gemm gemv geru gerc axpy scal copy swap",
}


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
    """Flags for the OpenBLAS inside SciPy's wheel; NumPy's own has 64-bit integers and is no use."""
    directory = _package_directory("scipy")
    if not directory:
        return ""
    for library in sorted((directory.parent / "scipy.libs").glob("lib*openblas*.so")):
        if "64_" not in library.name:
            return _flags(library.parent, ":" + library.name)
    return ""


def prefix_of(ldflags):
    """Return what a library puts before its symbols: ``"scipy_"`` for scipy's builds of OpenBLAS."""
    return "scipy_" if re.search(r"-l:?(lib)?scipy_openblas", ldflags) else ""


def mend_header_text(blas_headers):
    """Call ``scipy_sgemm_`` for ``sgemm_`` where the library has such a prefix."""
    header_text = blas_headers.blas_header_text

    def blas_header_text():
        prefix = prefix_of(blas_headers.config.blas__ldflags)
        names = [
            kind + r + "_" for kinds, rs in KINDS.items() for kind in kinds for r in rs.split()
        ]
        names += ["openblas_set_num_threads", "openblas_get_num_threads"]
        renaming = "".join(f"#define {name} {prefix}{name}\n" for name in names) if prefix else ""
        return renaming + header_text()

    blas_headers.blas_header_text = blas_header_text


def mend_empty_matrices(blas):
    """A product of an empty matrix raised "some matrix has no unit stride" (NumPy >= 1.23).

    The stride of an axis is of no interest in a matrix without elements, and BLAS insists on one that
    is not smaller than the other axis.
    """
    gemm = blas.GemmRelated
    for name in "xyz":
        sizes, strides = "N" + name, "S" + name
        gemm.encode_strides_in_unit = _exchange(
            gemm.encode_strides_in_unit, f"{sizes}[1]==1)", f"{sizes}[1]<=1 || {sizes}[0]==0)"
        )
        for axis, other in ((0, 1), (1, 0)):
            gemm.compute_strides = _exchange(
                gemm.compute_strides,
                f"({sizes}[{axis}] > 1) ? {strides}[{axis}]",
                f"({sizes}[{axis}] > 1 && {sizes}[{other}] > 0) ? {strides}[{axis}]",
            )
    build_gemm_version = gemm.build_gemm_version
    gemm.build_gemm_version = lambda self: (*build_gemm_version(self), "empty matrices")
    blas._logger.addFilter(lambda record: "did not find a dynamic library" not in record.msg)


def _exchange(text, old, new):
    if text.count(old) != 1:
        raise RuntimeError(f"theanornn knows Theano-PyMC 1.1.2; its C code here lacks {old!r}")
    return text.replace(old, new)


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
