"""Values of shared variables that live on a device between calls.

A shared variable's cell then holds an array of JAX. Whoever else asks for the value, a function of
another build, ``get_value``, a pickle, gets an array of NumPy: it is brought home first.

Public names: :func:`install`, :func:`bring_home`.
"""

import functools

import jax
import numpy as np
from theano.compile.function.types import Function
from theano.compile.sharedvalue import SharedVariable
from theano.link.basic import Container

__all__ = ["bring_home", "install"]


def bring_home(cell):
    """Let a cell hold an array of NumPy, if it holds one of JAX; return what it holds.

    Parameters
    ----------
    cell : list of one
    """
    if isinstance(cell[0], jax.Array):
        cell[0] = np.array(cell[0])
    return cell[0]


def _at_home(function):
    @functools.wraps(function)
    def call(self, *args, **options):
        bring_home(self.storage)
        return function(self, *args, **options)

    return call


def _called_at_home(function):
    @functools.wraps(function)
    def call(self, *args, **options):
        if not getattr(self.fn, "takes_device_arrays", False):
            for container in self.input_storage:
                bring_home(container.storage)
        return function(self, *args, **options)

    return call


def _copied(function):
    @functools.wraps(function)
    def get_value(self, borrow=False, return_internal_type=False):
        value = self.container.storage[0]
        if isinstance(value, jax.Array) and not borrow:
            return np.array(value)  # the variable itself stays on the device
        return function(self, borrow, return_internal_type)

    return get_value


@functools.cache
def install():
    """Let Theano's containers and functions know of devices; from the first build of JAX on."""
    read = _at_home(Container.__get__)
    Container.__get__ = read
    Container.data = Container.value = property(read, Container.__set__)
    Container.__deepcopy__ = _at_home(Container.__deepcopy__)
    Container.__reduce_ex__ = _at_home(Container.__reduce_ex__)
    Function.__call__ = _called_at_home(Function.__call__)
    SharedVariable.get_value = _copied(SharedVariable.get_value)
