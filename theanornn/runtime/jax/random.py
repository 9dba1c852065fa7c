"""Random numbers: MRG streams with the numbers of the C build, ordinary streams with others.

An ordinary stream's shared variable holds a generator of NumPy, which no device can run: for each
call a key is drawn from it, and JAX draws from the key. The numbers are those of the distribution
and the same for the same seed, but not those of the C build.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from theano.sandbox.rng_mrg import mrg_uniform
from theano.tensor.random.op import RandomVariable

from theanornn.runtime.jax.conversions import NotInJax, converts, is_static
from theanornn.runtime.jax.refusals import refusal

_M1, _M2 = np.uint32(2147483647), np.uint32(2147462579)
_NORMS = {"float32": np.float32(4.6566126e-10), "float64": 4.656612873077392578125e-10}


def _modulo(number, modulus):
    return jnp.where(number >= modulus, number - modulus, number)


def _advanced(state):
    """The next state of each stream of MRG31k3p, ``(6, streams)``, and the number that it gives."""
    x11, x12, x13, x21, x22, x23 = state
    u = np.uint32
    first = ((x12 & u(511)) << u(22)) + (x12 >> u(9))
    first = _modulo(first + ((x13 & u(16777215)) << u(7)) + (x13 >> u(24)), _M1)
    first = _modulo(first + x13, _M1)

    def times(x):
        return _modulo(((x & u(65535)) << u(15)) + u(21069) * (x >> u(16)), _M2)

    second = _modulo(_modulo(times(x23) + x23, _M2) + times(x21), _M2)
    number = jnp.where(first <= second, first - second + _M1, first - second)
    return jnp.stack([first, x11, x12, second, x21, x22]), number


@converts(mrg_uniform)
def _mrg(node, state, size):
    if not is_static(size):
        raise NotInJax("how many random numbers to draw depends on data")
    dtype = node.op.output_type.dtype
    if dtype not in _NORMS:
        raise NotInJax(f"random numbers of {dtype}")
    shape = tuple(int(each) for each in size)
    n, streams = int(np.prod(shape)), state.shape[0]
    rounds, rest = divmod(n, streams)
    states = jnp.asarray(state).T.astype(jnp.uint32)
    drawn = []
    if rounds > 1:
        states, numbers = lax.scan(lambda s, _: _advanced(s), states, None, length=rounds)
        drawn.append(numbers.reshape(-1))
    elif rounds:
        states, numbers = _advanced(states)
        drawn.append(numbers)
    if rest:
        some, numbers = _advanced(states[:, :rest])
        states = states.at[:, :rest].set(some)
        drawn.append(numbers)
    numbers = jnp.concatenate(drawn) if drawn else jnp.zeros(0, jnp.uint32)
    numbers = numbers.astype(jnp.int32).astype(dtype) * _NORMS[dtype]
    return [states.T.astype(jnp.int32), numbers.reshape(shape)]


_mrg.never_static = True


def _uniform(key, shape, dtype, low, high):
    return low + (high - low) * jax.random.uniform(key, shape, dtype)


def _normal(key, shape, dtype, mean, deviation):
    return mean + deviation * jax.random.normal(key, shape, dtype)


def _gumbel(key, shape, dtype, place, scale):
    return place + scale * jax.random.gumbel(key, shape, dtype)


def _laplace(key, shape, dtype, place, scale):
    return place + scale * jax.random.laplace(key, shape, dtype)


def _logistic(key, shape, dtype, place, scale):
    return place + scale * jax.random.logistic(key, shape, dtype)


def _bernoulli(key, shape, dtype, p):
    return jax.random.uniform(key, shape) < p


def _binomial(key, shape, dtype, n, p):
    return jax.random.binomial(key, jnp.asarray(n, float), p, shape)


def _integers(key, shape, dtype, low, high):
    return jax.random.randint(key, shape, jnp.asarray(low), jnp.asarray(high), jnp.int64)


def _exponential(key, shape, dtype, scale):
    return scale * jax.random.exponential(key, shape, dtype)


def _gamma(key, shape, dtype, form, scale):
    return scale * jax.random.gamma(key, form, shape, dtype)


def _beta(key, shape, dtype, a, b):
    return jax.random.beta(key, a, b, shape, dtype)


def _poisson(key, shape, dtype, rate):
    return jax.random.poisson(key, rate, shape)


_DRAWS = {
    "uniform": _uniform,
    "normal": _normal,
    "gumbel": _gumbel,
    "laplace": _laplace,
    "logistic": _logistic,
    "bernoulli": _bernoulli,
    "binomial": _binomial,
    "randint": _integers,
    "exponential": _exponential,
    "gamma": _gamma,
    "beta": _beta,
    "poisson": _poisson,
}


@converts(RandomVariable)
def _drawn(node, *values):
    raise NotImplementedError  # `_prepared` takes its place


def _prepared(node, build):
    draw = _DRAWS.get(node.op.name)
    if draw is None:
        raise refusal(build, node, f"there is no distribution {node.op.name!r} of JAX here")

    def convert(node, key, size, dtype, *parameters):
        if not is_static(size):
            raise NotInJax("how many random numbers to draw depends on data")
        shape = tuple(int(each) for each in np.atleast_1d(size))
        shape = shape or jnp.broadcast_shapes(*(np.shape(p) for p in parameters))
        following, used = jax.random.split(key)
        kind = node.outputs[1].dtype
        kind = kind if kind.startswith("float") else "float64"
        return [following, draw(used, shape, kind, *parameters)]

    convert.never_static = True
    return convert


_drawn.prepare = _prepared
