"""``theano.tensor.raw_random``: draws from a NumPy random state that is a symbolic variable.

Each function takes such a variable and returns two, the state afterwards and the sample, as
Theano's did until 1.0. Since then a random variable has no ``dtype``, ``ndim`` and ``avg`` of its
own, so that calls mean other things: here they mean what they did, and draw the same numbers.

Public names: :func:`uniform`, :func:`normal`, :func:`binomial`, :func:`random_integers`,
:func:`choice`, :func:`poisson`, :func:`permutation`, :func:`multinomial`.
"""

import functools
import operator

import numpy as np
import theano
from theano import tensor
from theano.gradient import grad_undefined
from theano.graph.basic import Apply
from theano.graph.op import Op
from theano.graph.opt import local_optimizer
from theano.tensor.random.type import RandomStateType, random_state_type
from theano.tensor.random.var import RandomStateSharedVariable

__all__ = [
    "RandomStateSharedVariable",
    "RandomStateType",
    "binomial",
    "choice",
    "multinomial",
    "normal",
    "permutation",
    "poisson",
    "random_integers",
    "random_state_type",
    "uniform",
]


def uniform(random_state, size=None, low=0.0, high=1.0, ndim=None, dtype=None):
    """Draw from the uniform distribution over [low, high).

    Parameters
    ----------
    random_state : variable of RandomStateType
    size : tuple, vector or None
        Shape of the sample; that of ``low + high`` when None.
    low, high : tensors
    ndim : int, optional
        Length of `size`, where it is a vector of unknown length.
    dtype : str, optional
        That of `low`, `high` and floatX together.

    Returns
    -------
    state, sample : variables
    """
    return _draw("uniform", random_state, size, (low, high), ndim, dtype)


def normal(random_state, size=None, avg=0.0, std=1.0, ndim=None, dtype=None):
    """Draw from the normal distribution with mean `avg`; see `uniform`."""
    return _draw("normal", random_state, size, (avg, std), ndim, dtype)


def binomial(random_state, size=None, n=1, p=0.5, ndim=None, dtype="int64", prob=None):
    """Draw the number of successes of `n` trials; see `uniform`. `prob` is an older name of `p`."""
    return _draw("binomial", random_state, size, (n, p if prob is None else prob), ndim, dtype)


def random_integers(random_state, size=None, low=0, high=1, ndim=None, dtype="int64"):
    """Draw whole numbers from `low` to `high`, both of them included; see `uniform`."""
    return _draw("random_integers", random_state, size, (low, high), ndim, dtype)


def choice(random_state, size=None, a=2, replace=True, p=None, ndim=None, dtype="int64"):
    """Choose out of `a`, or out of ``range(a)``, with probabilities `p`; see `uniform`."""
    if isinstance(replace, bool):
        replace = np.asarray(replace, "int8")
    parameters = a, replace, np.zeros(0) if p is None else p
    return _draw("choice", random_state, () if size is None else size, parameters, ndim, dtype)


def poisson(random_state, size=None, lam=1.0, ndim=None, dtype="int64"):
    """Draw from the Poisson distribution; see `uniform`."""
    return _draw("poisson", random_state, size, (lam,), ndim, dtype)


def permutation(random_state, size=None, n=1, ndim=None, dtype="int64"):
    """Draw permutations of ``range(n)``: `size` of them, along one more axis; see `uniform`."""
    return _draw("permutation", random_state, () if size is None else size, (n,), ndim, dtype)


def multinomial(random_state, size=None, n=1, pvals=(0.5, 0.5), ndim=None, dtype="int64"):
    """Draw counts of `n` trials whose probabilities are the last axis of `pvals`."""
    return _draw("multinomial", random_state, size, (n, pvals), ndim, dtype)


def _permutations(state, n, size):
    shape = tuple(size)
    drawn = [state.permutation(int(n)) for _ in np.ndindex(*shape)]
    return np.asarray(drawn).reshape(*shape, int(n))


def _integers(state, low, high, size):
    return state.randint(low, np.asarray(high) + 1, size=tuple(size))


def _choice(state, a, replace, weights, size):
    return state.choice(a, tuple(size), bool(replace), weights if weights.size else None)


def _multinomial(state, n, pvals, size):
    shape = tuple(size)
    counts = np.broadcast_to(n, shape)
    # In float32 probabilities add up to a little more than 1.
    pvals = np.broadcast_to(pvals, (*shape, pvals.shape[-1])).astype("float64")
    pvals = pvals / np.maximum(pvals.sum(axis=-1, keepdims=True), 1.0)
    drawn = [state.multinomial(counts[i], pvals[i]) for i in np.ndindex(*shape)]
    return np.asarray(drawn).reshape(pvals.shape)


def _numpys(name, state, *arguments):
    *parameters, size = arguments
    return getattr(state, name)(*parameters, size=tuple(size))


_FUNCTIONS = {
    "random_integers": _integers,
    "choice": _choice,
    "permutation": _permutations,
    "multinomial": _multinomial,
    **{n: functools.partial(_numpys, n) for n in ("uniform", "normal", "binomial", "poisson")},
}
_MORE_AXES = {"permutation": 1, "multinomial": 1}


class Draw(Op):
    """Draws from a NumPy random state by one of the functions above.

    Parameters
    ----------
    name : str
    dtype : str
    broadcastable : tuple of bool
        Of the sample.
    inplace : bool
        Whether the state that comes in is used up.
    """

    __props__ = ("name", "dtype", "broadcastable", "inplace")

    def __init__(self, name, dtype, broadcastable, inplace=False):
        self.name, self.dtype, self.inplace = name, dtype, inplace
        self.broadcastable = tuple(broadcastable)
        if inplace:
            self.destroy_map = {0: [0]}

    def make_node(self, state, size, *parameters):
        sample = tensor.TensorType(self.dtype, self.broadcastable)()
        return Apply(self, [state, size, *parameters], [state.type(), sample])

    def infer_shape(self, fgraph, node, shapes):
        size, more = node.inputs[1], _MORE_AXES.get(self.name, 0)
        shape = [size[i] for i in range(node.outputs[1].ndim - more)]
        last = node.inputs[-1]
        if more:
            shape.append(last if self.name == "permutation" else shapes[-1][-1])
        return [None, shape]

    def grad(self, inputs, gradients):
        reason = "random numbers have no gradient"
        return [grad_undefined(self, i, x, reason) for i, x in enumerate(inputs)]

    def R_op(self, inputs, eval_points):
        return [None for _ in eval_points]

    def perform(self, node, inputs, outputs, params=None):
        state, size, *parameters = inputs
        if not self.inplace:
            state = _copied(state)
        outputs[0][0] = state
        sample = _FUNCTIONS[self.name](state, *parameters, size)
        outputs[1][0] = np.asarray(sample, dtype=self.dtype)


def _copied(state):
    copy = np.random.RandomState()
    copy.set_state(state.get_state())
    return copy


@local_optimizer([Draw])
def draw_in_place(fgraph, node):
    """Let a draw use up the state that it was given, where nobody else needs it."""
    op = node.op
    if not isinstance(op, Draw) or op.inplace:
        return False
    return Draw(op.name, op.dtype, op.broadcastable, inplace=True)(*node.inputs, return_list=True)


theano.compile.optdb.register(
    "theanornn_draw_in_place",
    tensor.opt.in2out(draw_in_place, ignore_newtrees=True),
    99,
    "fast_run",
    "inplace",
)


def _draw(name, random_state, size, parameters, ndim, dtype):
    parameters = [tensor.as_tensor_variable(each) for each in parameters]
    if dtype is None:
        dtype = theano.scalar.upcast(theano.config.floatX, *[p.dtype for p in parameters])
    shaping = parameters
    if name == "multinomial":
        shaping = [parameters[0], parameters[1][..., 0]]
    size, broadcastable = _size_and_pattern(size, ndim, shaping)
    if name in _MORE_AXES:
        broadcastable += (False,)
    return Draw(name, dtype, broadcastable)(random_state, size, *parameters, return_list=True)


def _size_and_pattern(size, ndim, parameters):
    """The shape of a sample as a vector of int64, and which of its axes are broadcastable."""
    if size is None:
        sample = functools.reduce(operator.add, parameters)
        return tensor.cast(sample.shape, "int64"), tuple(sample.broadcastable)
    if isinstance(size, (tuple, list)):
        pattern = tuple(isinstance(s, (int, np.integer)) and s == 1 for s in size)
        if not size:
            return tensor.constant(np.zeros(0, "int64")), ()
        return tensor.cast(tensor.stack(list(size)), "int64"), pattern
    size = tensor.as_tensor_variable(size)
    if size.ndim != 1 or size.dtype not in tensor.integer_dtypes:
        raise TypeError(f"size must be a vector or tuple of whole numbers, got {size.type}")
    if ndim is None:
        ndim = tensor.get_vector_length(size)
    return tensor.cast(size, "int64"), (False,) * ndim
