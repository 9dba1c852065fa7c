"""The JAX build: a whole optimised graph, training updates included, as one jitted function.

Nothing here is imported before somebody asks for a build of JAX (see `theanornn.runtime.builds`).
Operations of the package bring their JAX form in their own module, and are found by its name:
``theanornn.recurrence.fused.in_jax`` for example.

Public names: :class:`JaxLinker`, :func:`converts`.
"""

from theanornn.runtime.jax.conversions import converts
from theanornn.runtime.jax.linker import JaxLinker

__all__ = ["JaxLinker", "converts"]
