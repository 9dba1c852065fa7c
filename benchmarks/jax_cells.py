"""Recurrent layers in plain JAX: ``lax.scan`` over a step, the input multiplied all at once."""

import jax
import jax.numpy as jnp
from jax.nn import sigmoid


def outputs(cell, weights, x):
    """All states of a layer, ``(steps, batch, units)``.

    Parameters
    ----------
    cell : {"lstm", "gru", "simplernn"}
        The GRU resets after the recurrent product.
    weights : W, U, b, and of the GRU the bias of the recurrent product
        Gates in the order i, f, c, o or z, r, h.
    x : array, (steps, batch, inputs)
    """
    W, U, b, *b_recurrent = weights
    zeros = jnp.zeros((x.shape[1], U.shape[0]), x.dtype)
    step = {"lstm": _lstm, "gru": _gru, "simplernn": _simplernn}[cell]
    initial = (zeros, zeros) if cell == "lstm" else (zeros,)
    return jax.lax.scan(lambda states, z: step(states, z, U, *b_recurrent), initial, x @ W + b)[1]


def _lstm(states, z, U):
    h, c = states
    i, f, g, o = jnp.split(z + h @ U, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * jnp.tanh(g)
    h = sigmoid(o) * jnp.tanh(c)
    return (h, c), h


def _gru(states, x, U, b):
    (h,) = states
    x_z, x_r, x_h = jnp.split(x, 3, axis=-1)
    h_z, h_r, h_h = jnp.split(h @ U + b, 3, axis=-1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    h = z * h + (1 - z) * jnp.tanh(x_h + r * h_h)
    return (h,), h


def _simplernn(states, z, U):
    h = jnp.tanh(z + states[0] @ U)
    return (h,), h
