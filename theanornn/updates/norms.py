"""Tensors cut to a norm: Lasagne's constraints."""

import theano.tensor as T

from theanornn import constraints
from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError
from theanornn.updates.building import check_numbers

__all__ = ["norm_constraint", "total_norm_constraint"]


@kinds(tensor_var="tensor", max_norm="tensor", norm_axes="axes", epsilon="tensor")
def norm_constraint(tensor_var, max_norm, norm_axes=None, epsilon=1e-7):
    """A tensor whose vectors of weights are at most `max_norm` long.

    Parameters
    ----------
    tensor_var : variable
        A parameter's new value, as a rule.
    max_norm : float
    norm_axes : sequence of int, or None
        The axes of one vector. None means 0 for a matrix (the weights into one unit), and all but
        the first for three to five axes (one filter).
    epsilon : float
        What is added to a norm that is divided by.

    Raises
    ------
    ShapeError
        If `norm_axes` is None and the tensor has another number of axes.

    Examples
    --------
    >>> norm_constraint(T.constant([[3.0, 0.1], [4.0, 0.0]]), 1.0).eval().round(6)
    array([[0.6, 0.1],
           [0.8, 0. ]])
    """
    tensor_var = T.as_tensor_variable(tensor_var)
    check_numbers(max_norm=max_norm, epsilon=epsilon)
    if norm_axes is not None:
        axes = tuple(norm_axes)
    elif tensor_var.ndim == 2:
        axes = (0,)
    elif tensor_var.ndim in (3, 4, 5):
        axes = tuple(range(1, tensor_var.ndim))
    else:
        raise ShapeError(
            f"norm_constraint: a tensor of {tensor_var.ndim} axes has no usual vectors of "
            "weights, expected 2 to 5 axes; say which axes make one vector: norm_axes=(0,)"
        )
    norms = constraints.norms(tensor_var, axes)
    return constraints.rescaled(tensor_var, norms, T.clip(norms, 0, max_norm), epsilon)


@kinds(tensor_vars="tensors", max_norm="tensor", epsilon="tensor")
def total_norm_constraint(tensor_vars, max_norm, epsilon=1e-7, return_norm=False):
    """Tensors, gradients as a rule, scaled so that all together are at most `max_norm` long.

    Parameters
    ----------
    tensor_vars : list of variables
    max_norm : float
    epsilon : float
        What is added to a norm that is divided by.
    return_norm : bool

    Returns
    -------
    list of variables
        Or ``(list, norm)``, with the norm before, if `return_norm`.

    References
    ----------
    I. Sutskever, O. Vinyals, Q. Le, *Sequence to sequence learning with neural networks*, NIPS 2014

    Examples
    --------
    >>> scaled, norm = total_norm_constraint(
    ...     [T.constant([3.0]), T.constant([4.0])], 1.0, return_norm=True
    ... )
    >>> [each.eval().round(6).tolist() for each in scaled], norm.eval().tolist()
    ([[0.6], [0.8]], 5.0)
    """
    check_numbers(max_norm=max_norm, epsilon=epsilon)
    if not isinstance(tensor_vars, (list, tuple)):
        raise ShapeError(
            f"total_norm_constraint: tensor_vars is {tensor_vars!r}, expected a list of variables"
        )
    tensors = [T.as_tensor_variable(tensor) for tensor in tensor_vars]
    norm = T.sqrt(sum(T.sum(T.sqr(tensor)) for tensor in tensors))
    wanted = T.clip(norm, 0, max_norm)
    scaled = [constraints.rescaled(tensor, norm, wanted, epsilon) for tensor in tensors]
    return (scaled, norm) if return_norm else scaled
