"""Graphs that have been optimised once: found again in this process, and in later ones.

``theano.function`` optimises a graph, then compiles and links it. What the optimisation came to
depends on the graph alone, not on the values of its shared variables; so it is kept, without them,
and used again for every graph that computes the same thing.

Public names: :func:`function`, :class:`CachedMaker`.
"""

from theanornn.function_cache.function import function
from theanornn.function_cache.maker import CachedMaker

__all__ = ["CachedMaker", "function"]
