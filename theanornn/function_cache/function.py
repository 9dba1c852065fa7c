"""``theano.function`` with a memory.

Public names: :func:`function`.
"""

import sys
from collections import OrderedDict

import theano

from theanornn.function_cache.maker import CachedMaker
from theanornn.runtime.builds import mode_for
from theanornn.runtime.function_makers import making_with
from theanornn.runtime.waiting import waiting

__all__ = ["function"]


def function(inputs, outputs=None, mode=None, updates=None, givens=None, *, build=None, **options):
    """Compile a function, as ``theano.function`` does, without optimising a graph twice.

    A graph that computes the same as one that was compiled before, in this process or in an earlier
    one, takes over what the optimisation came to; the compiled code of its operations is found as
    Theano finds it. The same holds for the inner functions of ``theano.scan``. Names and the values
    of shared variables do not matter; types, constants, the engine's options and all versions do.

    Parameters
    ----------
    inputs, outputs, mode, updates, givens, **options
        As of ``theano.function``; `updates` may be any dictionary.
    build : {"cpu", "cpu-scan", "jax-cpu", "jax-gpu"}, optional
        See `theanornn.set_build`, which says what is taken otherwise.

    Returns
    -------
    theano.compile.function.types.Function
        ``maker.origin`` is "compiled", "shared" (optimised for another function of this process)
        or "disk" (in another process).

    Examples
    --------
    >>> import theano.tensor as T
    >>> x, y = T.dvectors("x", "y")
    >>> double = function([x], 2 * x + 0.25)
    >>> again = function([y], 2 * y + 0.25)
    >>> again([1.0, 2.0]), again.maker.origin
    (array([2.25, 4.25]), 'shared')
    """
    if isinstance(updates, dict):
        updates = OrderedDict(updates)
    if options.get("name") is None:
        caller = sys._getframe(1)
        options["name"] = f"{caller.f_code.co_filename}:{caller.f_lineno}"
    mode = mode_for(build, mode)
    with making_with(CachedMaker), waiting(options["name"]):
        return theano.function(inputs, outputs, mode, updates, givens, **options)
