"""Functions in the configs of models: written as Keras writes them, read with care.

Keras puts the compiled code of a Lambda layer's function into the file. Such code can do anything,
and only the version of Python that wrote it can run it; so it is never executed unless the caller
says ``allow_code=True``. A function of the caller's own in its place needs no such thing:
``custom_objects={"lambda_1": function}``, by the name of the layer.

Public names: :func:`allow_code`, :func:`stored`, :func:`restored`.
"""

import base64
import builtins
import codecs
import contextlib
import contextvars
import marshal
import platform
import types

import numpy as np

from theanornn.custom_objects import get_custom_objects
from theanornn.errors import DataError, UnknownNameError

__all__ = ["allow_code", "restored", "stored"]

_is_allowed = contextvars.ContextVar("whether code in files is executed", default=False)


@contextlib.contextmanager
def allow_code(allow=True):
    """Within the ``with`` block code in configs is executed, or not."""
    token = _is_allowed.set(bool(allow))
    try:
        yield
    finally:
        _is_allowed.reset(token)


def stored(function):
    """How Keras 2 writes a function into a config.

    Returns
    -------
    value : list
        Code, defaults and what the function has of the scope around it.
    kind : str
        "lambda".

    Raises
    ------
    UnknownNameError
        It is no function of Python's.

    Examples
    --------
    >>> value, kind = stored(lambda x: x + 1)
    >>> with allow_code():
    ...     restored(value, kind, "lambda_1")(2)
    3
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, types.CodeType):
        raise UnknownNameError(
            f"{function!r} is no function of Python's, so that it cannot be written into a file; "
            "use a lambda or a def"
        )
    text = codecs.encode(marshal.dumps(code), "base64").decode("ascii")
    closure = function.__closure__ and [cell.cell_contents for cell in function.__closure__]
    defaults = function.__defaults__ and list(function.__defaults__)
    return [text, defaults, closure], "lambda"


def restored(value, kind, owner):
    """The function that a config tells.

    Parameters
    ----------
    value : list or str
        As `stored`, or Keras 1 or 2, wrote it; a name where `kind` is "function".
    kind : str
        "lambda" or "function".
    owner : str
        The layer's name.

    Raises
    ------
    DataError
        It is code, and may not or cannot be executed.
    UnknownNameError
        It is the name of a function that is not among the custom objects.
    """
    own = get_custom_objects().get(owner)
    if callable(own):
        return own
    if kind == "function":
        found = get_custom_objects().get(value) if isinstance(value, str) else None
        if found is None:
            raise UnknownNameError(
                f"{owner}: its function {value!r} is not in the file; give it as "
                f"custom_objects={{{value!r}: function}}"
            )
        return found
    if not _is_allowed.get():
        raise DataError(
            f"{owner}: its function is Python code in the file, which is not executed unless you "
            f"say so. Give the function, custom_objects={{{owner!r}: function}}; or, if you trust "
            "the file and it was written by this version of Python "
            f"({platform.python_version()}), pass allow_code=True"
        )
    return _function(value, owner)


def _function(value, owner):
    code, defaults, closure = value if isinstance(value, (list, tuple)) else (value, None, None)
    code = _code(code, owner)
    scope = {"__builtins__": builtins, "np": np, **_backend(), **get_custom_objects()}
    if len(closure or ()) != len(code.co_freevars):
        raise DataError(f"{owner}: the code of its function is damaged")
    cells = tuple(types.CellType(each) for each in closure or ())
    return types.FunctionType(code, scope, code.co_name, defaults and tuple(defaults), cells)


def _code(text, owner):
    """The code object, from Keras 2's base64 or from Keras 1's escapes."""
    try:
        try:
            raw = base64.b64decode(text.encode("ascii"), validate=False)
            code = marshal.loads(raw)
        except (ValueError, EOFError, TypeError):
            code = marshal.loads(text.encode("raw_unicode_escape"))
    except (ValueError, EOFError, TypeError, AttributeError, SystemError) as error:
        raise _foreign(owner) from error
    if not isinstance(code, types.CodeType):
        raise _foreign(owner)
    return code


def _foreign(owner):
    return DataError(
        f"{owner}: the code of its function is damaged, or was written by another version of "
        f"Python than this one ({platform.python_version()}), which cannot run it. Give the "
        f"function: custom_objects={{{owner!r}: function}}"
    )


def _backend():
    """What functions of Lambda layers were written with: ``K`` and ``T``."""
    import theano.tensor

    from theanornn.keras import backend

    return {"K": backend, "T": theano.tensor}
