"""Embedding."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run, run_mask
from theanornn.errors import DataError, DtypeError, ShapeError
from theanornn.layers import CallContext, Embedding

IDS = np.array([[1, 2, 0], [3, 3, 4]])


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8", "float64"])
@pytest.mark.parametrize("shape", [(2, 3), (6, 1), (1, 3, 2)])
def test_a_row_for_each_id(dtype, shape):
    layer, ids = Embedding(5, 4), IDS.reshape(shape)
    layer.build((None, *shape[1:]))
    x = T.TensorType(dtype, (False,) * len(shape))()
    y = theano.function([x], layer(x))(ids.astype(dtype))
    np.testing.assert_array_equal(y, layer.get_weights()[0][ids])


def test_the_gradient_adds_up_over_the_ids():
    layer, x = Embedding(5, 2), T.imatrix()
    layer.build((None, 3))
    gradient = theano.function([x], T.grad(layer(x).sum(), layer.params["W"]))(IDS.astype("int32"))
    np.testing.assert_array_equal(gradient, np.repeat([[1], [1], [1], [2], [1]], 2, axis=1))


def test_zero_is_padding_if_asked_for():
    np.testing.assert_array_equal(run_mask(Embedding(5, 2, mask_zero=True), IDS), IDS != 0)
    assert run_mask(Embedding(5, 2), IDS) is None


def test_whole_words_are_dropped_in_training_only():
    layer = Embedding(200, 3, embeddings_initializer="ones", dropout=0.25)
    ids = np.tile(np.arange(200), (2, 1))
    y = run(layer, ids, training=True)
    np.testing.assert_allclose(np.unique(y), [0, 1 / 0.75])
    np.testing.assert_array_equal(y, np.repeat(y[:1, :, :1], 3, axis=2).repeat(2, axis=0))
    assert np.mean(y == 0) == pytest.approx(0.25, abs=0.1)
    np.testing.assert_array_equal(run(layer, ids), np.ones((2, 200, 3)))


def test_starts_from_given_vectors_and_keeps_them(rng):
    matrix = rng.normal(size=(5, 4))
    layer = Embedding(5, 4, weights=[matrix], trainable=False)
    np.testing.assert_array_equal(run(layer, IDS), matrix[IDS])
    assert layer.trainable_weights == []


def test_given_vectors_of_another_size_are_refused(rng):
    layer = Embedding(5, 4, weights=[rng.normal(size=(5, 3))], name="words")
    with pytest.raises(ShapeError, match=r"words.*\(5, 4\).*\(5, 3\)"):
        layer.build((None, None))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, (None, None)),
        ({"input_length": 7}, (None, 7)),
        ({"input_length": (7, 3)}, (None, 7, 3)),
        ({"batch_input_shape": (4, 7)}, (4, 7)),
        ({"input_shape": (6,), "input_length": 7}, (None, 6)),
    ],
)
def test_its_input_shape(options, expected):
    layer = Embedding(5, 4, **options)
    assert layer.batch_input_shape == expected
    assert layer.compute_output_shape(expected) == (*expected, 4)


def test_its_input_is_ids():
    assert Embedding(5, 4).input_dtype == "int32"
    assert Embedding(5, 4, dtype="float64").input_dtype == "int32"  # as files of Keras 2 say
    assert Embedding(5, 4, input_dtype="int64").input_dtype == "int64"


@pytest.mark.parametrize(("wrong", "at"), [(5, "5 at"), (-1, "-1 at"), (20000, "input_dim=20001")])
def test_ids_outside_the_vocabulary_are_refused(wrong, at):
    ids = IDS.copy()
    ids[1, 2] = wrong
    layer = Embedding(5, 4, name="words")
    with pytest.raises(DataError, match=r"words: 1 ids are outside.*0 to 4 \(input_dim=5\)") as e:
        layer.check_input(ids)
    assert at in str(e.value) and "(1, 2)" in str(e.value)


def test_only_whole_numbers_are_ids():
    layer = Embedding(5, 4, name="words")
    layer.check_input(IDS.astype(float))
    with pytest.raises(DtypeError, match="words.*not whole"):
        layer.check_input(IDS + 0.5)


def test_regularized_constrained_and_active():
    layer = Embedding(
        5,
        2,
        embeddings_initializer="ones",
        embeddings_regularizer="l2",
        embeddings_constraint="unit_norm",
        activity_regularizer="l1",
    )
    layer.build((None, 3))
    assert list(layer.params.regularizers) == list(layer.params.constraints) == ["W"]
    context = CallContext()
    x = T.imatrix()
    layer.call(x, context=context)
    assert context.losses[0].eval({x: IDS.astype("int32")}) == pytest.approx(0.01 * 12)


def test_recurrent_layers_find_time_first_in_memory():
    layer, x = Embedding(5, 2), T.imatrix()
    layer.build((None, 3))
    mode = theano.compile.mode.Mode("py", "fast_run")
    time_first = theano.function([x], layer(x).dimshuffle(1, 0, 2), mode=mode)
    assert "DimShuffle{1,0,2}" not in str(time_first.maker.fgraph.toposort())
    np.testing.assert_array_equal(
        time_first(IDS.astype("int32")), layer.get_weights()[0][IDS].swapaxes(0, 1)
    )
