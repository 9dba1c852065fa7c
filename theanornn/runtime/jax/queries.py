"""Which rewrites of Theano's optimiser are for graphs that XLA compiles.

Public names: :data:`EXCLUDED`, :func:`optimize_inner`.
"""

from theano.compile.mode import optdb
from theano.graph.optdb import Query

__all__ = ["EXCLUDED", "optimize_inner"]

#: XLA has its own ways to fuse, to reuse memory and to multiply matrices.
EXCLUDED = (
    "inplace",
    "fusion",
    "BlasOpt",
    "cxx_only",
    "scan_make_inplace",
    "conv_gemm",
    "local_conv2d_cpu",
    "local_conv2d_gradweight_cpu",
    "local_conv2d_gradinputs_cpu",
    "AbstractConvCheck",
    "theanornn_fuse_updates",
    "theanornn_update_in_place",
)


def optimize_inner(fgraph):
    """Optimise the graph of one step of a scan."""
    optdb.query(Query(include=["fast_run"], exclude=list(EXCLUDED))).optimize(fgraph)
