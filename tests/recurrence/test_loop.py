"""The contract of ``recur``: all cells, all drivers, masks, directions, sizes, against NumPy."""

import itertools

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.cell_cases import CASES
from theanornn import cells
from theanornn.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from theanornn.errors import NotBuiltError, ShapeError, UnknownNameError
from theanornn.recurrence import DRIVERS, recur

# time, batch, n_in, n_units
SIZES = [(4, 3, 2, 3), (1, 3, 2, 2), (4, 1, 2, 3), (3, 2, 1, 1), (1, 1, 1, 1), (5, 2, 3, 1)]
HOWS = [*DRIVERS, "auto"]
# Those that take any step; "fused" refuses what is more than products and element-wise mathematics.
LOOPS = ["scan", "unroll"]
MASKS = ["none", "right", "left", "holes", "all_masked_row", "all_real"]


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def a_mask(kind, n_steps, batch):
    """A mask ``(time, batch)`` in which the first row of the batch is the special one."""
    mask = np.ones((n_steps, batch))
    if kind == "right":
        mask[n_steps // 2 + 1 :, 0] = 0
    elif kind == "left":
        mask[: n_steps // 2, 0] = 0
    elif kind == "holes":
        mask[1::2, 0] = 0
    elif kind == "all_masked_row":
        mask[:, 0] = 0
    return mask


def weighed(histories):
    """A scalar in which every state at every step has a weight of its own (NumPy or Theano)."""
    total = 0.0
    for k, history in enumerate(histories):
        time, batch = (history.shape[axis] for axis in (0, 1))
        xp = np if isinstance(history, np.ndarray) else T
        place = (xp.arange(time)[:, None, None] + 1.0) * (xp.arange(batch)[None, :, None] + 2.0)
        total = total + (xp.sin(place + k) * history).sum()
    return total


class Compiled:
    """A recurrence over symbolic weights as one function of arrays: states, then gradients."""

    def __init__(
        self,
        case,
        how,
        masked,
        reverse=False,
        n_steps=None,
        truncate_gradient=-1,
        gradients=True,
    ):
        x = T.tensor3("x")
        mask = T.matrix("mask")
        weights = {
            name: T.TensorType("float64", (False,) * ndim)(name)
            for name, ndim in (
                (name, 1 + (case.cell.weight_specs[name].rows is not None)) for name in case.weights
            )
        }
        initial = [T.matrix(f"{name}0") for name in case.cell.states]
        cell = case.cell.over(**weights, **case.options)
        states = recur(
            cell,
            x,
            initial,
            mask if masked else None,
            reverse,
            truncate_gradient,
            how,
            n_steps=n_steps,
        )
        assert not states.updates
        inputs = [x, *initial, *weights.values()]
        gradients = T.grad(weighed(states), inputs) if gradients else []
        self.n_states = len(initial)
        self.call = theano.function(
            [*inputs, mask], [*states, *gradients], on_unused_input="ignore"
        )

    def __call__(self, x, initial, weights, mask):
        results = self.call(x, *initial, *weights.values(), mask)
        return results[: self.n_states], results[self.n_states :]


def arrays_for(case, rng, sizes):
    n_steps, batch, n_in, n_units = sizes
    x = rng.normal(size=(n_steps, batch, n_in))
    initial = [rng.normal(size=(batch, n_units)) for _ in case.cell.states]
    return x, initial, case.random_weights(rng, n_in, n_units)


def shared(value):
    """The values of a dict, a list or an array as shared variables.

    Constants would be folded when a graph is compiled, in C code compiled for the purpose.
    """
    if isinstance(value, dict):
        return {name: theano.shared(array) for name, array in value.items()}
    if isinstance(value, list):
        return [theano.shared(array) for array in value]
    return theano.shared(value)


def evaluate(states):
    """The values of several variables by one compiled function."""
    return theano.function([], list(states))()


def oracle(case, x, initial, weights, mask, reverse):
    return reference.over_time(case.oracle(**weights), x, initial, mask, reverse)


def test_every_public_cell_is_listed():
    public = {getattr(cells, name) for name in cells.__all__}
    public = {cell for cell in public if issubclass(cell, Cell)} - {Cell}
    assert public <= {case.cell for case in CASES.values()}


@pytest.mark.parametrize(
    ("masked", "reverse"),
    [(False, False), (True, False), (True, True)],
    ids=["plain", "masked", "masked_reverse"],
)
def test_scan_equals_numpy_at_all_sizes(case, masked, reverse, rng):
    function = Compiled(case, "scan", masked, reverse, gradients=False)
    for sizes, kind in itertools.product(SIZES, MASKS[1:] if masked else MASKS[:1]):
        x, initial, weights = arrays_for(case, rng, sizes)
        mask = a_mask(kind, *sizes[:2])
        states, _ = function(x, initial, weights, mask)
        expected = oracle(case, x, initial, weights, mask, reverse)
        for got, wanted in zip(states, expected):
            np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("n_steps", "masked", "reverse"),
    [(3, True, True), (1, False, False)],
    ids=["masked_reverse", "one_step"],
)
def test_drivers_agree_in_values_and_gradients(case, n_steps, masked, reverse, rng):
    functions = [Compiled(case, how, masked, reverse, n_steps) for how in DRIVERS]
    for batch, n_in, n_units in [(2, 3, 2), (1, 1, 1)]:
        arrays = arrays_for(case, rng, (n_steps, batch, n_in, n_units))
        mask = a_mask("holes", n_steps, batch)
        first, *others = (function(*arrays, mask) for function in functions)
        for other in others:
            for got, wanted in zip(itertools.chain(*other), itertools.chain(*first)):
                np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("masked", [False, True], ids=["plain", "masked"])
def test_gradients_equal_central_differences(case, masked, rng):
    x, initial, weights = arrays_for(case, rng, (3, 2, 2, 2))
    mask = a_mask("right", 3, 2) if masked else np.ones((3, 2))
    _, gradients = Compiled(case, "scan", masked)(x, initial, weights, mask)

    def loss(x, *arrays):
        initial, values = arrays[: len(case.cell.states)], arrays[len(case.cell.states) :]
        return weighed(oracle(case, x, initial, dict(zip(weights, values)), mask, False))

    expected = reference.numeric_gradient(loss, [x, *initial, *weights.values()])
    for got, wanted in zip(gradients, expected):
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("name", "k"),
    [("simple_rnn", 1), ("lstm", 2), *(("gru_before", k) for k in (1, 2, 3, 7))],
)
def test_truncated_gradient(name, k, rng):
    case, n_steps = CASES[name], 3
    x, initial, weights = arrays_for(case, rng, (n_steps, 2, 2, 2))
    mask = np.ones((n_steps, 2))
    results = [
        Compiled(case, how, True, False, n_steps, truncate_gradient=k)(x, initial, weights, mask)
        for how in DRIVERS
    ]
    for got, wanted in zip(itertools.chain(*results[1]), itertools.chain(*results[0])):
        np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-12)
    # What it means: the gradient of the last k steps, started from the state before them.
    cut = max(n_steps - k, 0)
    start = [history[cut - 1] for history in results[0][0]] if cut else initial

    def loss(x, *values):
        step = case.oracle(**dict(zip(weights, values)))
        histories = reference.over_time(step, x, start)
        pad = [np.zeros((cut, *history.shape[1:])) for history in histories]
        return weighed([np.concatenate(both) for both in zip(pad, histories)])

    expected = reference.numeric_gradient(loss, [x[cut:], *weights.values()])
    gradients = results[0][1]
    np.testing.assert_allclose(gradients[0][cut:], expected[0], rtol=1e-6, atol=1e-8)
    assert not gradients[0][:cut].any()
    for got, wanted in zip(gradients[1 + len(initial) :], expected[1:]):
        np.testing.assert_allclose(got, wanted, rtol=1e-6, atol=1e-8)
    for got in gradients[1 : 1 + len(initial)]:
        assert got.any() == (cut == 0)


@pytest.mark.parametrize("how", DRIVERS)
def test_state_dropout_multiplies_the_state_in_products_only(case, how, rng):
    x, initial, weights = arrays_for(case, rng, (3, 2, 2, 4))
    cell = case.cell.over(**shared(weights), **case.options)
    drop = np.array([[2.0, 0.0, 2.0, 2.0], [0.0, 2.0, 2.0, 0.0]])
    states = recur(cell, shared(x), shared(initial), state_dropout=shared(drop), how=how)
    expected = []
    for row in range(2):  # the same mask at each step is U with rows scaled, row by row
        scaled = {**weights, "U": weights["U"] * drop[row][:, None]}
        one = [state[row : row + 1] for state in initial]
        expected.append(reference.over_time(case.oracle(**scaled), x[:, row : row + 1], one))
    for got, wanted in zip(evaluate(states), zip(*expected)):
        np.testing.assert_allclose(got, np.concatenate(wanted, axis=1), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("how", DRIVERS)
@pytest.mark.parametrize(
    "make",
    [
        lambda h: theano.shared(h),
        lambda h: theano.shared(h[:1]),
        lambda h: theano.shared(h[:1], broadcastable=(True, False)),
        lambda h: theano.shared(h[0]),
        lambda h: h.astype("float32"),
        lambda h: T.constant(h[:, :1]),
    ],
    ids=["matrix", "one_row", "static_row", "vector", "float32", "column"],
)
def test_initial_state_of_any_broadcastable_shape(how, make, rng):
    case = CASES["gru_before"]
    x, (h0,), weights = arrays_for(case, rng, (2, 3, 2, 2))
    state = make(h0)
    (hs,) = recur(case.cell.over(**shared(weights)), shared(x), state, how=how)
    assert hs.dtype == "float64"
    value = state.get_value() if hasattr(state, "get_value") else getattr(state, "data", state)
    wide = np.broadcast_to(np.asarray(value, dtype="float64"), (3, 2))
    (expected,) = reference.over_time(case.oracle(**weights), x, [wide])
    np.testing.assert_allclose(hs.eval(), expected, rtol=1e-10)
    if hasattr(state, "get_value"):
        gradient = T.grad(hs.sum(), state).eval()
        assert gradient.shape == state.get_value().shape


@pytest.mark.parametrize("how", DRIVERS)
def test_one_initial_state_given_the_other_zero(how, rng):
    case = CASES["lstm"]
    x, (h0, _), weights = arrays_for(case, rng, (2, 3, 2, 2))
    hs, _ = recur(case.cell.over(**shared(weights)), shared(x), (shared(h0), None), how=how)
    expected = reference.over_time(case.oracle(**weights), x, [h0, np.zeros_like(h0)])
    np.testing.assert_allclose(hs.eval(), expected[0], rtol=1e-10)


@pytest.mark.parametrize("how", DRIVERS)
@pytest.mark.parametrize(
    "pattern",
    [pattern for pattern in itertools.product([True, False], repeat=3) if any(pattern)],
    ids=str,
)
def test_statically_broadcastable_input_with_gradient(how, pattern, rng):
    case = CASES["lstm"]
    time, batch, n_in = (1 if one else 2 for one in pattern)
    array, initial, weights = arrays_for(case, rng, (time, batch, n_in, 1))
    x = T.TensorType("float64", pattern)("x")
    W = theano.shared(weights["W"])
    cell = case.cell.over(W=W, U=shared(weights["U"]), b=shared(weights["b"]))
    mask = shared(np.ones((time, batch)))
    hs, _ = recur(cell, x, shared(initial), mask, how=how, n_steps=time)
    expected = oracle(case, array, initial, weights, None, False)[0]
    values, gradient = theano.function([x], [hs, T.grad(hs.sum(), W)])(array)
    np.testing.assert_allclose(values, expected, rtol=1e-10)
    assert gradient.shape == weights["W"].shape


@pytest.mark.parametrize("how", DRIVERS)
@pytest.mark.parametrize("dtype", ["int8", "bool", "float32", "int64"])
def test_mask_and_input_of_any_dtype(how, dtype, rng):
    case = CASES["simple_rnn"]
    _, initial, weights = arrays_for(case, rng, (3, 2, 2, 2))
    x = rng.integers(0, 2, size=(3, 2, 2))
    mask = a_mask("holes", 3, 2)
    (hs,) = recur(
        case.cell.over(**shared(weights)),
        shared(x.astype(dtype)),
        shared(initial),
        shared(mask.astype(dtype)),
        how=how,
    )
    expected = oracle(case, x, initial, weights, mask, False)
    assert hs.dtype == "float64"
    np.testing.assert_allclose(hs.eval(), expected[0], rtol=1e-7)


@pytest.mark.parametrize("how", DRIVERS)
def test_float32_weights_give_float32_states(case, how, rng):
    """Whatever ``floatX`` is: here it is float64, and a step's constants must not widen."""
    x, initial, weights = arrays_for(case, rng, (3, 2, 2, 3))
    single = {name: value.astype("float32") for name, value in weights.items()}
    states = recur(
        case.cell.over(**shared(single), **case.options),
        shared(x.astype("float32")),
        shared(initial),
        shared(np.ones((3, 2))),
        how=how,
    )
    for got, wanted in zip(evaluate(states), oracle(case, x, initial, weights, None, False)):
        assert got.dtype == "float32"
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("how", DRIVERS)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_nan_stays_in_its_row_and_goes_on_in_time(case, how, rng):
    x, initial, weights = arrays_for(case, rng, (3, 2, 2, 2))
    x[1, 0] = np.nan
    states = recur(
        case.cell.over(**shared(weights), **case.options), shared(x), shared(initial), how=how
    )
    for state in evaluate(states):
        assert np.isnan(state[1:, 0]).all()
        assert np.isfinite(state[0]).all() and np.isfinite(state[:, 1]).all()


@pytest.mark.parametrize("how", DRIVERS)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_nan_under_the_mask_does_not_reach_the_states(case, how, rng):
    x, initial, weights = arrays_for(case, rng, (3, 2, 2, 2))
    mask = a_mask("holes", 3, 2)
    expected = oracle(case, x, initial, weights, mask, False)
    x[1, 0] = np.nan
    states = recur(
        case.cell.over(**shared(weights), **case.options),
        shared(x),
        shared(initial),
        shared(mask),
        how=how,
    )
    for got, wanted in zip(evaluate(states), expected):
        np.testing.assert_allclose(got, wanted, rtol=1e-10)


def test_long_unrolled_graph_can_be_differentiated():
    cell = LSTMCell(1, 1, peepholes=True)
    _, cs = recur(cell, T.tensor3(), mask=T.matrix(), how="unroll", n_steps=60)
    assert T.grad(cs[-1].sum(), cell.W).ndim == 2


@pytest.mark.parametrize("how", HOWS)
def test_the_choice_of_driver_can_be_read(how):
    states = recur(LSTMCell(2, 3), T.tensor3(), how=how, n_steps=2)
    assert states.driver == ("fused" if how == "auto" else how)
    assert how in states.reason
    for state in states:
        assert state.tag.theanornn_driver == (states.driver, states.reason)


def test_how_never_changes_parameters():
    cell = GRUCell(2, 3, rng=np.random.default_rng(1))
    before = cell.params.get_values()
    for how in DRIVERS:
        recur(cell, T.tensor3(), how=how, n_steps=2)
    for value, kept in zip(cell.params.get_values(), before):
        np.testing.assert_array_equal(value, kept)


class SharedOutside(SimpleRNNCell):
    """Reads a shared variable that is no attribute of the cell, and one that is no weight."""

    scale = None

    def step(self, z, h):
        return (T.tanh(self.scale * z + OUTSIDE * T.dot(h, self.U)),)


OUTSIDE = theano.shared(np.float64(0.5))


@pytest.mark.parametrize("how", LOOPS)
def test_step_may_read_other_variables(how, rng):
    cell = SharedOutside(2, 3)
    cell.scale = theano.shared(np.float64(2.0))
    x = rng.normal(size=(3, 2, 2))
    (hs,) = recur(cell, shared(x), how=how)
    W, U, b = cell.params.get_values()
    step = reference.simple_rnn_step(2.0 * W, 0.5 * U, 2.0 * b)
    (expected,) = reference.over_time(step, x, [np.zeros((2, 3))])
    np.testing.assert_allclose(hs.eval(), expected, rtol=1e-10)
    got = theano.function([], T.grad(hs.sum(), [OUTSIDE, cell.scale]))()
    assert all(gradient != 0 for gradient in got)


class NoisyCell(SimpleRNNCell):
    """Draws random numbers inside the step."""

    def __init__(self, n_in, n_units, stream, **options):
        super().__init__(n_in, n_units, **options)
        self.stream = stream

    def step(self, z, h):
        return (z + self.stream.normal(h.shape),)


@pytest.mark.parametrize("how", LOOPS)
def test_random_generators_in_the_step_are_updated(how):
    from theanornn.randomness import RandomSource

    cell = NoisyCell(1, 2, RandomSource(3).theano_stream(), initializers={"W": "zeros"})
    states = recur(cell, shared(np.zeros((3, 2, 1))), how=how)
    draw = theano.function([], states[0], updates=list(states.updates.items()))
    first, second = draw(), draw()
    assert not np.allclose(first, second)
    assert not np.allclose(first[0], first[1])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (dict(x=T.matrix("x")), ShapeError, r"x has 2 dimensions, expected 3: \(time, batch, n_in"),
        (dict(x=np.zeros((3, 2, 5))), ShapeError, r"x has shape \(3, 2, 5\), expected \(\?, \?, 4"),
        (dict(mask=np.ones((3, 9))), ShapeError, r"mask has shape \(3, 9\), expected \(3, 2\)"),
        (dict(mask=np.ones((3, 2, 1))), ShapeError, "mask has 3 dimensions, expected 2"),
        (dict(initial_state=(None,)), ShapeError, r"1 initial states given.*2: \('h', 'c'\)"),
        (
            dict(initial_state=(None, np.ones((7, 5)))),
            ShapeError,
            r"initial state 'c' has shape \(7, 5\), expected \(2, 5\)",
        ),
        (dict(initial_state=(np.ones((2, 2, 5)), None)), ShapeError, "'h' has 3 dimensions"),
        (dict(how="fast"), UnknownNameError, "unknown driver of the recurrence 'fast'.*unroll"),
        (dict(how="unroll", x=T.tensor3()), NotBuiltError, "give n_steps, or use how='scan'"),
        (dict(x=np.zeros((0, 2, 4))), ShapeError, "x has no steps"),
        (dict(n_steps=4), ShapeError, "n_steps is 4, but x has 3 steps"),
        (dict(n_steps=0), ShapeError, "n_steps=0, expected a whole number from 1"),
        (dict(truncate_gradient=0), ShapeError, "truncate_gradient is 0"),
        (dict(x=np.zeros((3, 2, 4), dtype="complex128")), ValueError, "complex128"),
    ],
)
def test_bad_input_is_refused_when_the_graph_is_built(arguments, error, message):
    arguments = {"x": np.zeros((3, 2, 4)), **arguments}
    with pytest.raises(error, match=message):
        recur(LSTMCell(4, 5), **arguments)


def test_wrong_number_of_steps_is_refused_when_data_arrive():
    x = T.tensor3()
    (hs,) = recur(SimpleRNNCell(1, 1), x, how="scan", n_steps=3)
    with pytest.raises(ShapeError, match="n_steps is 3"):
        hs.eval({x: np.zeros((4, 1, 1))})


def test_state_dropout_that_the_step_ignores_is_refused():
    cell = NoisyCell(1, 2, None)
    cell.step = lambda z, h: (z + h,)
    with pytest.raises(UnknownNameError, match=r"self.dropped\(h\)"):
        recur(cell, np.zeros((3, 2, 1)), state_dropout=np.ones((2, 2)))
