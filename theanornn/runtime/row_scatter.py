"""``x[index] += y`` by rows, the gradient of an embedding, in C++ of our own.

NumPy 2 dropped the C function (``PyArray_MapIterArray``) that Theano's ``AdvancedIncSubtensor1`` is
made of. The replacement, ``row_scatter.h``, serves all versions of NumPy.
"""

from pathlib import Path


def mend(subtensor):
    """Give ``AdvancedIncSubtensor1`` the new C++; float16, never added right, gets none."""
    op = subtensor.AdvancedIncSubtensor1
    code = Path(__file__).with_name("row_scatter.h").read_text()
    c_code = op.c_code

    def c_code_here(self, node, name, input_names, output_names, sub):
        if node.inputs[0].dtype in ("float16", "bool"):
            raise NotImplementedError("rows of this dtype are added in Python")
        return c_code(self, node, name, input_names, output_names, sub)

    op.c_code = c_code_here
    op.c_support_code = lambda self, **kwargs: code
    op.c_code_cache_version = lambda self: (8, "rows", len(code))
