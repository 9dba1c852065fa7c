"""What is said where a build cannot run a graph.

Public names: :func:`refusal`, :func:`refused_type`.
"""

from theanornn.errors import BuildError
from theanornn.failures import layer_of, place_of

__all__ = ["refusal", "refused_type"]


def refusal(build, node, why):
    """The error that names the operation, the layer and the build that works.

    Parameters
    ----------
    build : str
    node : Apply
    why : str

    Returns
    -------
    BuildError
    """
    layer, place = layer_of(node), place_of(node)
    where = (f" in layer {layer}" if layer else "") + (f", written at {place}" if place else "")
    return BuildError(
        f"the build {build!r} cannot run {node.op}{where}: {why}. The build 'cpu' can "
        "(compile(build='cpu'), theanornn.function(..., build='cpu'))"
    )


def refused_type(build, variable):
    """The error for an input or output that is no array."""
    return BuildError(
        f"the build {build!r} cannot take or return {variable}, which is {variable.type} and no "
        "array. The build 'cpu' can"
    )
