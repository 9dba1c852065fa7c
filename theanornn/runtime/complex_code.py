"""Complex numbers in C on NumPy 2, whose complex types have no members ``real`` and ``imag``."""

from theanornn.runtime.rewrite import rewrite


def mend(scalar_basic):
    """Give ``theano_complex64`` and ``theano_complex128`` members of their own, laid out alike."""
    rewrite(
        scalar_basic.Scalar,
        "c_support_code",
        (
            "struct theano_complex%(nbits)s : public npy_complex%(nbits)s\n            {",
            "struct theano_complex%(nbits)s\n            { npy_float%(half_nbits)s real, imag;",
        ),
    )
