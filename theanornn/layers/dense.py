"""Dense and TimeDistributedDense: a product with a matrix, along the last axis."""

import theano.tensor as T

from theanornn import activations, constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_size

__all__ = ["Dense", "TimeDistributedDense"]


class Dense(Layer):
    """``activation(x · W + b)`` along the last axis.

    Parameters
    ----------
    units : int
        Size of the output. Keras 1 called it ``output_dim``.
    activation : str, callable or None
        None leaves the sum as it is.
    use_bias : bool
    kernel_initializer, bias_initializer : str, dict or callable
    kernel_regularizer, bias_regularizer, activity_regularizer : optional
    kernel_constraint, bias_constraint : optional
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``W`` ``(n_in, units)`` and ``b`` ``(units,)``. Input of three and more axes is one
    product over all leading axes, so ``TimeDistributed(Dense(n))`` and ``Dense(n)`` are the same.

    Examples
    --------
    >>> Dense(3).compute_output_shape((None, 7, 4))
    (None, 7, 3)
    """

    supports_masking = True

    @keras1_names("dense")
    @kinds()
    def __init__(
        self,
        units,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **options,
    ):
        super().__init__(**options)
        self.units = checked_size(units, self.name, "units")
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer, self.generation)
        self.bias_initializer = initializers.get(bias_initializer, self.generation)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)

    def create_params(self, input_shape):
        self.add_param(
            "W",
            (input_shape[-1], self.units),
            self.kernel_initializer,
            self.kernel_regularizer,
            self.kernel_constraint,
        )
        if self.use_bias:
            self.add_param(
                "b",
                (self.units,),
                self.bias_initializer,
                self.bias_regularizer,
                self.bias_constraint,
            )

    def call(self, x, mask=None, *, context):
        z = T.dot(x, self.params["W"])
        if self.use_bias:
            z = z + self.params["b"]
        return self.regularize_activity(self.activation(z), context)

    def compute_output_shape(self, input_shape):
        if len(input_shape) < 2 or input_shape[-1] is None:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected "
                "(batch, …, features) with the number of features known."
            )
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": activations.name_of(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }


class TimeDistributedDense(Dense):
    """Keras 1's name of a `Dense` on sequences, ``(batch, time, features)``.

    Parameters
    ----------
    units : int
        Size of the output at each step. Keras 1 called it ``output_dim``.
    input_dim, input_length : int, optional
        Short for ``input_shape=(input_length, input_dim)``.
    **options
        Arguments of `Dense`.

    Examples
    --------
    >>> TimeDistributedDense(3).compute_output_shape((None, 7, 4))
    (None, 7, 3)
    """

    input_rank = 3

    @keras1_names("dense")
    @kinds()
    def __init__(self, units, input_dim=None, input_length=None, **options):
        if input_dim is not None and options.get("input_shape") is None:
            options["input_shape"] = (input_length, input_dim)
        super().__init__(units, **options)
