"""Fused updates: what a function does to a parameter and its state, in one pass over the memory.

Theano computes each of an optimizer's arrays in a loop of its own, one number at a time where a
square root is involved. Here the equations of all updates that belong together become one loop in
C++, in place and over several threads; a gradient of an embedding, zero in all but some rows, is
never written out. The equations themselves stay where they are: a rewrite of Theano's optimiser
(`rewrites`) finds them in the graph of any function with updates.

In the order of the data: `groups` reads the graph, `source` writes C++ (around it: ``update.h``),
`ops` has the Theano operation, `rewrites` puts it in place.
"""

from theanornn.optimizers.fused.ops import FusedUpdate
from theanornn.optimizers.fused.rewrites import register

__all__ = ["FusedUpdate", "register"]
