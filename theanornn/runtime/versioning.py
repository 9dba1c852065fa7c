"""Modules that Theano compiled anew in every process no longer are.

Two mistakes in the keys of the compiled-module cache, in all versions of NumPy and Python.
"""

import zlib

from theanornn.runtime.rewrite import rewrite


def mend_empty_props(link_c_basic):
    """An Op with ``__props__ = ()`` (Alloc, Dot22 ...) counted as one that has no version."""
    rewrite(
        link_c_basic.CLinker,
        "cmodule_key_",
        ("version.append(node.op.__props__)", "version.append(('props', *node.op.__props__))"),
    )


def mend_salted_hash(graph_op):
    """The version of an ``ExternalCOp`` was the ``hash`` of a string: another in each process."""

    def c_code_cache_version(self):
        version = (zlib.crc32("".join(self.func_codes).encode()),)
        if hasattr(self, "params_type"):
            version += (self.params_type.c_code_cache_version(),)
        return version

    graph_op.ExternalCOp.c_code_cache_version = c_code_cache_version
