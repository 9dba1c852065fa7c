"""Every cell, mask, direction and dtype: the fused driver gives what scan gives."""

from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cell_cases import CASES
from tests.recurrence.fused import own_cells
from tests.recurrence.fused.comparison import (
    TOLERANCE,
    Function,
    Sizes,
    assert_close,
    function_of,
    random_arrays,
    reversed_in_time,
    symbolic,
)
from theanornn import activations
from theanornn.cells import Cell, LSTMCell, SimpleRNNCell
from theanornn.recurrence import recur
from theanornn.recurrence.fused import NotFusable, derivation, library, obstacle, program
from theanornn.runtime import shared_library
from theanornn.runtime.shared_library import CompilerError

pytestmark = pytest.mark.compiled

CELLS = {
    name: (
        case.cell,
        (*case.options.items(), *[("peepholes", True)] * ("peepholes" in case.weights)),
    )
    for name, case in CASES.items()
}
for name in ("SlicedLSTM", "Odd", "Scaled", "Clipped", "Zoneout"):
    CELLS[name] = (getattr(own_cells, name), ())
VARIANTS = [
    (dtype, masked, reverse)
    for dtype in TOLERANCE
    for masked in (False, True)
    for reverse in (False, True)
]
SIZES = st.builds(
    Sizes,
    steps=st.integers(1, 9),
    batch=st.integers(1, 9),
    n_in=st.integers(1, 9),
    n_units=st.integers(1, 40),
)


def arrays_for(name, sizes, seed=1):
    cell_type, options = CELLS[name]
    cell = function_of(cell_type, "scan", "float64", options=options).cell
    return random_arrays(cell, np.random.default_rng(seed), sizes)


def by_scan(name, arrays, **options):
    """Return what scan gives, with and without the mask; forward, in float64."""
    cell_type, cell_options = CELLS[name]
    scan = function_of(cell_type, "scan", "float64", options=cell_options, **options)
    whole = {**arrays, "mask": np.ones_like(arrays["mask"])}
    return {True: scan(arrays), False: scan(whole)}


def assert_fused_gives(expected, name, arrays, variants=VARIANTS, **options):
    """Compare with the results of `by_scan`, which are reversed where fused is."""
    cell_type, cell_options = CELLS[name]
    for dtype, masked, reverse in variants:
        fused = function_of(
            cell_type, "fused", dtype, masked, options=cell_options, reverse=reverse, **options
        )
        got = fused(reversed_in_time(arrays) if reverse else arrays)
        if reverse:
            got = reversed_in_time(got)
        message = f"{dtype} masked={masked} reverse={reverse}"
        assert_close(got, expected[masked], TOLERANCE[dtype], message)


def compare(name, arrays, variants=VARIANTS, **options):
    """Assert that fused gives what scan gives."""
    assert_fused_gives(by_scan(name, arrays, **options), name, arrays, variants, **options)


@pytest.mark.parametrize("name", CASES)
def test_every_weight_of_a_cell_is_in_the_comparison(name):
    cell_type, options = CELLS[name]
    assert symbolic(cell_type, "float64", dict(options)).weight_names == CASES[name].weights


@pytest.mark.parametrize("name", CELLS)
@settings(max_examples=10, deadline=None, derandomize=True, database=None)
@given(sizes=SIZES, seed=st.integers(0, 2**32 - 1))
def test_equals_scan_in_values_and_gradients(name, sizes, seed):
    compare(name, arrays_for(name, sizes, seed))


@pytest.mark.parametrize("name", CELLS)
def test_equals_scan_at_the_smallest_sizes(name):
    for sizes in [(1, 1, 1, 1), (2, 1, 1, 1), (1, 2, 1, 1), (1, 1, 2, 1), (1, 1, 1, 2)]:
        compare(name, arrays_for(name, Sizes(*sizes)))


def test_every_elementwise_activation():
    """Those that a user may name; of the others, fused says why not."""
    for name, activation in activations.FUNCTIONS.items():
        fusable = obstacle(SimpleRNNCell(2, 3, activation=name)) is None
        assert fusable == activations.is_elementwise(activation), name


class EveryActivation(Cell):
    """A recurrence for each activation, side by side."""

    gates = tuple(n for n, f in activations.FUNCTIONS.items() if activations.is_elementwise(f))
    states = gates

    def step(self, z, *states):
        blocks = zip(self.gates, self.split(z), states, self.split(self.U))
        return tuple(
            0.5 * h + activations.get(name)(a + T.dot(T.tanh(h), u)) for name, a, h, u in blocks
        )


def test_activations_equal_those_of_scan():
    CELLS["activations"] = (EveryActivation, ())
    arrays = arrays_for("activations", Sizes(3, 4, 2, 19))
    compare("activations", arrays, [(dtype, True, False) for dtype in TOLERANCE])


@pytest.mark.parametrize("loss_on", [(0,), (1,), (2,), (0, 2)], ids=str)
def test_loss_on_some_of_the_states(loss_on):
    arrays = arrays_for("Odd", Sizes(3, 2, 3, 5))
    compare("Odd", arrays, [("float64", True, False)], loss_on=loss_on)


@pytest.mark.parametrize("kept", ["first", "last"])
@pytest.mark.parametrize("name", ["lstm", "gru_before"])
def test_loss_on_one_step(name, kept):
    arrays = arrays_for(name, Sizes(4, 3, 2, 5))
    for key in arrays:
        if key.startswith("of_"):
            arrays[key][slice(1, None) if kept == "first" else slice(-1)] = 0
    compare(name, arrays)


# At which loops are cut into chunks; threads divide the rows; threads divide the units.
LARGE = [
    Sizes(3, 300, 2, 5),
    Sizes(9, 100, 3, 2),
    Sizes(50, 11, 9, 100),
    Sizes(80, 1, 5, 269),
    Sizes(30, 3, 70, 270),
]
WITH_PARTS = ["lstm_peepholes", "gru_before", "Odd", "Zoneout"]


@pytest.mark.parametrize("sizes", LARGE, ids=lambda sizes: "x".join(map(str, sizes)))
@pytest.mark.parametrize("name", WITH_PARTS)
def test_chunks_and_threads(name, sizes, monkeypatch):
    arrays = arrays_for(name, sizes)
    expected = by_scan(name, arrays)
    for threads in (1, 2, 3):
        monkeypatch.setenv("OMP_NUM_THREADS", str(threads))
        variants = [("float64", True, True), ("float64", False, False)]
        assert_fused_gives(expected, name, arrays, variants)


@pytest.mark.parametrize("k", [1, 2, 4, 100])
@pytest.mark.parametrize("name", ["gru_before", "Odd"])
def test_truncated_gradient(name, k):
    arrays = arrays_for(name, Sizes(5, 3, 2, 4))
    compare(name, arrays, [("float64", True, False), ("float64", False, True)], truncate_gradient=k)


@pytest.mark.parametrize("name", ["lstm_peepholes", "Odd", "Zoneout", "simple_rnn"])
def test_checkpoints_change_nothing(name):
    arrays = arrays_for(name, Sizes(7, 3, 2, 9))
    expected = by_scan(name, arrays)
    for checkpoint in (True, 1, 2, 7, 100):
        variants = [("float64", True, False), ("float64", False, True)]
        assert_fused_gives(expected, name, arrays, variants, checkpoint=checkpoint)


@pytest.mark.parametrize("sizes", LARGE[2:], ids=lambda sizes: "x".join(map(str, sizes)))
def test_checkpoints_with_threads_and_truncation(sizes, monkeypatch):
    arrays = arrays_for("gru_before", sizes)
    expected = by_scan("gru_before", arrays, truncate_gradient=21)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    options = {"truncate_gradient": 21, "checkpoint": 8}
    assert_fused_gives(expected, "gru_before", arrays, [("float64", True, True)], **options)


@pytest.mark.parametrize("name", ["lstm", "Scaled"])
def test_a_row_that_is_masked_throughout_keeps_its_states(name):
    arrays = arrays_for(name, Sizes(4, 3, 2, 5))
    arrays["mask"][:, 1] = 0
    cell_type, options = CELLS[name]
    got = function_of(cell_type, "fused", "float64", options=options)(arrays)
    for state in ("h", "c"):
        before = np.broadcast_to(arrays[f"{state}_before"][1], got[state][:, 1].shape)
        np.testing.assert_array_equal(got[state][:, 1], before)
    assert not got["gradient of x"][:, 1].any()
    np.testing.assert_allclose(got["gradient of h_before"][1], arrays["of_h"][:, 1].sum(axis=0))


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_layout(order):
    arrays = arrays_for("gru_after", Sizes(4, 3, 2, 5))
    wide = {name: np.repeat(a, 2, axis=-1)[..., ::2] for name, a in arrays.items()}
    turned = {name: np.array(a, order=order) for name, a in arrays.items()}
    cell_type, options = CELLS["gru_after"]
    fused = function_of(cell_type, "fused", "float64", options=options)
    expected = fused(arrays)
    for other in (wide, turned):
        for name, value in fused(other).items():
            np.testing.assert_array_equal(value, expected[name])


@pytest.mark.parametrize(
    ("name", "ndim"),
    [("lstm", 1), ("lstm", 2), ("gru_before", 2), ("gru_after", 2), ("users_own", 1)],
)
def test_state_dropout(name, ndim):
    cell_type, options = CELLS[name]
    cell = symbolic(cell_type, "float64", dict(options))
    cell.state_dropout = T.TensorType("float64", (False,) * ndim)("state_dropout")
    arrays = random_arrays(cell, np.random.default_rng(2), Sizes(4, 3, 2, 5))
    scan, fused = (Function(cell, how, "float64") for how in ("scan", "fused"))
    assert_close(fused(arrays), scan(arrays), TOLERANCE["float64"])


@pytest.mark.parametrize("name", ["simple_rnn", "lstm_peepholes", "Odd"])
def test_gradients_equal_finite_differences(name):
    cell_type, options = CELLS[name]
    cell = symbolic(cell_type, "float64", dict(options))
    arrays = random_arrays(cell, np.random.default_rng(1), Sizes(3, 2, 2, 3))
    names = list(cell.variables())

    def loss(x, h, *weights):
        bound = cell.rebound(dict(zip(names, weights)))
        states = [h, *[arrays[f"{state}_before"] for state in cell.states[1:]]]
        states = [T.as_tensor_variable(state) for state in states]
        found = recur(bound, x, [T.cast(state, "float64") for state in states], how="fused")
        return sum((state * T.cast(arrays["of_h"], "float64")).sum() for state in found)

    values = [arrays[key].astype("float64") for key in ("x", "h_before", *names)]
    theano.gradient.verify_grad(loss, values, rng=np.random.RandomState(1))


@pytest.mark.parametrize("part", ["deltas", "carries", "vectors", "backs", "new_states"])
def test_an_error_in_what_is_derived_is_noticed(part, monkeypatch):
    """The comparison of this file, held to what it is for."""
    derived = program.differentiate

    def spoiled(step):
        adjoint = derived(step)
        values = getattr(adjoint, part)
        if part == "backs":
            wrong = {asked: asked * 1.0001 for asked in values.values()}
            adjoint.deltas = {v: theano.clone(d, wrong) for v, d in adjoint.deltas.items()}
        elif isinstance(values, dict):
            values[list(values)[0]] *= 1.0001
        else:
            values[0] = values[0] * 1.0001
        return adjoint

    monkeypatch.setattr(program, "differentiate", spoiled)
    monkeypatch.setattr(derivation, "_known", {})  # neither read nor spoil what others derived
    arrays = arrays_for("Odd", Sizes(3, 2, 3, 5))
    cell = function_of(own_cells.Odd, "scan", "float64").cell
    expected = function_of(own_cells.Odd, "scan", "float64")(arrays)
    with pytest.raises(AssertionError, match="off by"):
        assert_close(Function(cell, "fused", "float64")(arrays), expected, TOLERANCE["float64"])


@pytest.mark.parametrize("processor", ["portable", "avx2"])
@pytest.mark.parametrize("name", ["lstm_peepholes", "Odd"])
def test_on_a_lesser_processor(name, processor, monkeypatch):
    if processor == "avx2" and " avx2 " not in Path("/proc/cpuinfo").read_text():
        pytest.skip("this processor has no AVX2")
    monkeypatch.setenv("THEANORNN_KERNEL", processor)
    compare(name, arrays_for(name, Sizes(5, 7, 3, 13)), [(d, True, False) for d in TOLERANCE])


def test_without_a_compiler(monkeypatch):
    monkeypatch.setattr(shared_library, "available", lambda: False)
    monkeypatch.setattr(library, "_loaded", shared_library.Once())
    cell, x = LSTMCell(2, 3), theano.shared(np.zeros((2, 2, 2)))
    assert obstacle(cell) == "there is no C++ compiler (install g++)"
    assert recur(cell, x).driver == "scan"
    hs, _ = recur(cell, x, how="fused")
    with pytest.raises(CompilerError, match="install g\\+\\+, or use how='scan'"):
        theano.function([], hs)


@pytest.mark.parametrize(("steps", "batch"), [(0, 2), (3, 0), (0, 0)])
def test_nothing_in_gives_nothing_out(steps, batch):
    """For no steps, where scan raises, the result is empty and gradients are zero."""
    arrays = arrays_for("lstm", Sizes(steps, batch, 2, 3))
    for masked in (False, True):
        got = function_of(LSTMCell, "fused", "float64", masked)(arrays)
        assert got["h"].shape == got["c"].shape == (steps, batch, 3)
        assert got["gradient of x"].shape == (steps, batch, 2)
        for name in "WUb":
            assert not got[f"gradient of {name}"].any()
        np.testing.assert_array_equal(got["gradient of h_before"], np.zeros((batch, 3)))


def kinds(array):
    """Which numbers are finite, NaN, and infinite of either sign."""
    return np.where(np.isfinite(array), 0, np.where(np.isnan(array), 2, np.sign(array)))


SPECIAL = [(np.nan, False), (np.inf, False), (-np.inf, False), (1e30, False), (np.nan, True)]


@pytest.mark.parametrize("name", ["simple_rnn_relu", "lstm_peepholes", "gru_before", "Odd"])
@pytest.mark.parametrize("where", ["x", "h_before", "of_h", "W", "U"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_special_numbers_come_out_as_of_scan(name, where):
    cell_type, options = CELLS[name]
    for value, masked in SPECIAL:
        arrays = arrays_for(name, Sizes(4, 3, 2, 5))
        arrays["mask"][:] = 1
        arrays["mask"][2, 1] = 0
        arrays[where][(1, 1, 0) if arrays[where].ndim == 3 else (1, 0)] = value
        scan = function_of(cell_type, "scan", "float64", masked, options=options)(arrays)
        fused = function_of(cell_type, "fused", "float64", masked, options=options)(arrays)
        for key, expected in scan.items():
            same = kinds(fused[key]) == kinds(expected)
            if masked and key.startswith("gradient"):
                # Behind a mask is zero, which FAST_COMPILE multiplies with NaN (FAST_RUN does not).
                same |= np.isfinite(fused[key]) & np.isnan(expected)
            assert same.all(), (key, value, masked)


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("name", ["lstm_peepholes", "gru_before", "Odd"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_row_of_nan_leaves_the_others_their_bits(name, dtype):
    cell_type, options = CELLS[name]
    arrays = arrays_for(name, Sizes(5, 14, 2, 20))
    fused = function_of(cell_type, "fused", dtype, options=options)
    before = fused(arrays)
    arrays["x"][2, 3] = np.nan
    arrays["mask"][:, 3] = 1
    after = fused(arrays)
    others = [row for row in range(14) if row != 3]
    for key in (*fused.cell.states, "gradient of x"):
        np.testing.assert_array_equal(after[key][:, others], before[key][:, others])
        assert np.isnan(after[key][2 if key != "gradient of x" else 0 :, 3]).any()
    assert np.isnan(after["gradient of U"]).any()


def test_denormal_numbers_are_kept():
    """Nothing sets the processor to treat them as zero, in this thread or in others."""
    arrays = arrays_for("simple_rnn_relu", Sizes(2, 2, 2, 3))
    arrays["x"][:] = 1e-41
    arrays["mask"][:] = 1
    for name in ("h_before", "b"):
        arrays[name][:] = 0
    arrays["W"][:] = 1
    cell_type, options = CELLS["simple_rnn_relu"]
    got = function_of(cell_type, "fused", "float32", options=options)(arrays)
    np.testing.assert_allclose(got["h"][0], 2e-41, rtol=1e-3)
    assert np.float32(1e-41) * np.float32(1) > 0


class Normalised(SimpleRNNCell):
    def step(self, z, h):
        return (z / T.sum(z, axis=1, keepdims=True) + h,)


class Counting(SimpleRNNCell):
    def step(self, z, h):
        return (h / self.n_units + z,)


class NotDifferentiable(SimpleRNNCell):
    def step(self, z, h):
        return (T.nnet.ultra_fast_sigmoid(z) + h,)


@pytest.mark.parametrize(
    ("cell_type", "reason"),
    [
        (Normalised, "the step uses Sum"),
        (Counting, "computes with the number of units"),
        (NotDifferentiable, "cannot be differentiated"),
    ],
)
def test_what_cannot_be_fused_says_why(cell_type, reason):
    cell, x = cell_type(2, 3), T.tensor3()
    with pytest.raises(NotFusable, match=reason):
        recur(cell, x, how="fused")
    states = recur(cell, x)
    assert states.driver == "scan"
    assert states.reason.startswith("how='auto', and fused cannot: ")
    assert reason in states.reason


def test_a_projection_of_the_cells_own():
    class Squared(SimpleRNNCell):
        def project(self, x):
            return super().project(x) ** 2

    cell = symbolic(Squared, "float64", {})
    arrays = random_arrays(cell, np.random.default_rng(1), Sizes(3, 2, 4, 5))
    scan, fused = (Function(cell, how, "float64") for how in ("scan", "fused"))
    assert_close(fused(arrays), scan(arrays), TOLERANCE["float64"])
    plain = symbolic(SimpleRNNCell, "float64", {})
    plain.project = lambda x: T.dot(x, plain.W) ** 2
    scan, fused = (Function(plain, how, "float64") for how in ("scan", "fused"))
    assert_close(fused(arrays), scan(arrays), TOLERANCE["float64"])


def test_a_matrix_that_is_a_plain_attribute():
    """Its blocks are known by the shape that it has."""
    cell, x = (
        own_cells.Stacked(3, 4),
        theano.shared(np.random.default_rng(1).normal(size=(3, 2, 3))),
    )
    results = []
    for how in ("scan", "fused"):
        states = recur(cell, x, how=how)
        loss = sum((state**2).sum() for state in states)
        wrt = [cell.W, cell.U, cell.M, x]
        results.append(dict(enumerate(theano.function([], [*states, *T.grad(loss, wrt)])())))
    assert_close(results[1], results[0], TOLERANCE["float64"])


@pytest.mark.parametrize("name", ["lstm_peepholes", "gru_after", "Odd"])
def test_weights_that_are_known_to_have_one_unit(name):
    """Theano may broadcast their axes of length one; a driver's products have none to spread."""
    ones = {
        key: theano.shared(array, key, broadcastable=tuple(size == 1 for size in array.shape))
        for key, array in arrays_for(name, Sizes(3, 1, 1, 1)).items()
    }
    cell_type, options = CELLS[name]
    weights = {key: ones[key] for key in cell_type.weight_specs if key in ones}
    cell, x, results = cell_type.over(**{**dict(options), **weights}), ones["x"], []
    initial = [ones[f"{state}_before"] for state in cell.states]
    for how in ("scan", "fused"):
        states = recur(cell, x, initial, how=how)
        gradients = T.grad(sum(state.sum() for state in states), [x, *weights.values()])
        results.append(dict(enumerate(theano.function([], [*states, *gradients])())))
    assert_close(results[1], results[0], TOLERANCE["float32"])
