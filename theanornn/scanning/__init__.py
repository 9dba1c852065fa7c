"""``scan``: ``theano.scan`` without its traps, and fused where that is possible.

In the order of the data: `arguments` checks what was asked for, `tracing` calls the step, `graphs`
and `parts` find what of it needs a loop, `lifting` computes the rest for all steps at once,
`fusing` has the loop compiled: `widths` finds sizes, `planning` the kernel, `merging` makes one
matrix of several, `masking` gives masks their gradient.
"""

from theanornn.scanning.front import scan

__all__ = ["scan"]
