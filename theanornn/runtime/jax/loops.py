"""``theano.scan`` as a loop of XLA over its buffers, gradients included.

A Scan reads and writes rows of buffers: its outputs, with initial values in front, and in a
gradient the sums that later steps add to ("mit-mot"). So does this, and XLA does it in place.
"""

import jax
import jax.numpy as jnp
from jax import lax
from theano.graph.basic import ancestors
from theano.graph.fg import FunctionGraph
from theano.scan.op import Scan

from theanornn.runtime.jax.conversions import Cut, NotInJax, converts, integer, is_static
from theanornn.runtime.jax.graphs import GraphFunction
from theanornn.runtime.jax.queries import optimize_inner
from theanornn.runtime.jax.refusals import refusal


@converts(Scan)
def _scan(node, *values):
    raise NotImplementedError  # `_prepared` takes its place


def _prepared(node, build):
    op = node.op
    if _follows_until(node):
        raise refusal(
            build,
            node,
            "how many steps it makes depends on data, as it goes over what a scan until … gave (a "
            "gradient does). Compute all steps, and take what counts by T.switch",
        )
    fgraph = FunctionGraph(op.inputs, op.outputs, clone=True)
    optimize_inner(fgraph)
    step = GraphFunction(fgraph, build)

    def convert(node, *values):
        return _Loop(op, step, values).results()

    convert.never_static = True
    return convert


_scan.prepare = _prepared


def _follows_until(node):
    """Whether the number of steps comes from a loop that may end early."""
    nodes = (variable.owner for variable in ancestors([node.inputs[0]]) if variable.owner)
    return any(isinstance(each.op, Scan) and each.op.as_while for each in nodes)


class _Loop:
    """One run of a scan; see ``Scan.perform`` for the order of inputs and outputs."""

    def __init__(self, op, step, values):
        self.op, self.step = op, step
        self.n_steps, *rest = values
        if is_static(self.n_steps):
            self.n_steps = int(self.n_steps)
            if self.n_steps < 1:
                raise NotInJax(f"scan over {self.n_steps} steps")
        rest = iter(rest)

        def following(n):
            return [next(rest) for _ in range(n)]

        self.sequences = [jnp.asarray(v) for v in following(op.n_seqs)]
        self.buffers = [jnp.asarray(v) for v in following(op.n_outs)]
        self.shared = [jnp.asarray(v) for v in following(op.n_shared_outs)]
        self.lengths = [integer(v, "the length of a result") for v in following(op.n_nit_sot)]
        self.others = list(rest)
        self.starts = [-op.mintaps[k] for k in range(op.n_outs)] + [0] * op.n_nit_sot
        for sequence in self.sequences:
            if isinstance(self.n_steps, int) and len(sequence) < self.n_steps:
                raise ValueError(
                    f"a sequence of scan has {len(sequence)} entries, for {self.n_steps} steps"
                )

    def results(self):
        """The outputs of the Scan."""
        one = jax.eval_shape(lambda b, s: self._computed(0, b, s)[0], self.buffers, self.shared)
        first = self.op.n_mit_mot_outs + self.op.n_outs - self.op.n_mit_mot
        rows = one[first : first + self.op.n_nit_sot]
        buffers = self.buffers + [
            jnp.zeros((length, *row.shape), row.dtype) for length, row in zip(self.lengths, rows)
        ]
        if not self.op.as_while:
            state = lax.fori_loop(
                0,
                self.n_steps,
                lambda i, state: self._stepped(i, *state)[0],
                (buffers, self.shared),
            )
            return self._finished(*state, self.n_steps)

        def go_on(state):
            done, _, ended = state
            return (done < self.n_steps) & jnp.logical_not(ended)

        def stepped(state):
            done, inner, _ = state
            inner, ended = self._stepped(done, *inner)
            return done + 1, inner, ended

        start = (jnp.asarray(0, jnp.int64), (buffers, self.shared), jnp.asarray(False))
        done, state, _ = lax.while_loop(go_on, stepped, start)
        return self._finished(*state, done)

    def _computed(self, i, buffers, shared):
        """What the step gives for the i-th time, and the condition to end."""
        inputs = [lax.dynamic_index_in_dim(s, i, 0, keepdims=False) for s in self.sequences]
        for buffer, start, taps in zip(buffers, self.starts, self.op.tap_array):
            for tap in taps:
                row = (i + (start + tap)) % len(buffer)
                inputs.append(lax.dynamic_index_in_dim(buffer, row, 0, keepdims=False))
        outputs = self.step(*inputs, *shared, *self.others)
        ended = jnp.asarray(outputs.pop()).astype(bool).reshape(()) if self.op.as_while else False
        return [jnp.asarray(v) for v in outputs], ended

    def _stepped(self, i, buffers, shared):
        outputs, ended = self._computed(i, buffers, shared)
        outputs, buffers = iter(outputs), list(buffers)

        def write(k, tap):
            row = (i + (self.starts[k] + tap)) % len(buffers[k])
            value = jnp.broadcast_to(next(outputs), buffers[k].shape[1:])
            value = value.astype(buffers[k].dtype)
            buffers[k] = lax.dynamic_update_index_in_dim(buffers[k], value, row, 0)

        for k in range(self.op.n_mit_mot):
            for tap in self.op.mit_mot_out_slices[k]:
                write(k, tap)
        for k in range(self.op.n_mit_mot, len(buffers)):
            write(k, 0)
        return (buffers, list(outputs)), ended

    def _finished(self, buffers, shared, done):
        """Buffers with their rows in the order of time, as Scan leaves them."""
        n = self.op.n_mit_mot
        results = list(buffers[:n])
        for buffer, start in zip(buffers[n:], self.starts[n:]):
            results.append(self._ordered(buffer, start, done))
        return results + list(shared)

    def _ordered(self, buffer, start, done):
        length, written = len(buffer), done + start
        if isinstance(done, int):
            if length < written:
                return jnp.roll(buffer, -(written % length), 0)
            return buffer if length == written else buffer.at[written:].set(0)
        rolled = jnp.roll(buffer, -(written % length), 0)
        rows = jnp.arange(length).reshape([-1] + [1] * (buffer.ndim - 1))
        kept = jnp.where(rows < written, buffer, jnp.zeros_like(buffer))
        result = jnp.where(length < written, rolled, kept)
        if not self.op.as_while or length <= 1 + start:  # at least one step is made
            return result
        shorter = jnp.where(length > written, self.n_steps - done, 0)
        return Cut(result, length - shorter)
