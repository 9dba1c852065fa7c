"""What the optimiser of a Theano function drops from fused recurrences: what nobody uses.

A function without gradients need not save for them; the first layer of a model has no use for the
gradient of its input.
"""

from theano.compile.mode import optdb
from theano.graph.opt import TopoOptimizer, local_optimizer

from theanornn.recurrence.fused.ops import Fused, FusedGradient


@local_optimizer([Fused])
def save_only_for_a_gradient(fgraph, node):
    """Leave the last output of `Fused` out where nothing reads it."""
    if not isinstance(node.op, Fused) or not node.op.saving or fgraph.clients[node.outputs[-1]]:
        return False
    states = Fused(node.op.recipe, saving=False)(*node.inputs, return_list=True)
    return dict(zip(node.outputs, states))


@local_optimizer([FusedGradient])
def no_gradient_of_unused_input(fgraph, node):
    """Leave the gradient of x out where nothing reads it."""
    op = node.op
    if not isinstance(op, FusedGradient) or not op.x_wanted or fgraph.clients[node.outputs[0]]:
        return False
    rest = FusedGradient(op.recipe, op.connected, x_wanted=False).make_node(*node.inputs)
    return dict(zip(node.outputs[1:], rest.outputs))


def register():
    """Have the optimisers of all functions do this, after dead branches have been merged."""
    for position, rewrite in ((2.9, no_gradient_of_unused_input), (2.91, save_only_for_a_gradient)):
        name = f"theanornn_{rewrite.__name__}"
        if name not in optdb:
            optdb.register(name, TopoOptimizer(rewrite), position, "fast_run", "fast_compile")


register()
