"""Highway: a dense layer with a gate that lets the input pass."""

import theano.tensor as T

from theanornn import activations, callers, constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer

__all__ = ["Highway"]


class Highway(Layer):
    r"""A dense layer whose output is mixed with its input, by a gate that is learned. (Keras 1.)

    .. math::
        t = \operatorname{sigmoid}(x W_c + b_c), \qquad
        y = t \cdot \operatorname{activation}(x W + b) + (1 - t) \cdot x

    Parameters
    ----------
    kernel_initializer : str, dict or callable
        ``init`` in Keras 1.
    activation : str, callable or None
    kernel_regularizer, bias_regularizer, activity_regularizer : optional
    kernel_constraint, bias_constraint : optional
        Of ``W`` and ``b``.
    use_bias : bool
    transform_bias : optional
        Of Keras before 1.1; without effect, as in Keras 1.2.
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``W`` and ``W_carry`` ``(n_in, n_in)``, ``b`` and ``b_carry`` ``(n_in,)``; the
    latter begins with ones.

    References
    ----------
    R. K. Srivastava, K. Greff, J. Schmidhuber, *Highway networks*, arXiv:1505.00387, 2015.

    Examples
    --------
    >>> Highway(activation="relu").compute_output_shape((None, 4))
    (None, 4)
    """

    input_rank = 2

    @keras1_names("dense")
    @kinds()
    def __init__(
        self,
        kernel_initializer="glorot_uniform",
        activation=None,
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        use_bias=True,
        transform_bias=None,
        **options,
    ):
        super().__init__(**options)
        if transform_bias is not None:
            callers.warn(
                f"{self.name}: transform_bias has no effect; set the weight b_carry instead."
            )
        self.kernel_initializer = initializers.get(kernel_initializer, self.generation)
        self.activation = activations.get(activation)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.use_bias = use_bias

    def create_params(self, input_shape):
        size = input_shape[1]
        self.add_param(
            "W",
            (size, size),
            self.kernel_initializer,
            self.kernel_regularizer,
            self.kernel_constraint,
        )
        self.add_param("W_carry", (size, size), self.kernel_initializer)
        if self.use_bias:
            zeros, ones = initializers.Zeros(), initializers.Ones()
            self.add_param("b", (size,), zeros, self.bias_regularizer, self.bias_constraint)
            self.add_param("b_carry", (size,), ones)

    def call(self, x, mask=None, *, context):
        carry, transform = T.dot(x, self.params["W_carry"]), T.dot(x, self.params["W"])
        if self.use_bias:
            carry, transform = carry + self.params["b_carry"], transform + self.params["b"]
        gate = activations.sigmoid(carry)
        y = gate * self.activation(transform) + (1 - gate) * x
        return self.regularize_activity(y, context)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        if input_shape[1] is None:
            raise ShapeError(f"{self.name}: the number of features of its input must be known.")
        return tuple(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "activation": activations.name_of(self.activation),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "use_bias": self.use_bias,
        }
