"""Batch normalization."""

import numpy as np
import theano.tensor as T

from theanornn import constraints, initializers, registry, regularizers
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.base import Layer

__all__ = ["BatchNormalization"]

#: What Keras 1's `mode` chooses.
BY_FEATURE, BY_SAMPLE, BY_BATCH = 0, 1, 2
_MODES = {"0": BY_FEATURE, "1": BY_SAMPLE, "2": BY_BATCH}


class BatchNormalization(Layer):
    r"""Bring each feature to mean 0 and variance 1, then to a mean and a variance that are learned.

    .. math:: y = \gamma (x - \mu) / \sqrt{\sigma^2 + \epsilon} + \beta

    In training :math:`\mu` and :math:`\sigma^2` are those of the batch (over all axes but `axis`,
    padding included), and their moving averages are kept; otherwise they are these averages.

    Parameters
    ----------
    axis : int
        The axis of the features, each of which has a mean and a variance of its own.
    momentum : float
        How much of the moving averages stays at each batch.
    epsilon : float
    center, scale : bool
        Whether there is a :math:`\beta`, and a :math:`\gamma`.
    beta_initializer, gamma_initializer : str, dict or callable
        Keras 1 called them ``beta_init`` and ``gamma_init``.
    moving_mean_initializer, moving_variance_initializer : str, dict or callable
    beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint : optional
    mode : {0, 1, 2}, optional
        Keras 1's: 0 is what is said above; 1 normalizes each sample over its last axis, by itself,
        always; 2 takes mean and variance from the batch outside training too. A layer that is
        given it is of generation 1.
    **options
        Arguments of `Layer`.

    Notes
    -----
    Parameters ``gamma``, ``beta``, ``moving_mean`` and ``moving_variance``, each ``(features,)``;
    training does not change the latter two by gradient.

    The moving variance is that of Keras on Theano: `epsilon` is in it already, and is added once
    more where it is used. Keras 2.3 makes it unbiased, times ``n / (n - 1 - epsilon)`` for `n`
    numbers to a feature; Keras 1 does not. A layer that is not trainable keeps its averages in
    Keras 2, and goes on with them in Keras 1.

    References
    ----------
    S. Ioffe, C. Szegedy, *Batch normalization: accelerating deep network training by reducing
    internal covariate shift*, ICML 2015.

    Examples
    --------
    >>> layer = BatchNormalization(momentum=0.9)
    >>> layer.build((None, 7, 4))
    >>> list(layer.params)
    ['gamma', 'beta', 'moving_mean', 'moving_variance']
    """

    supports_masking = True

    @keras1_names("batch_normalization")
    @kinds(axis="whole", scale="flag", momentum="fraction")
    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        mode=None,
        **options,
    ):
        if mode is not None:
            self.generation = 1
        super().__init__(**options)
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer, self.generation)
        self.gamma_initializer = initializers.get(gamma_initializer, self.generation)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.mode = registry.lookup(f"mode of {self.name}:", _MODES, str(mode or BY_FEATURE))
        for name, value in (("momentum", momentum), ("epsilon", epsilon)):
            if not 0 <= value <= 1:
                raise TheanornnError(
                    f"{self.name}: {name}={value!r}, expected a number from 0 to 1."
                )

    def create_params(self, input_shape):
        size = (input_shape[self.axis],)
        if self.scale:
            self.add_param(
                "gamma", size, self.gamma_initializer, self.gamma_regularizer, self.gamma_constraint
            )
        if self.center:
            self.add_param(
                "beta", size, self.beta_initializer, self.beta_regularizer, self.beta_constraint
            )
        self.add_param("moving_mean", size, self.moving_mean_initializer, trainable=False)
        self.add_param("moving_variance", size, self.moving_variance_initializer, trainable=False)

    def call(self, x, mask=None, *, context):
        epsilon = np.asarray(self.epsilon, dtype=x.dtype)
        if self.mode == BY_SAMPLE:
            deviation = T.sqrt(T.var(x, axis=-1, keepdims=True) + epsilon)
            normed = (x - T.mean(x, axis=-1, keepdims=True)) / (deviation + epsilon)
            return self._scaled(normed, x.ndim - 1)
        own_axis = self.axis % x.ndim
        if self.mode == BY_FEATURE and not context.training:
            mean, variance = self.params["moving_mean"], self.params["moving_variance"]
        else:
            others = [axis for axis in range(x.ndim) if axis != own_axis]
            mean, variance = T.mean(x, axis=others), T.var(x, axis=others)
            if self.mode == BY_FEATURE:
                self._keep("moving_mean", mean, context)
                kept = (variance + epsilon) * self._correction(x, own_axis)
                self._keep("moving_variance", kept, context)
        mean = _along(mean, own_axis, x.ndim)
        deviation = T.sqrt(_along(variance, own_axis, x.ndim) + epsilon)
        return self._scaled((x - mean) / deviation, own_axis)

    def _scaled(self, normed, own_axis):
        if self.scale:
            normed = normed * _along(self.params["gamma"], own_axis, normed.ndim)
        if self.center:
            normed = normed + _along(self.params["beta"], own_axis, normed.ndim)
        return normed

    def _correction(self, x, own_axis):
        """The factor from the variance of a batch to the one that is kept."""
        if self.generation == 1:
            return 1
        count = T.cast(x.size // x.shape[own_axis], x.dtype)
        unbiased = count - np.asarray(1 + self.epsilon, dtype=x.dtype)
        # One number alone has no variance to estimate from.
        return T.switch(unbiased > 0, count / T.maximum(unbiased, 1e-3), 1)

    def _keep(self, name, value, context):
        average = self.params[name]
        if context.is_updated(average):
            return  # by the first use of a shared layer, as in Keras
        momentum = np.asarray(self.momentum, dtype=average.dtype)
        context.add_update(average, average * momentum + value * (1 - momentum))

    def compute_output_shape(self, input_shape):
        rank = len(input_shape)
        if not -rank < self.axis < rank or self.axis == 0:
            raise ShapeError(
                f"{self.name}: axis={self.axis} is not an axis of the features in input of shape "
                f"{tuple(input_shape)}, expected a number from 1 to {rank - 1}, or from -1 to "
                f"-{rank - 1}."
            )
        if input_shape[self.axis] is None:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected the size of axis "
                f"{self.axis}, that of the features, to be known."
            )
        return tuple(input_shape)

    def _check_fits(self, shape):
        if shape[self.axis] != self.built_shape[self.axis]:
            raise ShapeError(
                f"{self.name}: was built for input of shape {self.built_shape}, got {shape}. "
                "Use a new layer for another number of features."
            )

    def get_config(self):
        config = {
            **super().get_config(),
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
        }
        for name in ("beta", "gamma", "moving_mean", "moving_variance"):
            initializer = getattr(self, f"{name}_initializer")
            config[f"{name}_initializer"] = initializers.serialize(initializer)
        for name in ("beta", "gamma"):
            regularizer, constraint = f"{name}_regularizer", f"{name}_constraint"
            config[regularizer] = regularizers.serialize(getattr(self, regularizer))
            config[constraint] = constraints.serialize(getattr(self, constraint))
        if self.generation == 1:
            config["mode"] = self.mode
        return config


def _along(vector, axis, ndim):
    """A vector as a tensor that broadcasts over all axes but one."""
    return vector.dimshuffle(*(0 if each == axis else "x" for each in range(ndim)))
