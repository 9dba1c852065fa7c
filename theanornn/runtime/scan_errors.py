"""What goes wrong in a step of ``theano.scan`` is told, where its loop runs in C.

To say which operation failed the C loop asks the inner function's virtual machine for its maker,
which only the function has. So all that people saw of two matrices that do not fit, say, was
``AttributeError: 'CVM' object has no attribute 'maker'``.
"""

import functools
import types


def mend(op):
    """Let the machine of the inner function know the graph that errors are told of."""
    make_thunk = op.Scan.make_thunk

    @functools.wraps(make_thunk)
    def make_thunk_here(self, *args, **kwargs):
        thunk = make_thunk(self, *args, **kwargs)
        # Not the maker itself: the machine, which is written in C, must be in no circle.
        self.fn.fn.maker = types.SimpleNamespace(fgraph=self.fn.maker.fgraph)
        return thunk

    op.Scan.make_thunk = make_thunk_here
