"""Functions in the configs of models: written as Keras writes them, read with care.

Keras puts the compiled code of a Lambda layer's function into the file. Such code can do anything,
and only the version of Python that wrote it can run it; so it is never executed unless the caller
says ``allow_code=True``. A function of the caller's own in its place needs no such thing:
``custom_objects={"lambda_1": function}``, by the name of the layer. Neither does code that the
running program has itself: what was saved can be loaded again in the same process.

Public names: :func:`allow_code`, :func:`stored`, :func:`described`, :func:`restored`,
:func:`remember`.
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

__all__ = ["allow_code", "described", "remember", "restored", "stored"]

_is_allowed = contextvars.ContextVar("whether code in files is executed", default=False)

#: Code of functions that the program made layers of, with the names that it sees; and those of them
#: that have a name at the top of a module.
_own_code, _own_functions = {}, {}


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
    for name, value in zip(code.co_freevars, closure or ()):
        if callable(value) or isinstance(value, types.ModuleType):
            raise UnknownNameError(
                f"the function {function.__name__!r} uses {name!r} of the function that it is "
                f"written in, a {type(value).__name__}, which cannot be written into a file; have "
                f"it see {name!r} at the top of the module, or give the function a name there"
            )
    defaults = function.__defaults__ and list(function.__defaults__)
    return [text, defaults, closure], "lambda"


def described(function):
    """How a function is written into a config: by its name where it has one, else as code.

    Returns
    -------
    value : str or list
        The name of a function at the top of a module, or what `stored` returns.
    kind : str
        "function" or "lambda".

    Examples
    --------
    >>> described(stored)
    ('stored', 'function')
    """
    return (function.__name__, "function") if _has_name(function) else stored(function)


def _has_name(function):
    return (
        isinstance(function, types.FunctionType)
        and function.__globals__.get(function.__name__) is function
    )


def remember(function):
    """Note that the program has this function, so that `restored` may find it again."""
    if _has_name(function):
        _own_functions[function.__name__] = function
    code = getattr(function, "__code__", None)
    if isinstance(code, types.CodeType):
        _own_code[marshal.dumps(code)] = (code, function.__globals__)


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
        known = {**_own_functions, **get_custom_objects()}
        found = known.get(value) if isinstance(value, str) else None
        if found is None:
            raise UnknownNameError(
                f"{owner}: its function {value!r} is not in the file; give it as "
                f"custom_objects={{{value!r}: function}}"
            )
        return found
    for raw in _raw(value):
        if raw in _own_code:
            return _assembled(*_own_code[raw], value, owner)
    if not _is_allowed.get():
        raise DataError(
            f"{owner}: its function is Python code in the file, which is not executed unless you "
            f"say so. Give the function, custom_objects={{{owner!r}: function}}; or, if you trust "
            "the file and it was written by this version of Python "
            f"({platform.python_version()}), pass allow_code=True"
        )
    return _function(value, owner)


def _raw(value):
    """What the text of code may stand for, as bytes; nothing is made of them."""
    text = value[0] if isinstance(value, (list, tuple)) and value else value
    if isinstance(text, str):
        with contextlib.suppress(ValueError):
            yield base64.b64decode(text.encode("ascii"))
        with contextlib.suppress(ValueError):
            yield text.encode("raw_unicode_escape")


def _function(value, owner):
    code = _code(value[0] if isinstance(value, (list, tuple)) and value else value, owner)
    scope = {"__builtins__": builtins, "np": np, **_backend(), **get_custom_objects()}
    return _assembled(code, scope, value, owner)


def _assembled(code, scope, value, owner):
    """The function of some code, with the defaults and the closure that a config has."""
    _, defaults, closure = value if isinstance(value, (list, tuple)) else (value, None, None)
    if len(closure or ()) != len(code.co_freevars):
        raise DataError(f"{owner}: the code of its function is damaged")
    cells = tuple(types.CellType(each) for each in closure or ())
    return types.FunctionType(
        code, scope, code.co_name, defaults and tuple(defaults), cells or None
    )


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
