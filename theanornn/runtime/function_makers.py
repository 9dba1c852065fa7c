"""Who makes functions of graphs: Theano's own maker, or for a while another one.

Scan compiles its step with ``theano.function`` when it is linked, out of reach of whoever compiles
the graph around it. So the choice belongs to the mode, where Theano looks for it.
"""

import contextlib
import contextvars

_maker = contextvars.ContextVar("the class that makes functions", default=None)


@contextlib.contextmanager
def making_with(maker):
    """Within the ``with`` block, functions of ordinary modes are made by this class."""
    token = _maker.set(maker)
    try:
        yield
    finally:
        _maker.reset(token)


def mend(mode):
    """Let modes say who makes functions; DebugMode has a maker of its own and keeps it."""
    from theano.compile.function.types import FunctionMaker

    mode.Mode.function_maker = property(lambda self: _maker.get() or FunctionMaker)
