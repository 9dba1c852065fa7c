"""What a chain of layers has before its first one, where that is Keras 1's `Merge`."""

from theanornn.layers import InputLayer
from theanornn.models.network import Network
from theanornn.models.wiring import node_of

__all__ = ["layers_before", "sources"]


def layers_before(layer, head):
    """The layers that come before the first one, branch after branch."""
    for branch in getattr(layer, "layers", None) or head.layers:
        if isinstance(branch, Network):
            yield from branch.parts
        elif not isinstance(branch, InputLayer):
            yield branch


def sources(outputs):
    """The tensors of the inputs that some Keras tensors are made from, in order."""
    found, seen = {}, set()
    waiting = list(reversed(outputs))
    while waiting:
        tensor = waiting.pop()
        if tensor in seen:
            continue
        seen.add(tensor)
        node = node_of(tensor)
        if isinstance(node.layer, InputLayer):
            found[tensor] = None
        waiting.extend(reversed(node.sources))
    return list(found)
