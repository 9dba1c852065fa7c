"""A Theano graph as a Python function of JAX arrays, to be traced by ``jax.jit``.

The graph is interpreted, node by node. What depends on shapes and constants only is computed in
NumPy meanwhile, so that it can be a shape itself; the rest becomes operations of JAX.

Public names: :class:`GraphFunction`.
"""

import jax.numpy as jnp
import numpy as np
from theano.graph.basic import Constant
from theano.tensor.type import TensorType

from theanornn.errors import TheanornnError
from theanornn.runtime.jax.conversions import Cut, NotInJax, conversion_of, is_static
from theanornn.runtime.jax.refusals import refusal

#: Numbers of a static array beyond which it is made on the device: not a constant of the program.
MOST_STATIC = 1024


class GraphFunction:
    """Computes the outputs of a graph.

    Parameters
    ----------
    fgraph : FunctionGraph
        Optimised for JAX.
    build : str
        For messages.

    Raises
    ------
    BuildError
        An operation has no JAX form.
    """

    def __init__(self, fgraph, build):
        self.inputs, self.outputs, self._build = fgraph.inputs, fgraph.outputs, build
        self._steps = []
        for node in fgraph.toposort():
            convert = conversion_of(node.op)
            if convert is None:
                raise refusal(build, node, "the operation has no JAX form")
            prepare = getattr(convert, "prepare", None)
            if prepare is not None:
                convert = prepare(node, build)
            self._steps.append((node, convert))

    def __call__(self, *values):
        """Values of the outputs, in a list; to be called while JAX traces."""
        known = dict(zip(self.inputs, values))

        def value(variable):
            if variable not in known and isinstance(variable, Constant):
                known[variable] = _of_constant(variable)
            return known[variable]

        for node, convert in self._steps:
            arguments = [value(variable) for variable in node.inputs]
            try:
                results = _apply(node, convert, arguments)
            except NotInJax as error:
                raise refusal(self._build, node, str(error)) from None
            except (TypeError, ValueError, IndexError) as error:
                if isinstance(error, TheanornnError):
                    raise
                raise ValueError(f"{error} ({node.op} of {_sizes(arguments)})") from error
            known.update(zip(node.outputs, results))
        return [value(variable) for variable in self.outputs]


def _of_constant(variable):
    data = variable.data
    return jnp.asarray(data) if getattr(data, "size", 0) > MOST_STATIC else data


def _apply(node, convert, arguments):
    if not getattr(convert, "never_static", False) and all(map(is_static, arguments)):
        return _computed(node, arguments)
    if any(isinstance(a, Cut) for a in arguments) and not getattr(convert, "takes_cut", False):
        raise NotInJax(
            "it reads a result of scan whose length depends on data (until). Take its last entries "
            "(result[-1]), or return it from the function"
        )
    results = convert(node, *arguments)
    if isinstance(results, Cut) or not isinstance(results, (list, tuple)):
        results = [results]
    return [_cast(result, variable) for result, variable in zip(results, node.outputs)]


def _computed(node, arguments):
    """What the operation itself makes of static values."""
    arguments = [_as_its_type(a, variable) for a, variable in zip(arguments, node.inputs)]
    storage = [[None] for _ in node.outputs]
    node.op.perform(node, arguments, storage, *_parameters(node))
    return [
        jnp.asarray(cell[0]) if getattr(cell[0], "size", 0) > MOST_STATIC else cell[0]
        for cell in storage
    ]


def _parameters(node):
    parameters = node.run_params() if hasattr(node.op, "params_type") else None
    return [] if parameters is None else [parameters]


def _as_its_type(value, variable):
    if isinstance(variable.type, TensorType):
        return np.asarray(value, variable.dtype)
    dtype = getattr(variable.type, "dtype", None)
    return value if dtype is None else np.dtype(dtype).type(value)


def _sizes(values):
    return ", ".join(f"{tuple(np.shape(v))}" for v in values if not isinstance(v, slice))


def _cast(result, variable):
    if isinstance(result, Cut):
        return result
    dtype = getattr(variable.type, "dtype", None)
    if dtype is None or getattr(result, "dtype", dtype) == dtype:
        return result
    return result.astype(dtype)
