"""Where a graph of layers begins: `Input` makes a Keras tensor, `InputLayer` is its layer."""

import theano
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable

from theanornn.argument_kinds import kinds
from theanornn.argument_names import checked_arguments, keras1_names
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.base import Layer, numbered
from theanornn.layers.checks import as_shape
from theanornn.layers.nodes import is_keras_tensor, record_input

__all__ = ["Input", "InputLayer"]


class InputLayer(Layer):
    """The beginning of a graph: a tensor that data go into, or a given variable.

    Parameters
    ----------
    input_shape : tuple, optional
        Shape of one sample.
    batch_input_shape : tuple, optional
        The same with the batch axis.
    batch_size : int, optional
    dtype, input_dtype : str, optional
        floatX where none is given; floats of another precision are floatX too.
    input_tensor : variable, optional
        Begin with this one. A shared variable or an expression has its value and takes no data.
    sparse : bool
        Only False: there are no sparse inputs here.
    **options
        Arguments of `Layer`.

    Attributes
    ----------
    tensor : Keras tensor

    Examples
    --------
    >>> InputLayer(input_shape=(10, 3)).tensor._keras_shape
    (None, 10, 3)
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds()
    def __init__(self, input_shape=None, input_tensor=None, sparse=False, **options):
        if sparse:
            raise TheanornnError("Input: sparse=True is not supported; pass dense arrays.")
        if input_tensor is not None and options.get("dtype") is None:
            options["dtype"] = input_tensor.dtype
        super().__init__(input_shape=input_shape, **options)
        if self.batch_input_shape is None:
            if input_tensor is None:
                raise ShapeError(
                    f"{self.name}: needs the shape of its input: Input(shape=(time, features)), "
                    "or batch_shape=(batch, time, features)."
                )
            self.batch_input_shape = (None,) * input_tensor.ndim
        self.given = input_tensor
        self.build(self.batch_input_shape)
        self.tensor = self.fresh_tensor() if input_tensor is None else input_tensor
        if is_keras_tensor(self.tensor):  # it cannot have two histories
            self.tensor = T.tensor_copy(self.tensor)
        if self.tensor.name is None:
            self.tensor.name = self.name
        record_input(self, self.tensor, self.batch_input_shape)

    def _numbered_name(self):
        return numbered("input")

    @property
    def takes_data(self):
        """Whether data must be fed: not where a shared variable or an expression was given."""
        return self.given is None or (
            self.given.owner is None and not isinstance(self.given, (SharedVariable, T.Constant))
        )

    def fresh_tensor(self):
        """A new variable of the input's dtype and rank; what was given, where it takes no data."""
        if self.given is not None and not self.takes_data:
            return self.given
        dtype = self.input_dtype or theano.config.floatX
        return T.TensorType(dtype, (False,) * len(self.batch_input_shape))(self.name)

    def call(self, x, mask=None, *, context):
        return x

    def get_config(self):
        return {
            "batch_input_shape": list(self.batch_input_shape),
            "dtype": self.input_dtype or theano.config.floatX,
            "sparse": False,
            "name": self.name,
        }


@checked_arguments(dtype="dtype")
def Input(shape=None, batch_shape=None, name=None, dtype=None, sparse=False, tensor=None):
    """The Keras tensor that begins a graph of layers.

    Parameters
    ----------
    shape : tuple, optional
        Shape of one sample, ``(time, features)``; None for a size that is free.
    batch_shape : tuple, optional
        The same with the batch axis: ``(32, 10, 3)``.
    name : str, optional
        Of the input; data can be given to a model under it.
    dtype : str, optional
        ``"int32"`` for ids; else floatX.
    sparse : bool
        Only False.
    tensor : variable, optional
        Begin with this variable. Where it is shared or an expression it takes no data.

    Returns
    -------
    Keras tensor
        A Theano variable, with ``_keras_history`` and ``_keras_shape``.

    Raises
    ------
    ShapeError
        There is no shape, or it is none.

    Examples
    --------
    >>> from theanornn.layers import LSTM
    >>> x = Input(shape=(10, 3), name="series")
    >>> LSTM(4)(x)._keras_shape
    (None, 4)
    """
    if shape is not None and batch_shape is not None:
        raise ShapeError(f"Input: got shape={shape} and batch_shape={batch_shape}; keep one.")
    if shape is not None:
        batch_shape = (None, *as_shape(shape, name or "Input"))
    layer = InputLayer(
        batch_input_shape=batch_shape, name=name, dtype=dtype, sparse=sparse, input_tensor=tensor
    )
    return layer.tensor
