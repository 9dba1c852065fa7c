"""Convolutions over the time axis: Conv1D and AtrousConvolution1D."""

from theanornn import activations, constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_one_size, checked_size
from theanornn.layers.data_format import channels_last, channels_last_shape, checked_data_format
from theanornn.layers.windows import checked_padding, convolve, output_length, require_room

__all__ = ["AtrousConvolution1D", "Conv1D"]


class Conv1D(Layer):
    """Filters that slide over time: ``(batch, time, features)`` to ``(batch, windows, filters)``.

    Parameters
    ----------
    filters : int
        Size of the output. Keras 1 called it ``nb_filter``.
    kernel_size : int
        Number of steps that a filter sees; ``filter_length`` in Keras 1.
    strides : int
        Steps from one window to the next; ``subsample_length`` in Keras 1.
    padding : {"valid", "same", "causal", "full"}
        Steps of zeros around a sequence: none; so that there are as many windows as steps; the
        same, all of them in front, so that no window sees what is to come; as many as a window
        can see at all. ``border_mode`` in Keras 1.
    data_format : {"channels_last", "channels_first"}
        Whether a sample is ``(time, features)`` or ``(features, time)``.
    dilation_rate : int
        Steps from one place in a window to the next.
    activation : str, callable or None
    use_bias : bool
    kernel_initializer, bias_initializer : str, dict or callable
    kernel_regularizer, bias_regularizer, activity_regularizer : optional
    kernel_constraint, bias_constraint : optional
    input_dim, input_length : int, optional
        Short for ``input_shape=(input_length, input_dim)``.
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``W`` ``(kernel_size, n_in, filters)`` and ``b`` ``(filters,)``. As in Theano, and
    in Keras on Theano, the last row of ``W`` belongs to the first step of a window. All windows
    are one product with a matrix.

    Examples
    --------
    >>> Conv1D(64, 5, padding="same", strides=2).compute_output_shape((None, 100, 128))
    (None, 50, 64)
    """

    input_rank = 3

    @keras1_names("conv1d")
    @kinds()
    def __init__(
        self,
        filters,
        kernel_size,
        strides=1,
        padding="valid",
        data_format="channels_last",
        dilation_rate=1,
        activation=None,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        input_dim=None,
        input_length=None,
        **options,
    ):
        if input_dim is not None and options.get("input_shape") is None:
            options["input_shape"] = (input_length, input_dim)
        super().__init__(**options)
        self.filters = checked_size(filters, self.name, "filters")
        self.kernel_size = checked_one_size(kernel_size, self.name, "kernel_size")
        self.strides = checked_one_size(strides, self.name, "strides")
        self.padding = checked_padding(padding, self.name, ("valid", "same", "causal", "full"))
        self.data_format = checked_data_format(data_format, self.name)
        self.dilation_rate = checked_one_size(dilation_rate, self.name, "dilation_rate")
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
        n_in = channels_last_shape(input_shape, self.data_format)[2]
        self.add_param(
            "W",
            (self.kernel_size, n_in, self.filters),
            self.kernel_initializer,
            self.kernel_regularizer,
            self._limit(),
        )
        if self.use_bias:
            self.add_param(
                "b",
                (self.filters,),
                self.bias_initializer,
                self.bias_regularizer,
                self.bias_constraint,
            )

    def _limit(self):
        """The kernel's constraint, which in Keras 1 sees an axis more: the second."""
        limit = self.kernel_constraint
        if limit is None or self.generation == 2:
            return limit
        return lambda kernel: limit(kernel.dimshuffle(0, "x", 1, 2)).reshape(kernel.shape, 3)

    def call(self, x, mask=None, *, context):
        y = convolve(
            channels_last(x, self.data_format),
            self.params["W"],
            self.kernel_size,
            self.padding,
            self.strides,
            self.dilation_rate,
        )
        if self.use_bias:
            y = y + self.params["b"]
        y = self.activation(channels_last(y, self.data_format))
        return self.regularize_activity(y, context)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        batch, time, features = channels_last_shape(input_shape, self.data_format)
        if features is None:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected the number of "
                "features to be known."
            )
        require_room(self.name, time, self.kernel_size, self.padding, self.dilation_rate)
        windows = output_length(
            time, self.kernel_size, self.padding, self.strides, self.dilation_rate
        )
        return channels_last_shape((batch, windows, self.filters), self.data_format)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
            "dilation_rate": self.dilation_rate,
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


class AtrousConvolution1D(Conv1D):
    """Keras 1's name of a `Conv1D` with ``dilation_rate``, which it called ``atrous_rate``.

    Examples
    --------
    >>> AtrousConvolution1D(8, 3, atrous_rate=2).compute_output_shape((None, 10, 4))
    (None, 6, 8)
    """
