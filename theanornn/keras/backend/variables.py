"""Variables: making them, asking what they are, their values."""

import builtins

import numpy as np
import theano
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Variable

from theanornn.errors import DtypeError, ShapeError
from theanornn.keras.backend.settings import floatx, scoped
from theanornn.randomness import RandomSource, current_source
from theanornn.shape_inference import inferred_shape

__all__ = [
    "batch_get_value",
    "batch_set_value",
    "constant",
    "count_params",
    "dtype",
    "eval",
    "eye",
    "get_value",
    "get_variable_shape",
    "int_shape",
    "is_keras_tensor",
    "is_placeholder",
    "is_sparse",
    "is_tensor",
    "is_variable",
    "ndim",
    "ones",
    "ones_like",
    "placeholder",
    "random_normal_variable",
    "random_uniform_variable",
    "set_value",
    "shape",
    "size",
    "to_dense",
    "variable",
    "zeros",
    "zeros_like",
]


def variable(value, dtype=None, name=None, constraint=None):
    """A shared variable.

    Parameters
    ----------
    value : array, number, list, sparse matrix of SciPy, or expression
        The first value; of an expression, what it evaluates to now.
    dtype : str, optional
        floatX unless given.
    name : str, optional
    constraint : callable, optional
        Applied after each update, where the variable is a layer's weight.

    Examples
    --------
    >>> get_value(variable([1, 2], dtype="int32"))
    array([1, 2], dtype=int32)
    """
    if isinstance(value, Variable):
        value = value.eval()
    if hasattr(value, "tocoo"):
        from theano import sparse

        made = sparse.shared(value.astype(dtype or floatx()), name=scoped(name))
    else:
        made = theano.shared(np.array(value, dtype=dtype or floatx()), name=scoped(name))
    made._keras_shape = value.shape if hasattr(value, "tocoo") else np.shape(value)
    made.constraint = constraint
    return made


def constant(value, dtype=None, shape=None, name=None):
    """A constant, of the shape `shape` where that is given and `value` can be spread over it."""
    array = np.array(value, dtype=dtype or floatx())
    if shape is not None:
        array = np.full(shape, array) if array.ndim == 0 else array.reshape(shape)
    return T.constant(array, name=scoped(name), dtype=array.dtype)


def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None):
    """An input variable of a graph.

    Parameters
    ----------
    shape : tuple of int and None, optional
        With the batch axis.
    ndim : int, optional
        Number of axes, where no shape is given.
    dtype : str, optional
        floatX unless given.
    sparse : bool
        Whether values will be SciPy's CSR matrices.
    name : str, optional

    Raises
    ------
    ShapeError
        Neither `shape` nor `ndim` is given.
    """
    if shape is None and ndim is None:
        raise ShapeError("placeholder: needs shape=(None, …) or ndim=.")
    shape = (None,) * ndim if shape is None else tuple(shape)
    dtype = dtype or floatx()
    if sparse:
        from theano.sparse import csr_matrix

        made = csr_matrix(name=scoped(name), dtype=dtype)
    else:
        made = T.TensorType(dtype, (False,) * len(shape))(scoped(name))
    made._keras_shape = shape
    made._theano_placeholder = True
    return made


# -- what a variable is -------------------------------------------------------------------------


def is_tensor(x):
    """Whether `x` is symbolic."""
    return isinstance(x, Variable)


def is_variable(x):
    """Whether `x` is a shared variable."""
    return isinstance(x, SharedVariable)


def is_placeholder(x):
    """Whether `x` was made by `placeholder`, or is the input of a model."""
    return getattr(x, "_theano_placeholder", False)


def is_keras_tensor(x):
    """Whether `x` is the output of a layer, or an ``Input``.

    Raises
    ------
    DtypeError
        It is not symbolic at all.
    """
    if not is_tensor(x):
        raise DtypeError(f"is_keras_tensor: got a {type(x).__name__}, expected a symbolic tensor.")
    return hasattr(x, "_keras_history")


def is_sparse(tensor):
    """Whether a variable holds a sparse matrix."""
    return hasattr(getattr(tensor, "type", None), "format")  # as those of theano.sparse have


def to_dense(tensor):
    """The tensor, or a sparse matrix made dense."""
    if not is_sparse(tensor):
        return tensor
    from theano.sparse import dense_from_sparse

    return dense_from_sparse(tensor)


def shape(x):
    """The sizes of all axes, a symbolic vector."""
    return x.shape


def int_shape(x):
    """The sizes of all axes as int, None for those that are not known before data come.

    They are worked out for any expression from the shapes of what it is computed from:
    placeholders, shared variables, layers' outputs.

    Examples
    --------
    >>> int_shape(placeholder((None, 3))[:, :2] + variable(np.ones(2)))
    (None, 2)
    """
    return inferred_shape(T.as_tensor_variable(x) if not is_sparse(x) else x)


def ndim(x):
    """Number of axes."""
    return x.ndim


def dtype(x):
    """dtype of a tensor, as a str."""
    return str(x.dtype)


def size(x, name=None):
    """How many numbers a tensor holds, symbolic."""
    return T.prod(x.shape)


def count_params(x):
    """How many numbers a tensor holds."""
    sizes = x.get_value(borrow=True).shape if is_variable(x) else x.shape.eval()
    return int(np.prod(sizes))


# -- values -------------------------------------------------------------------------------------


def eval(x):  # Keras' name
    """The value of an expression that has no inputs but shared variables."""
    return to_dense(T.as_tensor_variable(x) if not is_sparse(x) else x).eval()


def get_value(x):
    """The value of a shared variable.

    Raises
    ------
    DtypeError
        It is an expression.
    """
    if not is_variable(x):
        raise DtypeError(
            f"get_value: got {x!r}, expected a shared variable. The value of an expression is "
            "eval(x)."
        )
    return x.get_value()


def batch_get_value(xs):
    """The values of several shared variables."""
    return [get_value(x) for x in xs]


def set_value(x, value):
    """Set the value of a shared variable, cast to its dtype."""
    x.set_value(np.asarray(value, dtype=x.dtype))


def batch_set_value(tuples):
    """Set several ``(shared variable, value)``."""
    for x, value in tuples:
        set_value(x, value)


def get_variable_shape(x):
    """The shape of a shared variable's value."""
    return x.get_value(borrow=True).shape


# -- variables by their values ------------------------------------------------------------------


def zeros(shape, dtype=None, name=None):
    """A shared variable of zeros; an expression where a size is symbolic."""
    return _filled(T.zeros, np.zeros, shape, dtype, name)


def ones(shape, dtype=None, name=None):
    """A shared variable of ones; an expression where a size is symbolic."""
    return _filled(T.ones, np.ones, shape, dtype, name)


def _filled(symbolic, concrete, shape, dtype, name):
    sizes = [shape] if np.ndim(shape) == 0 and not isinstance(shape, Variable) else shape
    if isinstance(sizes, Variable) or builtins.any(isinstance(size, Variable) for size in sizes):
        return symbolic(sizes, dtype=dtype or floatx())
    return variable(concrete(tuple(sizes)), dtype, name)


def eye(size, dtype=None, name=None):
    """A shared variable with ones on the diagonal; `size` is one number, or two."""
    rows, columns = size if isinstance(size, (list, tuple)) else (size, size)
    return variable(np.eye(rows, columns), dtype, name)


def ones_like(x, dtype=None, name=None):
    """Ones of the shape of `x`, in floatX unless `dtype` says otherwise."""
    return T.ones_like(x, dtype=dtype or floatx())


def zeros_like(x, dtype=None, name=None):
    """Zeros of the shape of `x`, in floatX unless `dtype` says otherwise."""
    return T.zeros_like(x, dtype=dtype or floatx())


def random_uniform_variable(shape, low, high, dtype=None, name=None, seed=None):
    """A shared variable of uniform numbers between `low` and `high`."""
    return variable(_generator(seed).uniform(low, high, shape), dtype, name)


def random_normal_variable(shape, mean, scale, dtype=None, name=None, seed=None):
    """A shared variable of normal numbers around `mean` with standard deviation `scale`."""
    return variable(_generator(seed).normal(mean, scale, shape), dtype, name)


def _generator(seed):
    return (current_source() if seed is None else RandomSource(seed)).generator()
