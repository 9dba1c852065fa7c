"""`InputSpec`: what a layer of the user's own says of its input."""

from theanornn.errors import DtypeError, ShapeError

__all__ = ["InputSpec", "check_specs"]


class InputSpec:
    """What one input of a layer must be like; None stands for anything.

    Parameters
    ----------
    dtype : str, optional
        Kept, and not checked: theanornn casts data to the dtype of the input.
    shape : tuple, optional
        With the batch axis, None where a size is free.
    ndim : int, optional
        Number of axes, batch included.
    max_ndim, min_ndim : int, optional
    axes : dict of int, optional
        Sizes of single axes, by their number.

    Examples
    --------
    >>> InputSpec(ndim=3, axes={-1: 2})
    InputSpec(ndim=3, axes={-1: 2})
    """

    def __init__(self, dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None):
        self.dtype = dtype
        self.shape = None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = axes or {}

    def __repr__(self):
        told = [
            f"{name}={value!r}"
            for name, value in vars(self).items()
            if value not in (None, {}) and not (name == "ndim" and self.shape is not None)
        ]
        return f"InputSpec({', '.join(told)})"

    def accepts(self, shape):
        """Whether an input may have a shape, as far as its sizes are known."""
        n = len(shape)
        if self.ndim is not None and n != self.ndim:
            return False
        if self.max_ndim is not None and n > self.max_ndim:
            return False
        if self.min_ndim is not None and n < self.min_ndim:
            return False
        wanted = {**dict(enumerate(self.shape or ())), **self.axes}
        return all(
            -n <= axis < n and (size is None or shape[axis] in (None, size))
            for axis, size in wanted.items()
        )


def check_specs(specs, shapes, owner):
    """Raise `ShapeError` for inputs that a layer does not accept.

    Parameters
    ----------
    specs : InputSpec, list of them (None among them), or None
    shapes : tuple, or list of tuples for several inputs
    owner : str
        The layer's name.
    """
    if specs is None:
        return
    specs = list(specs) if isinstance(specs, (list, tuple)) else [specs]
    shapes = shapes if isinstance(shapes, list) else [shapes]
    if len(specs) != len(shapes):
        raise ShapeError(
            f"{owner}: got {len(shapes)} inputs, expected {len(specs)}, as its input_spec says."
        )
    for spec, shape in zip(specs, shapes):
        if spec is None:
            continue
        if not isinstance(spec, InputSpec):
            raise DtypeError(f"{owner}: input_spec holds {spec!r}, expected InputSpec objects.")
        if not spec.accepts(shape):
            raise ShapeError(f"{owner}: got input of shape {shape}, expected {spec}.")
