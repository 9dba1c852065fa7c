"""Beside the values in `test_golden`: what Keras' own loop gets wrong, and edges."""

import numpy as np
import pytest

from theanornn.errors import NotBuiltError, ShapeError
from theanornn.keras import backend as K


def adding(x, states):
    new = states[0] + x
    return new * 2, [new]


def run(x, start=None, **options):
    """Last output, outputs and final state of a running sum."""
    start = np.zeros((x.shape[0], *x.shape[2:])) if start is None else start
    last, outputs, states = K.rnn(adding, K.variable(x), [K.variable(start)], **options)
    return [K.eval(each) for each in (last, outputs, states[0])]


def summed(x, mask, start, backwards=False):
    """The same in NumPy."""
    state, output, outputs = start, np.zeros_like(start), []
    for t in range(x.shape[1])[:: -1 if backwards else 1]:
        real = mask[:, t].astype(bool).reshape((-1,) + (1,) * (x.ndim - 2))
        state = np.where(real, state + x[:, t], state)
        output = np.where(real, 2 * state, output)
        outputs.append(output)
    return output, np.stack(outputs, axis=1), state


SHAPES = [(3, 4, 2), (1, 4, 2), (3, 1, 2), (3, 4, 1), (1, 1, 1), (2, 3, 4, 5), (2, 3, 1, 1)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("unroll", [False, True])
@pytest.mark.parametrize("backwards", [False, True])
def test_no_axis_is_lost(shape, masked, unroll, backwards, rng):
    x, start = rng.normal(size=shape), rng.normal(size=(shape[0], *shape[2:]))
    mask = rng.integers(0, 2, size=shape[:2]) if masked else np.ones(shape[:2])
    mask[-1] = 0 if masked else 1  # no step of the last sample is real
    options = {"mask": K.variable(mask)} if masked else {}
    if unroll:
        options.update(unroll=True, input_length=shape[1])
    got = run(x, start, go_backwards=backwards, **options)
    for one, expected in zip(got, summed(x, mask, start, backwards)):
        np.testing.assert_allclose(one, expected)


def test_a_mask_with_an_axis_of_features(rng):
    x, mask = rng.normal(size=(3, 4, 2)), rng.integers(0, 2, size=(3, 4))
    for one, other in zip(
        run(x, mask=K.variable(mask)), run(x, mask=K.variable(mask[..., None], dtype="bool"))
    ):
        np.testing.assert_array_equal(one, other)


def test_without_states():
    x = K.variable(np.ones((2, 3, 1)))
    last, outputs, states = K.rnn(lambda x, states: (x * 2, []), x, [])
    assert K.eval(outputs).tolist() == [[[2], [2], [2]]] * 2 and states == []
    assert K.eval(last).tolist() == [[2], [2]]


def test_constants_come_after_the_states_numbers_too(rng):
    x = rng.normal(size=(2, 3, 1))

    def step(x, states):
        h, factor, shift = states
        return x * factor + shift, [h]

    for unroll in (False, True):
        _, outputs, _ = K.rnn(
            step,
            K.variable(x),
            [K.zeros((2, 1))],
            constants=[K.cast_to_floatx(3.0), K.variable([[1.0], [2.0]])],
            unroll=unroll,
            input_length=3,
        )
        np.testing.assert_allclose(K.eval(outputs), x * 3 + np.array([1.0, 2.0])[:, None, None])


@pytest.mark.parametrize("unroll", [False, True])
def test_random_steps_draw_anew_at_each_step_and_at_each_call(unroll):
    def step(x, states):
        return K.dropout(x, 0.5), states

    x = K.placeholder((2, 6, 20))
    _, outputs, _ = K.rnn(step, x, [K.zeros((2, 20))], unroll=unroll, input_length=6)
    function = K.function([x], [outputs])
    first, second = (function([np.ones((2, 6, 20))])[0] for _ in range(2))
    assert not np.array_equal(first, second)
    assert not np.array_equal(first[:, 0], first[:, 1])
    assert not np.array_equal(first[:, -1], second[:, 0])


def test_gradients_reach_all_steps(rng):
    x = K.variable(rng.normal(size=(2, 3, 1)))
    for options in ({}, {"mask": K.ones((2, 3))}, {"unroll": True, "input_length": 3}):
        last, _, _ = K.rnn(adding, x, [K.zeros((2, 1))], **options)
        np.testing.assert_allclose(K.eval(K.gradients(K.sum(last), x)), 2)


def test_states_keep_their_dtype():
    def step(x, states):
        return x, [K.cast(states[0], "int32") + 1]

    _, _, states = K.rnn(step, K.zeros((2, 3, 1)), [K.zeros((2, 1))])
    assert states[0].dtype == "float64" and K.eval(states[0]).tolist() == [[3], [3]]


def test_shapes_are_known():
    x = K.placeholder((None, 5, 3))
    W = K.zeros((3, 4))
    _, outputs, states = K.rnn(
        lambda x, s: (K.dot(x, W) + s[0], [s[0]]), x, [K.zeros_like(K.dot(x[:, 0], W))]
    )
    assert K.int_shape(outputs) == (None, 5, 4) and K.int_shape(states[0]) == (None, 4)


def test_what_does_not_fit():
    x, state = K.zeros((2, 3, 1)), K.zeros((2, 1))
    with pytest.raises(ShapeError, match="2 axes.*batch, time"):
        K.rnn(adding, state, [state])
    with pytest.raises(ShapeError, match="mask has 1 axes"):
        K.rnn(adding, x, [state], mask=K.zeros((2,)))
    with pytest.raises(ShapeError, match="2 states, expected 1"):
        K.rnn(lambda x, states: (x, states * 2), x, [state])
    with pytest.raises(NotBuiltError, match="input_length"):
        K.rnn(adding, x, [state], unroll=True)


def test_map_of_several_and_of_random_numbers():
    a, b = K.variable([1.0, 2.0]), K.variable([3.0, 4.0])
    both = K.map_fn(lambda x, y: x * y, [a, b], dtype="int32")
    assert both.dtype == "int32" and K.eval(both).tolist() == [3, 8]
    noisy = K.function([], [K.map_fn(lambda x: K.random_uniform(()) + x * 0, K.zeros((50,)))])
    first, second = noisy([])[0], noisy([])[0]
    assert len(set(first) | set(second)) == 100


def test_folds_of_one_element_and_of_other_dtypes():
    one = K.variable([[1.0, 2.0]])
    for fold in (K.foldl, K.foldr):
        assert K.eval(fold(lambda so_far, x: so_far + x, one, K.zeros((2,)))).tolist() == [1, 2]
    counted = K.foldl(lambda n, x: n + 1, K.zeros((7, 2)), K.variable(0, dtype="int32"))
    assert K.eval(counted) == 7
