"""Functions of the output as layers of their own: Activation, Softmax, ActivityRegularization."""

from theanornn import activations, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer

__all__ = ["Activation", "ActivityRegularization", "Softmax"]


class Activation(Layer):
    """Apply a function to the input.

    Parameters
    ----------
    activation : str or callable
        Name of an activation (``"relu"``, ``"softmax"`` …), or a function of a variable.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Activation("softmax").compute_output_shape((None, 10))
    (None, 10)
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds()
    def __init__(self, activation, **options):
        super().__init__(**options)
        self.activation = activations.get(activation)

    def call(self, x, mask=None, *, context):
        return self.activation(x)

    def get_config(self):
        return {**super().get_config(), "activation": activations.name_of(self.activation)}


class Softmax(Layer):
    """Exponentials along one axis, divided by their sum.

    Parameters
    ----------
    axis : int
        Which one; the batch axis is 0.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Softmax().compute_output_shape((None, 10))
    (None, 10)
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds()
    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def call(self, x, mask=None, *, context):
        return activations.softmax(x, axis=self.axis)

    def compute_output_shape(self, input_shape):
        rank = len(input_shape)
        if not -rank < self.axis < rank or self.axis == 0:
            raise ShapeError(
                f"{self.name}: axis={self.axis} is none of the axes of a sample in input of shape "
                f"{tuple(input_shape)}, expected a number from 1 to {rank - 1}, or from -1 down."
            )
        return tuple(input_shape)

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}


class ActivityRegularization(Layer):
    """Hand the input on, and add a penalty on it to the loss.

    Parameters
    ----------
    l1, l2 : float
        Factors of the sum of the absolute values, and of the sum of the squares, over the batch.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> ActivityRegularization(l2=0.01).compute_output_shape((None, 10))
    (None, 10)
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds()
    def __init__(self, l1=0.0, l2=0.0, **options):
        super().__init__(**options)
        self.activity_regularizer = regularizers.L1L2(l1, l2)

    def call(self, x, mask=None, *, context):
        return self.regularize_activity(x, context)

    def get_config(self):
        return {**super().get_config(), **self.activity_regularizer.get_config()}
