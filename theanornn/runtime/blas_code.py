"""Mend the C code with which Theano calls BLAS."""

import re

from theanornn.runtime.blas import prefix_of

THREADS = ("openblas_set_num_threads", "openblas_get_num_threads")


def mend_header_text(blas_headers):
    """Call ``scipy_sgemm_`` for ``sgemm_`` where the library has such a prefix."""
    header_text = blas_headers.blas_header_text

    def blas_header_text():
        text, prefix = header_text(), prefix_of(blas_headers.config.blas__ldflags)
        if not prefix:
            return text
        names = sorted({*re.findall(r"\b([a-z]\w+_) *\(", text), *THREADS})
        return "".join(f"#define {name} {prefix}{name}\n" for name in names) + text

    blas_headers.blas_header_text = blas_header_text


def mend_empty_matrices(blas):
    """A product of an empty matrix raised "some matrix has no unit stride" (NumPy >= 1.23).

    The stride of an axis is of no interest in a matrix without elements, and BLAS insists on one
    that is not smaller than the other axis.
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


def clear_gemv_output(blas_c):
    """``gemv`` with ``beta = 0`` must not read its output, which is fresh memory and may hold NaN.

    Theano asks the compiler whether the BLAS at hand is careful, in each process and with a program
    that does not compile, and then trusts it. Setting the vector to zero costs nothing beside the
    product.
    """
    blas_c.check_force_gemv_init._force_init_beta = True
