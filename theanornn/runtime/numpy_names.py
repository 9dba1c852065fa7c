"""Put back the names that NumPy has dropped and Theano still uses.

NumPy 1.24 dropped ``np.bool``, ``np.int``, ``np.float`` ...; NumPy 2.0 dropped ``np.product``,
``np.cast``, ``np.sctype2char``, ``np.AxisError`` and ``np.ComplexWarning``. They are put back in
NumPy itself, where they are missing, because Theano asks for them at import, at run time and by
``getattr``; scripts of Theano's time need them as well.

``np.core._multiarray_umath`` is there still, but NumPy 2 warns of it, at every module of C.
"""

import warnings

PYTHON_TYPES = {
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "object": object,
    "str": str,
}


class _Cast:
    """``np.cast``: ``np.cast["float32"](x)`` is ``np.asarray(x, dtype="float32")``.

    Theano also asks for ``np.cast[scalar_type]``, whose attribute ``dtype`` is the name of one.
    """

    def __getitem__(self, dtype):
        import numpy as np

        name = getattr(dtype, "dtype", None)
        return lambda x: np.asarray(x, dtype=name if isinstance(name, str) else dtype)


def restore(theano=None):
    """Put back in ``numpy`` the names Theano uses, each only where it is missing."""
    import numpy as np

    with warnings.catch_warnings():
        # NumPy warns when it is asked whether it still has a deprecated name.
        warnings.simplefilter("ignore")
        missing = [name for name in PYTHON_TYPES if not hasattr(np, name)]
        for name in missing:
            setattr(np, name, PYTHON_TYPES[name])
        later = {
            "product": np.prod,
            "cast": _Cast(),
            "sctype2char": lambda sctype: np.dtype(sctype).char,
            "AxisError": _exception(np, "AxisError"),
            "ComplexWarning": _exception(np, "ComplexWarning"),
        }
        for name, value in later.items():
            if not hasattr(np, name):
                setattr(np, name, value)
        if hasattr(np, "_core"):
            np.core._multiarray_umath = np._core._multiarray_umath


def _exception(np, name):
    return getattr(getattr(np, "exceptions", np), name)
