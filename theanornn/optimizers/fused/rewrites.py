"""What Theano's optimiser does to a function with updates: they become `FusedUpdate`.

Public names: :func:`register`.
"""

from theano.compile.mode import optdb
from theano.graph.basic import Constant
from theano.graph.opt import GlobalOptimizer, TopoOptimizer, local_optimizer
from theano.graph.toolbox import ReplaceValidate
from theano.tensor.basic import Alloc
from theano.tensor.subtensor import AdvancedIncSubtensor1

from theanornn.optimizers.fused.groups import groups
from theanornn.optimizers.fused.ops import FusedUpdate, Recipe
from theanornn.optimizers.fused.source import write
from theanornn.runtime import shared_library


class FuseUpdates(GlobalOptimizer):
    """Compute the element-wise updates of each group in one operation."""

    def add_requirements(self, fgraph):
        fgraph.attach_feature(ReplaceValidate())

    def apply(self, fgraph):
        if not shared_library.available():
            return
        done = {}
        for group in groups(fgraph):
            read = [done.get(each, each) for each in (*group.tensors, *group.scalars)]
            if group.waits_for_itself(read):  # by way of a group that was fused before
                continue
            replacements = dict(zip((u.new for u in group.updates), _fused(group, read)))
            fgraph.replace_all_validate(replacements.items(), reason="theanornn_fuse_updates")
            done.update(replacements)


def _fused(group, read):
    """The new values of a group, as outputs of one operation.

    Parameters
    ----------
    group : Group
    read : list of variables
        What stands for its tensors and scalars in the graph by now.
    """
    gathered, number = None, []
    rows_of_zeros = [
        k
        for k, tensor in enumerate(group.tensors)
        if k not in group.targets and _is_rows_of_zeros(tensor)
    ]
    if rows_of_zeros and len(group.tensors) > 1:
        gathered = rows_of_zeros[0]
        _, read[gathered], ids = group.tensors[gathered].owner.inputs
        number = [ids]
    source = write(*group.equations(), group.dtype, gathered)
    recipe = Recipe(source, group.dtype, len(group.tensors), group.targets, gathered)
    return FusedUpdate(recipe)(*read, *number, return_list=True)


def _is_rows_of_zeros(variable):
    """Whether a variable is zero but for rows that are added to it: an embedding's gradient."""
    node = variable.owner
    if node is None or not isinstance(node.op, AdvancedIncSubtensor1):
        return False
    base, rows, _ = node.inputs
    if node.op.set_instead_of_inc or rows.type.dtype != base.type.dtype:
        return False
    if rows.ndim != base.ndim or any(rows.broadcastable):
        return False
    if base.owner is not None and isinstance(base.owner.op, Alloc):
        base = base.owner.inputs[0]
    return isinstance(base, Constant) and not base.data.any()


@local_optimizer([FusedUpdate])
def update_in_place(fgraph, node):
    """Overwrite the old values."""
    op = node.op
    if not isinstance(op, FusedUpdate) or op.inplace:
        return False
    return FusedUpdate(op.recipe, inplace=True)(*node.inputs, return_list=True)


def register():
    """Have Theano do this in all functions that are compiled for speed.

    Equations are read when they have their plain form, before products and element-wise operations
    are merged with them. Memory is overwritten when everything else has been decided.
    """
    rewrites = {
        "theanornn_fuse_updates": (FuseUpdates(), 1.6, ()),
        "theanornn_update_in_place": (
            TopoOptimizer(update_in_place, failure_callback=TopoOptimizer.warn_inplace),
            76,
            ("inplace",),
        ),
    }
    for name, (rewrite, position, tags) in rewrites.items():
        if name not in optdb:
            optdb.register(name, rewrite, position, "fast_run", *tags)


register()
