"""Lasagne's networks compute the same in theanornn; its numbers were recorded on Theano 1.0.5."""

from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import ConversionError, ShapeError
from theanornn.layers import GRU, LSTM, Bidirectional, Dense, Embedding, SimpleRNN
from theanornn.models import Sequential
from theanornn.recurrence import recur
from theanornn.serialization.convert import cell_of, model_of, read_records

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "lasagne"

#: Directions, whether there is a mask, and options of the cells that the arrays do not say.
CASES = {
    "bidirectional": ((False, True), True, {}),
    "gru_gradient_steps": ((False,), False, {}),
    "gru_mask": ((False,), True, {}),
    "lstm_backwards_learn_init": ((True,), True, {}),
    "lstm_mask_clip": ((False,), True, {}),
    "lstm_peepholes": ((False,), False, {}),
    "recurrent": ((False,), False, {"activation": "relu"}),
    "recurrent_mask": ((False,), True, {"activation": "tanh"}),
}
MOMENTS = {"arr_": "output", "arr_after_": "output_after"}


def numbers_of(case):
    return np.load(GOLDEN / f"lasagne_{case}.npz")


def arrays_of(case, moment="arr_"):
    """The parameters as ``get_all_param_values`` gave them."""
    numbers = numbers_of(case)
    count = sum(name.startswith("arr_after_") for name in numbers.files)
    return [numbers[f"{moment}{k}"] for k in range(count)]


@pytest.fixture
def written(tmp_path):
    """A file of arrays, as Lasagne's users write them."""

    def write(arrays):
        np.savez(tmp_path / "params.npz", *arrays)
        return tmp_path / "params.npz"

    return write


def network_output(records, numbers, directions, masked, options):
    """What recurrent records and the dense one behind them compute, as an expression."""
    x = T.constant(numbers["x"].swapaxes(0, 1))
    mask = T.constant(numbers["mask"].T) if masked else None
    *recurrent, dense = records
    finals = []
    for record, reverse in zip(recurrent, directions):
        cell = cell_of(record, **options)
        first = [
            T.constant(np.tile(record.arrays[name], (numbers["x"].shape[0], 1)))
            for name in ("h0", "c0")
            if name in record.arrays
        ]
        states = recur(cell, x, initial_state=first, mask=mask, reverse=reverse)
        finals.append(states[0][0 if reverse else -1])
    return T.dot(T.concatenate(finals, axis=1), dense.arrays["W"]) + dense.arrays["b"]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Of all cases, computed at once: by case, then by moment."""
    path = tmp_path_factory.mktemp("lasagne") / "params.npz"
    expressions = {}
    for case, how in CASES.items():
        for moment in MOMENTS:
            np.savez(path, *arrays_of(case, moment))
            expressions[case, moment] = network_output(read_records(path), numbers_of(case), *how)
    return dict(zip(expressions, theano.function([], list(expressions.values()))()))


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("case", CASES)
def test_cells_compute_what_lasagne_did(outputs, case, moment):
    want = numbers_of(case)[MOMENTS[moment]]
    np.testing.assert_allclose(outputs[case, moment], want, rtol=0, atol=1e-10)


LAYERS = {
    "recurrent": lambda: SimpleRNN(6, activation="relu"),
    "gru_gradient_steps": lambda: GRU(6, reset_after=True),
    "lstm_peepholes": lambda: LSTM(6, peepholes=True),
}


@pytest.mark.parametrize("case", LAYERS)
def test_models_compute_what_lasagne_did(case, written):
    model = Sequential([LAYERS[case](), Dense(3)])
    model.build((None, 7, 4))
    model.load_weights(written(arrays_of(case)))
    numbers = numbers_of(case)
    np.testing.assert_allclose(model.predict(numbers["x"]), numbers["output"], atol=1e-10)


def test_the_model_of_the_records(written):
    records = read_records(written(arrays_of("gru_gradient_steps")))
    numbers = numbers_of("gru_gradient_steps")
    got = model_of(records).predict(numbers["x"])
    np.testing.assert_allclose(got, numbers["output"], atol=1e-10)


def test_two_directions_are_told_by_the_model_or_by_sizes(written):
    arrays = arrays_of("bidirectional")
    path = written(arrays)
    model = Sequential([Bidirectional(LSTM(6, peepholes=True)), Dense(3)])
    model.build((None, 7, 4))
    model.load_weights(path)
    made = model_of(read_records(path))
    assert [type(layer).__name__ for layer in made.layers] == ["Bidirectional", "Dense"]
    for layers in (model.layers, made.layers):
        W = layers[0].backward_layer.params["W"].get_value()
        np.testing.assert_array_equal(W[:, :6], arrays[17])
        np.testing.assert_array_equal(W[:, 12:18], arrays[23])


@pytest.mark.parametrize("left_out, n_arrays", [((), 17), ((12, 13, 14), 14), ((15, 16), 15)])
def test_the_forms_of_an_lstm(written, left_out, n_arrays):
    arrays = arrays_of("lstm_peepholes")
    kept = [array for k, array in enumerate(arrays) if k not in left_out]
    lstm, dense = read_records(written(kept), kind="lasagne")
    assert len(kept) == n_arrays + 2 and (lstm.kind, dense.kind) == ("lstm", "dense")
    assert ("peepholes" in lstm.arrays) == (12 not in left_out)
    assert ("h0" in lstm.arrays) == (15 not in left_out)


def test_embedding_and_dense_around(written):
    rnn, dense = arrays_of("gru_mask")[:10], arrays_of("gru_mask")[10:]
    words, square = np.ones((9, 5)), [np.ones((5, 4)), np.ones(4), np.ones((4, 4)), np.ones(4)]
    records = read_records(written([words, *square, *rnn, *dense, np.ones((3, 2))]))
    kinds = ["embedding", "dense", "dense", "gru", "dense", "dense"]
    assert [record.kind for record in records] == kinds
    model = Sequential(
        [Embedding(9, 5), Dense(4), Dense(4), GRU(6, reset_after=True), Dense(3)]
        + [Dense(2, use_bias=False)]
    )
    model.build((None, 7))
    model.load_weights(written([words, *square, *rnn, *dense, np.ones((3, 2))]))
    np.testing.assert_array_equal(model.layers[-1].params["W"].get_value(), np.ones((3, 2)))


@pytest.mark.parametrize(
    "case, layer, message",
    [
        (
            "lstm_peepholes",
            lambda: LSTM(6),
            "has peepholes, but the layer has no peepholes: make it with",
        ),
        ("gru_mask", lambda: GRU(6), "reset_after=True"),
        (
            "gru_mask",
            lambda: GRU(6, reset_after=True, recurrent_activation="tanh"),
            "inner_activation='sigmoid' or 'hard_sigmoid', the layer has 'tanh'",
        ),
        ("lstm_peepholes", lambda: GRU(6), "kind lstm, the layer of kind gru"),
    ],
)
def test_what_is_not_the_same_is_refused(case, layer, message, written):
    model = Sequential([layer(), Dense(3)])
    model.build((None, 7, 4))
    before = model.get_weights()
    with pytest.raises(ConversionError, match=message):
        model.load_weights(written(arrays_of(case)), kind="lasagne")
    for want, have in zip(before, model.get_weights()):
        np.testing.assert_array_equal(want, have)


def test_an_initial_state_that_was_learned_is_refused(written):
    model = Sequential([LSTM(6), Dense(3)])
    model.build((None, 7, 4))
    arrays = arrays_of("lstm_mask_clip")
    arrays[13] = np.ones((1, 6))
    with pytest.raises(ConversionError, match="has h0, but the layer begins with zeros"):
        model.load_weights(written(arrays))


def test_other_layers_are_refused(written):
    with pytest.raises(ConversionError, match=r"after 1 layers come .*\(3, 3, 2\)"):
        read_records(
            written([np.ones((4, 3)), np.ones(3), np.ones((3, 3, 2)), np.ones((1, 2))]),
            kind="lasagne",
        )


def test_another_architecture_is_named(written):
    model = Sequential([GRU(6, reset_after=True), Dense(3), Dense(3)])
    model.build((None, 7, 4))
    with pytest.raises(ShapeError, match="weights of 2 layers .gru_1: gru, dense_1: dense., the"):
        model.load_weights(written(arrays_of("gru_mask")))
