"""Activations with parameters of their own: PReLU, ParametricSoftplus, SReLU."""

import theano.tensor as T

from theanornn import constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer

__all__ = ["PReLU", "ParametricSoftplus", "SReLU"]


class _Learned(Layer):
    """What activations with parameters share: one set of them for each place of a sample.

    Parameters
    ----------
    shared_axes : int or list of int, optional
        Axes along which all places share their parameters, counted from 1 without the batch axis.
    **options
        Arguments of `Layer`.
    """

    supports_masking = True

    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(self, shared_axes=None, **options):
        super().__init__(**options)
        one = shared_axes is not None and not isinstance(shared_axes, (list, tuple))
        self.shared_axes = None if shared_axes is None else [shared_axes] if one else [*shared_axes]

    def _shared(self):
        return () if self.shared_axes is None else tuple(self.shared_axes)

    def own_sizes(self, input_shape):
        """The shape of a parameter for input of a shape."""
        return tuple(
            1 if axis in self._shared() else input_shape[axis]
            for axis in range(1, len(input_shape))
        )

    def param(self, name, x):
        """A parameter that broadcasts over the batch and the shared axes."""
        variable = self.params[name]
        shared = [axis - 1 for axis in self._shared()]
        return T.addbroadcast(variable, *shared) if shared else variable

    def compute_output_shape(self, input_shape):
        rank = len(input_shape)
        for axis in self._shared():
            if not 1 <= axis < rank:
                raise ShapeError(
                    f"{self.name}: shared_axes={self.shared_axes}, expected axes from 1 to "
                    f"{rank - 1} for input of shape {tuple(input_shape)}; the batch axis is 0."
                )
        if None in self.own_sizes(input_shape):
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected all sizes but the "
                "batch to be known, because each place has parameters of its own. Give "
                "shared_axes=[1] where the number of steps varies."
            )
        return tuple(input_shape)

    def _check_fits(self, shape):
        if self.own_sizes(shape) != self.own_sizes(self.built_shape):
            raise ShapeError(
                f"{self.name}: was built for input of shape {self.built_shape}, got {shape}. "
                "Use a new layer for input of another size."
            )

    def get_config(self):
        return {**super().get_config(), "shared_axes": self.shared_axes}


class PReLU(_Learned):
    """``x`` above zero, ``alpha * x`` below, with `alpha` learned.

    Parameters
    ----------
    alpha_initializer : str, dict or callable
        ``init`` in Keras 1.
    alpha_regularizer, alpha_constraint : optional
    shared_axes : int or list of int, optional
        Axes along which all places share one `alpha`, counted from 1 without the batch axis: [1]
        for all steps of a sequence.
    **options
        Arguments of `Layer`.

    Notes
    -----
    One parameter ``alpha``, of the shape of a sample with 1 for shared axes.

    References
    ----------
    K. He, X. Zhang, S. Ren, J. Sun, *Delving deep into rectifiers: surpassing human-level
    performance on ImageNet classification*, ICCV 2015.

    Examples
    --------
    >>> layer = PReLU(shared_axes=[1])
    >>> layer.build((None, 7, 4))
    >>> layer.get_weights()[0].shape
    (1, 4)
    """

    @keras1_names("prelu")
    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(
        self,
        alpha_initializer="zeros",
        alpha_regularizer=None,
        alpha_constraint=None,
        shared_axes=None,
        **options,
    ):
        super().__init__(shared_axes, **options)
        self.alpha_initializer = initializers.get(alpha_initializer, self.generation)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)

    def create_params(self, input_shape):
        self.add_param(
            "alpha",
            self.own_sizes(input_shape),
            self.alpha_initializer,
            self.alpha_regularizer,
            self.alpha_constraint,
        )

    def call(self, x, mask=None, *, context):
        return T.nnet.relu(x) + self.param("alpha", x) * (x - abs(x)) / 2

    def get_config(self):
        return {
            **super().get_config(),
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
        }


class ParametricSoftplus(_Learned):
    """``alpha * log(1 + exp(beta * x))``, with `alpha` and `beta` learned. (Keras 1 only.)

    Parameters
    ----------
    alpha_init, beta_init : float
        First value of all `alpha` and all `beta`.
    shared_axes : int or list of int, optional
        See `PReLU`.
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``alphas`` and ``betas``, of the shape of a sample with 1 for shared axes.

    References
    ----------
    J. M. McFarland, Y. Cui, D. A. Butts, *Inferring nonlinear neuronal computation based on
    physiologically plausible inputs*, PLoS Computational Biology 9(7), 2013.

    Examples
    --------
    >>> ParametricSoftplus().get_config()["beta_init"]
    5.0
    """

    @keras1_names("plain")
    @kinds(
        max_value="not_negative", negative_slope="number", alpha_init="number", beta_init="number"
    )
    def __init__(self, alpha_init=0.2, beta_init=5.0, shared_axes=None, **options):
        super().__init__(shared_axes, **options)
        self.alpha_init, self.beta_init = float(alpha_init), float(beta_init)

    def create_params(self, input_shape):
        sizes = self.own_sizes(input_shape)
        self.add_param("alphas", sizes, initializers.Constant(self.alpha_init))
        self.add_param("betas", sizes, initializers.Constant(self.beta_init))

    def call(self, x, mask=None, *, context):
        return T.nnet.softplus(self.param("betas", x) * x) * self.param("alphas", x)

    def get_config(self):
        config = {"alpha_init": self.alpha_init, "beta_init": self.beta_init}
        return {**super().get_config(), **config}


class SReLU(_Learned):
    """Three straight pieces, with the two bends and the two outer slopes learned. (Keras 1 only.)

    The middle piece is ``x``, from ``t_left`` to ``t_left + |t_right|``; below and above it the
    slopes are ``a_left`` and ``a_right``.

    Parameters
    ----------
    t_left_initializer, a_left_initializer, t_right_initializer, a_right_initializer : optional
        Keras 1 called them ``t_left_init`` and so on.
    shared_axes : int or list of int, optional
        See `PReLU`.
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``t_left``, ``a_left``, ``t_right``, ``a_right``, of the shape of a sample with 1
    for shared axes.

    References
    ----------
    X. Jin, C. Xu, J. Feng, Y. Wei, J. Xiong, S. Yan, *Deep learning with S-shaped rectified linear
    activation units*, AAAI 2016.

    Examples
    --------
    >>> layer = SReLU()
    >>> layer.build((None, 4))
    >>> list(layer.params)
    ['t_left', 'a_left', 't_right', 'a_right']
    """

    _NAMES = ("t_left", "a_left", "t_right", "a_right")

    @keras1_names("srelu")
    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(
        self,
        t_left_initializer="zeros",
        a_left_initializer="glorot_uniform",
        t_right_initializer="glorot_uniform",
        a_right_initializer="ones",
        shared_axes=None,
        **options,
    ):
        super().__init__(shared_axes, **options)
        self.t_left_initializer = initializers.get(t_left_initializer, self.generation)
        self.a_left_initializer = initializers.get(a_left_initializer, self.generation)
        self.t_right_initializer = initializers.get(t_right_initializer, self.generation)
        self.a_right_initializer = initializers.get(a_right_initializer, self.generation)

    def create_params(self, input_shape):
        for name in self._NAMES:
            self.add_param(name, self.own_sizes(input_shape), getattr(self, f"{name}_initializer"))

    def call(self, x, mask=None, *, context):
        t_left, a_left, t_right, a_right = (self.param(name, x) for name in self._NAMES)
        width = abs(t_right)
        lower = t_left + T.minimum(T.nnet.relu(x - t_left, a_left), width)
        return lower + a_right * T.nnet.relu(x - (t_left + width))

    def get_config(self):
        config = super().get_config()
        for name in self._NAMES:
            option = f"{name}_initializer"
            config[option] = initializers.serialize(getattr(self, option))
        return config
