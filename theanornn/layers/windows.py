"""Windows that slide over the time axis: what convolutions and poolings share.

Variables are batch-major, ``(batch, time, features)``. Public names: `span`, `output_length`,
`conv_padding`, `pool_padding`, `lengthened`, `cut`, `convolve`, `checked_padding`, `require_room`.
"""

import theano.tensor as T
from theano.tensor.opt import Assert

from theanornn import registry
from theanornn.errors import ShapeError

__all__ = [
    "checked_padding",
    "conv_padding",
    "convolve",
    "cut",
    "lengthened",
    "output_length",
    "pool_padding",
    "require_room",
    "span",
]


def span(size, dilation=1):
    """Steps from the first to the last that a window sees, both included.

    Examples
    --------
    >>> span(3), span(3, dilation=2)
    (3, 5)
    """
    return (size - 1) * dilation + 1


def output_length(length, size, padding, stride=1, dilation=1):
    """Number of windows over so many steps.

    Parameters
    ----------
    length : int, scalar variable or None
        None stands for not known, and is returned.
    size : int
        Steps that a window sees.
    padding : {"valid", "same", "causal", "full"}
    stride, dilation : int

    Examples
    --------
    >>> [output_length(10, 3, padding, stride=2) for padding in ("valid", "same", "full")]
    [4, 5, 6]
    """
    if length is None:
        return None
    reach = span(size, dilation) - 1
    more = {"valid": -reach, "same": 0, "causal": 0, "full": reach}[padding]
    return (length + more + stride - 1) // stride


def conv_padding(padding, size, dilation=1):
    """Zeros before the first step in a convolution, as Keras on Theano has them.

    With ``"same"``, a window of even size reaches one step further back than forth.
    """
    reach = span(size, dilation) - 1
    return {"valid": 0, "same": (reach + 1) // 2, "causal": reach, "full": reach}[padding]


def pool_padding(padding, size):
    """How far before the first step a pooling window may begin, as Keras on Theano has it.

    With ``"same"`` that is nearly a whole window: of two steps, the first window sees the first
    step alone.
    """
    if padding == "valid":
        return 0
    return size - 2 if size > 2 and size % 2 else size - 1


def lengthened(x, before, after, value=0.0):
    """A tensor3 with so many steps of `value` before and after; both may be scalar variables."""
    batch, time, features = x.shape
    whole = T.alloc(T.cast(value, x.dtype), batch, before + time + after, features)
    return T.set_subtensor(whole[:, before : before + time], x)


def cut(x, size, padding, before, stride=1, dilation=1, value=0.0):
    """The steps that windows see: one variable for each place in a window.

    Parameters
    ----------
    x : tensor3 (batch, time, features)
    size : int
        Number of places in a window.
    padding : {"valid", "same", "causal", "full"}
        How many windows there are; see `output_length`.
    before : int
        Steps of `value` in front; behind there are as many as the last window needs.
    stride, dilation : int
        Steps from one window to the next, and from one place in a window to the next.
    value : float

    Returns
    -------
    list of tensor3 (batch, windows, features)
    """
    reach = span(size, dilation) - 1
    time = x.shape[1]
    if padding == "valid" and reach:
        too_short = f"the sequences are shorter than a window of {reach + 1} steps"
        time = Assert(too_short)(time, T.gt(time, reach))
    last = (output_length(time, size, padding, stride, dilation) - 1) * stride
    if padding != "valid" and reach:
        x = lengthened(x, before, T.maximum(last + reach + 1 - time - before, 0), value)
    begins = [place * dilation for place in range(size)]
    return [x[:, begin : begin + last + 1 : stride] for begin in begins]


def convolve(x, kernel, size, padding="valid", stride=1, dilation=1):
    """Convolution over time, as one product with all that the windows see.

    Parameters
    ----------
    x : tensor3 (batch, time, features)
    kernel : tensor3 (size, features, filters)
        The first row belongs to the last step of a window: this is a convolution in the strict
        sense, as Theano's is, and not a correlation as in TensorFlow and PyTorch.
    size : int
        Length of `kernel`.
    padding : {"valid", "same", "causal", "full"}
    stride, dilation : int

    Returns
    -------
    tensor3 (batch, windows, filters)

    Examples
    --------
    >>> x, kernel = T.constant([[[1.0], [2.0], [3.0]]]), T.constant([[[10.0]], [[1.0]]])
    >>> convolve(x, kernel, 2).eval().ravel()
    array([21., 32.])
    """
    steps = cut(x, size, padding, conv_padding(padding, size, dilation), stride, dilation)
    seen = T.concatenate(steps, axis=2) if size > 1 else steps[0]
    batch, windows, width = seen.shape
    features, filters = kernel.shape[1], kernel.shape[2]
    matrix = kernel[::-1].reshape((size * features, filters))
    return T.dot(seen.reshape((batch * windows, width)), matrix).reshape((batch, windows, filters))


def checked_padding(padding, owner, allowed):
    """The name of a padding in lower case, or an error that lists those allowed."""
    padding = padding.lower() if isinstance(padding, str) else padding
    registry.lookup(f"padding of {owner}:", dict.fromkeys(allowed), padding)
    return padding


def require_room(owner, length, size, padding, dilation=1):
    """Raise `ShapeError` for sequences that are shorter than a window which may not leave them."""
    needed = span(size, dilation)
    if padding == "valid" and length is not None and length < needed:
        raise ShapeError(
            f"{owner}: got sequences of {length} steps, expected {needed} or more, which is what "
            "a window spans. Use longer sequences, a smaller window, or padding='same'."
        )
