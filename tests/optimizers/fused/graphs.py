"""Functions with updates for the tests, compiled with fused updates and without."""

import numpy as np
import theano
import theano.tensor as T
from theano.compile.mode import Mode

from theanornn.optimizers.fused.ops import FusedUpdate

# NumPy runs everything but the fused updates: nothing else has to be compiled.
FUSED = Mode("py", "fast_run").excluding("fusion")
PLAIN = FUSED.excluding("theanornn_fuse_updates")


def fused_nodes(function):
    """The fused updates in a compiled function."""
    return [n for n in function.maker.fgraph.apply_nodes if isinstance(n.op, FusedUpdate)]


def trained(optimizer, mode, dtype="float64", steps=4, shape=(7, 5), ids=None, constraints=None):
    """Train two arrays for some steps; the compiled function, parameters and state after.

    The loss reads the first by rows where `ids` are given, else as a whole; the second is a vector.
    """
    rng = np.random.default_rng(3)
    first = theano.shared(rng.normal(size=shape).astype(dtype), "first")
    second = theano.shared(rng.normal(size=shape[1]).astype(dtype), "second")
    target = rng.normal(size=(*np.shape(ids), *shape[1:]) if ids is not None else shape)
    number = T.scalar("number", dtype=dtype)
    read = first if ids is None else first[T.constant(ids)]
    loss = T.mean(T.sqr(T.tanh(read * second) * number - target.astype(dtype)))
    limits = {} if constraints is None else {first: constraints}
    optimizer.build([first, second])
    updates = optimizer.get_updates([first, second], limits, loss)
    function = theano.function([number], loss, updates=updates, mode=mode)
    for step in range(steps):
        function(np.asarray(1.0 + step, dtype))
    return function, [first.get_value(), second.get_value(), *optimizer.get_weights()]
