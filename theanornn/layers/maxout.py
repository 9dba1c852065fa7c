"""MaxoutDense: the largest of several products."""

import theano.tensor as T

from theanornn import constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_size

__all__ = ["MaxoutDense"]


class MaxoutDense(Layer):
    """The largest of `nb_feature` products with matrices, element by element. (Keras 1.)

    Parameters
    ----------
    units : int
        Size of the output. Keras 1 called it ``output_dim``.
    nb_feature : int
        Number of products.
    kernel_initializer : str, dict or callable
        ``init`` in Keras 1.
    kernel_regularizer, bias_regularizer, activity_regularizer : optional
    kernel_constraint, bias_constraint : optional
    use_bias : bool
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``W`` ``(nb_feature, n_in, units)`` and ``b`` ``(nb_feature, units)``.

    References
    ----------
    I. J. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio, *Maxout networks*, ICML
    2013.

    Examples
    --------
    >>> MaxoutDense(3).compute_output_shape((None, 4))
    (None, 3)
    """

    input_rank = 2

    @keras1_names("dense")
    @kinds()
    def __init__(
        self,
        units,
        nb_feature=4,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        use_bias=True,
        **options,
    ):
        super().__init__(**options)
        self.units = checked_size(units, self.name, "units")
        self.nb_feature = checked_size(nb_feature, self.name, "nb_feature")
        self.kernel_initializer = initializers.get(kernel_initializer, self.generation)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.use_bias = use_bias

    def create_params(self, input_shape):
        self.add_param(
            "W",
            (self.nb_feature, input_shape[1], self.units),
            self.kernel_initializer,
            self.kernel_regularizer,
            self.kernel_constraint,
        )
        if self.use_bias:
            self.add_param(
                "b",
                (self.nb_feature, self.units),
                initializers.Zeros(),
                self.bias_regularizer,
                self.bias_constraint,
            )

    def call(self, x, mask=None, *, context):
        products = T.dot(x, self.params["W"])
        if self.use_bias:
            products = products + self.params["b"]
        return self.regularize_activity(T.max(products, axis=1), context)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        if input_shape[1] is None:
            raise ShapeError(f"{self.name}: the number of features of its input must be known.")
        return (input_shape[0], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "nb_feature": self.nb_feature,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
            "use_bias": self.use_bias,
        }
