"""What is particular to the scan driver: what goes into the loop, and what stays outside."""

import numpy as np
import theano
import theano.tensor as T
from theano.graph.basic import ancestors, io_toposort
from theano.scan.op import Scan

from tests.cell_cases import CASES
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.randomness import RandomSource
from theanornn.recurrence import recur


def the_scan(variable):
    (node,) = {a.owner for a in ancestors([variable]) if a.owner and isinstance(a.owner.op, Scan)}
    return node


def products(inputs, outputs):
    return [n for n in io_toposort(inputs, outputs) if type(n.op).__name__ == "Dot"]


def test_input_is_projected_outside_and_gates_are_one_product():
    cell = LSTMCell(2, 3, name="lstm_4")
    hs, _ = recur(cell, T.tensor3(), mask=T.matrix(), how="scan")
    node = the_scan(hs)
    assert node.op.name == "lstm_4_scan"
    assert len(products(node.op.inputs, node.op.outputs)) == 1
    assert node.op.outer_non_seqs(node.inputs) == [cell.U]


def test_gru_makes_two_products_before_and_one_after():
    for name, count in (("gru_before", 2), ("gru_after", 1)):
        case = CASES[name]
        (hs,) = recur(case.cell(2, 3, **case.options), T.tensor3(), how="scan")
        node = the_scan(hs)
        assert len(products(node.op.inputs, node.op.outputs)) == count


def test_gradients_of_the_weights_are_products_after_the_loop():
    """Nothing is summed up step by step: the gradient's loop has no state of a weight's shape."""
    cell = GRUCell(2, 3)
    x = T.tensor3()
    hs = recur(cell, x, how="scan")[0]
    optimise = theano.compile.mode.Mode(linker="py", optimizer="fast_run")
    function = theano.function([x], T.grad(hs.sum(), cell.params.trainable), mode=optimise)
    backward = [
        node.op.info
        for node in function.maker.fgraph.toposort()
        if isinstance(node.op, Scan) and node.op.name.startswith("grad_of")
    ]
    assert [info["n_sit_sot"] for info in backward] == [0]


def test_strict_loop_reads_nothing_that_was_not_handed_in():
    hs, _ = recur(LSTMCell(2, 3), T.tensor3(), how="scan")
    op = the_scan(hs).op
    assert op.info["strict"]
    inner = ancestors(op.outputs)
    assert not any(isinstance(v, theano.compile.SharedVariable) for v in inner)


def test_a_mask_that_is_drawn_is_the_same_at_each_step():
    """With the identity as U, a unit either keeps what it saw at the first step, or loses it."""
    mask = 2 * RandomSource(1).theano_stream().binomial((16, 8), p=0.5, dtype="float64")
    cell = SimpleRNNCell(1, 8, activation="linear")
    cell.params.set_values([np.ones((1, 8)), np.eye(8), np.zeros(8)])
    x = np.zeros((4, 16, 1))
    x[0] = 1
    (hs,) = recur(cell, x, state_dropout=mask, how="scan")
    last = hs[-1].eval()
    assert set(np.unique(last)) == {0.0, 8.0}
    assert 0.35 < (last > 0).mean() < 0.65
