"""What is known of a symbolic variable's sizes before anything is computed."""

from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant

from theanornn.errors import DtypeError, ShapeError


def known_shape(variable):
    """Return the sizes of a tensor variable as far as they are known.

    Parameters
    ----------
    variable : tensor variable
        A shared variable's or a constant's value gives all sizes, a broadcastable axis is 1.

    Returns
    -------
    tuple of int or None

    Examples
    --------
    >>> import numpy as np, theano, theano.tensor as T
    >>> known_shape(theano.shared(np.zeros((2, 3)))), known_shape(T.row())
    ((2, 3), (1, None))
    """
    if isinstance(variable, SharedVariable):
        return variable.get_value(borrow=True).shape
    if isinstance(variable, Constant):
        return variable.data.shape
    return tuple(1 if one else None for one in variable.broadcastable)


def disagrees(got, expected):
    """True if two shapes of known sizes and None cannot be the same.

    Examples
    --------
    >>> disagrees((2, None), (None, 3)), disagrees((2, None), (3, None))
    (False, True)
    """
    return len(got) != len(expected) or any(
        a is not None and b is not None and a != b for a, b in zip(got, expected)
    )


def require_shape(name, variable, expected, meaning, hint=""):
    """Raise unless `variable` can have the shape `expected`.

    Parameters
    ----------
    name : str
        The argument's name in the message.
    variable : tensor variable
    expected : tuple of int or None
    meaning : str
        The expected shape in words: ``"(n_in, 4*units)"``.
    hint : str
        What to do about it, a sentence.

    Raises
    ------
    ShapeError
        If the rank is wrong or a known size differs.
    """
    got = known_shape(variable)
    if len(got) != len(expected):
        raise ShapeError(
            _sentence(
                f"{name} has {len(got)} dimensions, expected {len(expected)}: {meaning}", hint
            )
        )
    if disagrees(got, expected):
        raise ShapeError(
            _sentence(
                f"{name} has shape {_plain(got)}, expected {_plain(expected)} = {meaning}", hint
            )
        )


def require_float(name, variable):
    """Raise `DtypeError` unless `variable` holds real floating point numbers."""
    if not variable.dtype.startswith("float"):
        raise DtypeError(
            f"{name} has dtype {variable.dtype}, expected floats; cast it: "
            f"{name}.astype(theano.config.floatX)"
        )


def _plain(shape):
    sizes = ["?" if size is None else str(size) for size in shape]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


def _sentence(fact, hint):
    return f"{fact}. {hint}" if hint else fact
