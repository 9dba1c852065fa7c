"""The Theano operation around a kernel of updates.

Public names: :class:`Recipe`, :class:`FusedUpdate`.
"""

from typing import NamedTuple, Optional

import numpy as np
import theano.tensor as T
from theano.graph.basic import Apply
from theano.graph.op import Op

from theanornn.errors import ShapeError
from theanornn.optimizers.fused.source import load
from theanornn.runtime import shared_library

_NO_SUCH_ROW, _NO_MEMORY = 1, 2


class Recipe(NamedTuple):
    """Updates without their data.

    Attributes
    ----------
    source : str
        Of the kernel; see `source.write`.
    dtype : str
    n_tensors : int
    targets : tuple of (int or None)
        Which tensor each result takes the place of.
    gathered : int or None
        The tensor that is given by some of its rows; all others are zero.
    """

    source: str
    dtype: str
    n_tensors: int
    targets: tuple
    gathered: Optional[int] = None


class FusedUpdate(Op):
    """New values of arrays of one shape, element by element.

    Inputs: the tensors of the recipe (of the gathered one the rows ``(n, ...)``), the scalars, and
    for the gathered one the number of each row, integers ``(n,)``; rows of the same number add up.
    Outputs: the results.

    Parameters
    ----------
    recipe : Recipe
    inplace : bool
        Whether the results overwrite the tensors that they take the place of.
    """

    __props__ = ("recipe", "inplace")

    def __init__(self, recipe, inplace=False):
        self.recipe, self.inplace = recipe, inplace
        if inplace:
            targets = enumerate(recipe.targets)
            self.destroy_map = {k: [target] for k, target in targets if target is not None}

    def __str__(self):
        return f"FusedUpdate{{{'inplace' if self.inplace else 'no_inplace'}}}"

    def make_node(self, *inputs):
        inputs = [T.as_tensor_variable(each) for each in inputs]
        whole = next(k for k in range(self.recipe.n_tensors) if k != self.recipe.gathered)
        return Apply(self, inputs, [inputs[whole].type() for _ in self.recipe.targets])

    @property
    def kernel(self):
        """The source of what the operation calls."""
        return self.recipe.source

    def compile_kernel(self):
        """Compile it, unless that was done before."""
        load(self.kernel)

    def prepare_node(self, node, storage_map, compute_map, impl):
        # Now, not in the first call: compiling is part of making a function.
        self.compile_kernel()

    def perform(self, node, inputs, storage):
        recipe, n = self.recipe, self.recipe.n_tensors
        tensors = [np.ascontiguousarray(each) for each in inputs[:n]]
        whole = [each for k, each in enumerate(tensors) if k != recipe.gathered]
        shape = whole[0].shape
        if any(each.shape != shape for each in whole):
            raise ShapeError(
                f"arrays of an update have shapes {[each.shape for each in whole]}, expected all "
                "to be the same"
            )
        sizes, scalars = [whole[0].size, 1, shared_library.threads(), -1, 0, 0], inputs[n:]
        if recipe.gathered is not None:
            *scalars, ids = scalars
            ids, rows = np.ascontiguousarray(ids, np.int64), tensors[recipe.gathered]
            if rows.shape != (len(ids), *shape[1:]):
                raise ShapeError(
                    f"rows of a gradient have shape {rows.shape}, expected "
                    f"{(len(ids), *shape[1:])}: one for each of {len(ids)} numbers"
                )
            width = int(np.prod(shape[1:]))
            sizes[1], sizes[3:] = width, [len(ids), ids.ctypes.data, rows.ctypes.data]
        results = [self._result(target, tensors) for target in recipe.targets]
        if any(each.size for each in tensors):
            self._call(sizes, [*tensors, *(scalars or [None]), *results], shape)
        for cell, result in zip(storage, results):
            cell[0] = result

    def _result(self, target, tensors):
        if self.inplace and target is not None:
            return tensors[target]
        whole = next(each for k, each in enumerate(tensors) if k != self.recipe.gathered)
        return np.empty_like(whole)

    def _call(self, sizes, arrays, shape):
        addresses = [0 if each is None else each.ctypes.data for each in arrays]
        call = np.array(sizes + addresses, np.int64)
        failure = load(self.recipe.source)(call.ctypes.data)
        if failure == _NO_SUCH_ROW:
            raise IndexError(f"index out of bounds: not a row of an array of shape {shape}")
        if failure == _NO_MEMORY:
            raise MemoryError("no memory for the sums of rows of a gradient")

    def infer_shape(self, fgraph, node, shapes):
        whole = next(k for k in range(self.recipe.n_tensors) if k != self.recipe.gathered)
        return [shapes[whole]] * len(node.outputs)
