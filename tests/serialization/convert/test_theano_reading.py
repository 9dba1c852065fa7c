"""DeepLearningTutorials and dl4mt: the equations as they were published, in NumPy."""

import pickle

import numpy as np
import pytest

from theanornn.errors import ConversionError, DataError
from theanornn.layers import GRU, Bidirectional, Dense, Embedding
from theanornn.models import Sequential
from theanornn.serialization.convert import model_of, read_records

WORDS, SIZE, UNITS = 9, 3, 4
IDS = np.array([[3, 1, 4, 1], [5, 8, 2, 0], [6, 7, 0, 0]])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def numbers(rng, **shapes):
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


@pytest.fixture
def dlt(rng):
    """DeepLearningTutorials gives words and units the same size."""
    return {
        **numbers(
            rng,
            Wemb=(WORDS, UNITS),
            lstm_W=(UNITS, 4 * UNITS),
            lstm_U=(UNITS, 4 * UNITS),
            lstm_b=(4 * UNITS,),
            U=(UNITS, 2),
            b=(2,),
        ),
        "history_errs": np.array([[0.5, 0.4]]),
        "train_err": np.float64(0.1),
    }


def dlt_predicts(params, ids, bias_added, use_dropout):
    """code/lstm.py: lstm_layer and build_model; `ids` (batch, time), 0 is padding."""
    mask = (ids != 0).astype(float).T
    x = params["Wemb"][ids.T] @ params["lstm_W"] + params["lstm_b"]
    h = c = np.zeros((len(ids), UNITS))
    hs = []
    for x_t, m in zip(x, mask[:, :, None]):
        preact = h @ params["lstm_U"] + x_t + (bias_added - 1) * params["lstm_b"]
        i, f, o = (sigmoid(preact[:, k * UNITS : (k + 1) * UNITS]) for k in range(3))
        new = f * c + i * np.tanh(preact[:, 3 * UNITS :])
        c, before = m * new + (1 - m) * c, h
        h = m * (o * np.tanh(c)) + (1 - m) * before
        hs.append(h)
    proj = (np.array(hs) * mask[:, :, None]).sum(axis=0) / mask.sum(axis=0)[:, None]
    scores = (proj * 0.5 if use_dropout else proj) @ params["U"] + params["b"]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("bias_added, use_dropout", [(2, False), (1, True)])
def test_dlt_computes_the_same(dlt, tmp_path, bias_added, use_dropout):
    np.savez(tmp_path / "lstm_model.npz", **dlt)
    records = read_records(
        tmp_path / "lstm_model.npz", bias_added=bias_added, use_dropout=use_dropout
    )
    assert [record.kind for record in records] == ["embedding", "lstm", "dense"]
    got = model_of(records, mask_zero=True).predict(IDS)
    want = dlt_predicts(dlt, IDS, bias_added, use_dropout)
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-12)


def test_what_a_dlt_file_does_not_tell_is_warned_of(dlt, tmp_path):
    path = tmp_path / "lstm_model.npz"
    np.savez(path, **dlt)
    with pytest.warns(UserWarning, match="adds lstm_b twice .bias_added=2; since May 2015"):
        lstm = read_records(path)[1]
    np.testing.assert_array_equal(lstm.arrays["b"][:4], 2 * dlt["lstm_b"][:4])
    np.testing.assert_array_equal(lstm.arrays["b"][8:12], 2 * dlt["lstm_b"][12:])
    with pytest.raises(ConversionError, match="bias_added is 3"):
        read_records(path, bias_added=3)


def test_dropout_is_looked_for_among_the_programs_options(dlt, tmp_path, recwarn):
    path = tmp_path / "lstm_model.npz"
    np.savez(path, **dlt)
    # The options hold functions too: of these only the names are in a pickle.
    options = b"\x80\x02}q\x00(X\x0b\x00\x00\x00use_dropoutq\x01\x88X\x09\x00\x00\x00optimizerq\x02"
    options += b"c__main__\nadadelta\nq\x03u."
    (tmp_path / "lstm_model.npz.pkl").write_bytes(options)
    dense = read_records(path, bias_added=1)[2]
    np.testing.assert_array_equal(dense.arrays["W"], 0.5 * dlt["U"])
    assert not recwarn.list
    (tmp_path / "lstm_model.npz.pkl").write_bytes(pickle.dumps({"use_dropout": False}))
    np.testing.assert_array_equal(read_records(path, bias_added=1)[2].arrays["W"], dlt["U"])
    (tmp_path / "lstm_model.npz.pkl").write_bytes(b"\x80\x02}")
    with pytest.raises(DataError, match="npz.pkl: no readable pickle"):
        read_records(path, bias_added=1)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"lstm_U": np.ones((4, 12))}, r"lstm_U has shape \(4, 12\), expected \(4, 16\)"),
        ({"lstm_b": np.ones(4)}, r"lstm_b has shape \(4,\), expected \(16,\)"),
        ({"U": np.ones((3, 2))}, r"U has shape \(3, 2\), expected \(4, 2\)"),
    ],
)
def test_wrong_shapes_in_a_dlt_file(dlt, tmp_path, change, message):
    np.savez(tmp_path / "m.npz", **{**dlt, **change})
    with pytest.raises(DataError, match=message):
        read_records(tmp_path / "m.npz", bias_added=1, use_dropout=False)


def test_more_than_a_dlt_file_has(dlt, tmp_path):
    np.savez(tmp_path / "m.npz", **dlt, ff_W=np.ones((4, 4)))
    with pytest.raises(ConversionError, match="beside the arrays .* it has ff_W"):
        read_records(tmp_path / "m.npz")


def gru_arrays(rng, prefix):
    arrays = numbers(
        rng,
        W=(SIZE, 2 * UNITS),
        U=(UNITS, 2 * UNITS),
        b=(2 * UNITS,),
        Wx=(SIZE, UNITS),
        Ux=(UNITS, UNITS),
        bx=(UNITS,),
    )
    return {f"{prefix}_{name}": array for name, array in arrays.items()}


def gru_layer(params, prefix, x):
    """session2/nmt.py: gru_layer without a mask; `x` (time, batch, features)."""
    W, U, b, Wx, Ux, bx = (params[f"{prefix}_{each}"] for each in "W U b Wx Ux bx".split())
    h, hs = np.zeros((x.shape[1], UNITS)), []
    for x_t in x:
        preact = h @ U + x_t @ W + b
        r, u = sigmoid(preact[:, :UNITS]), sigmoid(preact[:, UNITS:])
        h = u * h + (1 - u) * np.tanh((h @ Ux) * r + x_t @ Wx + bx)
        hs.append(h)
    return np.array(hs)


@pytest.fixture
def nmt(rng):
    """An encoder in both directions, and some of a decoder."""
    return {
        **numbers(rng, Wemb=(WORDS, SIZE), Wemb_dec=(WORDS, SIZE)),
        **gru_arrays(rng, "encoder"),
        **gru_arrays(rng, "encoder_r"),
        **numbers(rng, ff_state_W=(2 * UNITS, UNITS), ff_state_b=(UNITS,)),
        **gru_arrays(rng, "decoder"),
        **numbers(rng, decoder_U_nl=(UNITS, 2 * UNITS), decoder_c_tt=(1,)),
        "uidx": np.array(1000),
    }


def test_dl4mt_encoder_computes_the_same(nmt, tmp_path):
    np.savez(tmp_path / "model.npz", **nmt)
    model = Sequential(
        [
            Embedding(WORDS, SIZE, name="Wemb"),
            Bidirectional(GRU(UNITS, reset_after=True, return_sequences=True), name="encoder"),
        ]
    )
    model.build((None, 4))
    model.load_weights(tmp_path / "model.npz", by_name=True)
    x = nmt["Wemb"][IDS.T]
    both = gru_layer(nmt, "encoder", x), gru_layer(nmt, "encoder_r", x[::-1])[::-1]
    want = np.concatenate(both, axis=2).swapaxes(0, 1)
    np.testing.assert_allclose(model.predict(IDS), want, rtol=0, atol=1e-12)


def test_dl4mt_layers(nmt, tmp_path):
    np.savez(tmp_path / "model.npz", **nmt)
    kinds = {record.name: record.kind for record in read_records(tmp_path / "model.npz")}
    assert kinds == {
        "Wemb": "embedding",
        "Wemb_dec": "embedding",
        "encoder": "bidirectional",
        "ff_state": "dense",
        "decoder": "array",
    }


def test_a_decoder_of_dl4mt_is_no_gru(nmt, tmp_path):
    np.savez(tmp_path / "model.npz", **nmt)
    model = Sequential([GRU(UNITS, input_shape=(None, SIZE), name="decoder", reset_after=True)])
    with pytest.raises(ConversionError, match="decoder.*decoder_U_nl.*by themselves"):
        model.load_weights(tmp_path / "model.npz", by_name=True)


def test_a_language_model_of_dl4mt(rng, tmp_path):
    arrays = {
        "Wemb": rng.normal(size=(WORDS, SIZE)),
        **gru_arrays(rng, "encoder"),
        **numbers(rng, ff_logit_W=(UNITS, WORDS), ff_logit_b=(WORDS,)),
    }
    np.savez(tmp_path / "lm.npz", **arrays)
    model = model_of(read_records(tmp_path / "lm.npz"), return_sequences=True)
    assert isinstance(model.layers[-1], Dense)
    hs = gru_layer(arrays, "encoder", arrays["Wemb"][IDS.T]).swapaxes(0, 1)
    want = hs @ arrays["ff_logit_W"] + arrays["ff_logit_b"]
    np.testing.assert_allclose(model.predict(IDS), want, rtol=0, atol=1e-12)


def test_wrong_shapes_in_a_dl4mt_file(nmt, tmp_path):
    np.savez(tmp_path / "model.npz", **{**nmt, "encoder_bx": np.ones(3)})
    with pytest.raises(DataError, match=r"encoder_bx has shape \(3,\), expected \(4,\)"):
        read_records(tmp_path / "model.npz")
