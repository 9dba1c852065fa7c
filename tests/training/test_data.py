"""What callers pass becomes arrays for functions, or a clear error; all in NumPy."""

import numpy as np
import pytest

from theanornn import losses
from theanornn.errors import DataError, DtypeError, ShapeError
from theanornn.layers import LSTM, Dense, Embedding
from theanornn.training import data
from theanornn.training.data import TargetSpec


def spec(shape=(None, 1), loss="mse", weight_ndim=1):
    return TargetSpec("dense_1", shape, losses.get(loss), weight_ndim)


# ------------------------------------------------------------------ inputs


@pytest.fixture
def dense():
    layer = Dense(2, name="dense_1")
    layer.build((None, 3))
    return layer


@pytest.mark.parametrize(
    "x",
    [
        [[1, 2, 3], [4, 5, 6]],
        np.array([[1, 2, 3], [4, 5, 6]], dtype="uint8"),
        np.asfortranarray(np.array([[1.0, 2, 3], [4, 5, 6]])),
        np.array([[1.0, 2, 3], [4, 5, 6]], dtype=">f4"),
        np.array([[1, 0, 2, 0, 3, 0], [4, 0, 5, 0, 6, 0]])[:, ::2],
    ],
    ids=["list", "uint8", "fortran", "byte-swapped", "strided"],
)
def test_inputs_become_contiguous_floatx(x, dense):
    got = data.inputs(x, dense)
    np.testing.assert_array_equal(got, [[1, 2, 3], [4, 5, 6]])
    assert got.dtype == np.float64 and got.dtype.isnative and got.flags.c_contiguous


def test_inputs_are_not_copied_without_need(dense):
    x = np.ones((2, 3))
    assert data.inputs(x, dense) is x


def test_ids_become_int32():
    layer = Embedding(5, 2)
    layer.build((None, 4))
    got = data.inputs(np.array([[0, 1, 2, 4.0]]), layer)
    assert got.dtype == np.int32


@pytest.mark.parametrize(
    "x, error, message",
    [
        ([[1, 2], [3]], DtypeError, "x is not an array of numbers.*pad_sequences"),
        (["ab", "cd"], DtypeError, "x has dtype <U2.*Tokenizer"),
        (np.array([[1j, 2, 3]]), DtypeError, "complex128, expected real numbers$"),
        (np.array([None, {}]), DtypeError, "not an array of numbers"),
        (None, DtypeError, "x is None, expected an array of numbers$"),
        (lambda: None, DtypeError, "x is a function.*call it and pass what it returns"),
        ([(np.zeros((2, 3)), np.zeros(2))], DtypeError, "x is not an array of numbers"),
        (np.zeros((2, 4)), ShapeError, r"x: dense_1: .*\(2, 4\).*\(None, 3\)"),
        (np.zeros(3), ShapeError, r"x: dense_1: .*\(3,\)"),
        (3.0, ShapeError, r"x: dense_1: .*\(\)"),
        (np.zeros((0, 3)), DataError, "x: dense_1: .*no samples"),
        (np.array([[0, 1, np.nan], [np.nan, 0, 0]]), DataError, r"2 values .*NaN.*\(0, 2\)"),
    ],
)
def test_bad_inputs(x, error, message, dense):
    with pytest.raises(error, match=message):
        data.inputs(x, dense)


def test_ids_outside_the_vocabulary_name_the_argument():
    layer = Embedding(5, 2, name="embedding_1")
    layer.build((None, 2))
    with pytest.raises(DataError, match=r"validation x: embedding_1: .*\(1, 0\)"):
        data.inputs([[0, 1], [5, 2]], layer, "validation x")


# ------------------------------------------------------------------ targets


@pytest.mark.parametrize(
    "y, of, shape",
    [
        (np.arange(4), spec(), (4, 1)),
        (np.ones((4, 1), "uint8"), spec(), (4, 1)),
        (np.ones((4, 5)), spec((None, 7, 1)), None),
        (np.ones((4, 7)), spec((None, 7, 1)), (4, 7, 1)),
        (np.ones((4, 7)), spec((None, None, 1)), (4, 7, 1)),
        (np.ones((4, 3)), spec((None, 3), "categorical_crossentropy"), (4, 3)),
        ([0, 1, 2, 1], spec((None, 3), "sparse_categorical_crossentropy"), (4, 1)),
        (np.zeros((4, 1)), spec((None, 3), "sparse_categorical_crossentropy"), (4, 1)),
        (np.zeros((4, 7)), spec((None, 7, 3), "sparse_categorical_crossentropy"), (4, 7, 1)),
    ],
)
def test_targets(y, of, shape):
    if shape is None:
        with pytest.raises(ShapeError):
            data.targets(y, of, 4)
        return
    got = data.targets(y, of, 4)
    assert got.shape == shape
    assert got.dtype == (np.int32 if losses.is_sparse(of.loss) else np.float64)
    assert got.flags.c_contiguous


NAN = np.where(np.arange(4) == 2, np.nan, 0.0)
INFINITE = np.where(np.arange(4) == 1, np.inf, 0.0)


@pytest.mark.parametrize(
    "y, of, error, message",
    [
        (np.ones(3), spec(), ShapeError, r"y has shape \(3,\), but x has 4 samples"),
        (5.0, spec(), ShapeError, r"y has shape \(\)"),
        (INFINITE, spec(), DataError, r"y holds 1 NaN or infinite numbers, the first at \(1,\)"),
        (NAN, spec(), DataError, r"y holds 1 NaN or infinite numbers, the first at \(2,\)"),
        (["a"] * 4, spec(), DtypeError, "y has dtype <U1.*names of classes: numpy.unique"),
        (np.ones((4, 2)), spec(), ShapeError, r"y has shape .4, 2.*2 values per target against 1"),
        (
            np.ones((4, 3)),
            spec((None, 5), "categorical_crossentropy"),
            ShapeError,
            "dense_1 predicts .None, 5..*3 values per target against 5 units",
        ),
        (
            np.arange(4),
            spec((None, 5), "categorical_crossentropy"),
            ShapeError,
            "sparse_categorical_crossentropy, or make them one-hot with to_categorical",
        ),
        (
            np.arange(4),
            spec((None, 3), "binary_crossentropy"),
            ShapeError,
            "for class numbers use the loss sparse_categorical_crossentropy",
        ),
        (
            np.arange(4),
            spec((None, None, 1)),
            ShapeError,
            "one for each time step.*return_sequences",
        ),
        (
            np.eye(4),
            spec((None, 4), "sparse_categorical_crossentropy"),
            ShapeError,
            "one-hot targets use the loss categorical_crossentropy",
        ),
        (
            [0, 1, 2, 3],
            spec((None, 3), "sparse_categorical_crossentropy"),
            DataError,
            r"y holds 3 at \(3, 0\), expected class numbers 0 to 2",
        ),
        (
            [0, 1, -1, 0],
            spec((None, 3), "sparse_categorical_crossentropy"),
            DataError,
            r"y holds -1 at \(2, 0\)",
        ),
        (
            [0, 1, 0.5, 0],
            spec((None, 3), "sparse_categorical_crossentropy"),
            DataError,
            r"y holds 0.5 at \(2, 0\)",
        ),
    ],
)
def test_bad_targets(y, of, error, message):
    with pytest.raises(error, match=message):
        data.targets(y, of, 4)


def test_targets_of_a_loss_of_ones_own_need_the_rank_only():
    of = TargetSpec("dense_1", (None, 3), lambda y_true, y_pred: y_pred)
    assert data.targets(np.ones((4, 7)), of, 4).shape == (4, 7)
    with pytest.raises(ShapeError):
        data.targets(np.ones((4, 7, 2)), of, 4)


# ------------------------------------------------------------------ weights


def test_without_weights_all_count_the_same():
    np.testing.assert_array_equal(data.sample_weights(None, None, np.zeros((3, 1)), spec()), 1.0)
    temporal = spec((None, 2, 1), weight_ndim=2)
    got = data.sample_weights(None, None, np.zeros((3, 2, 1)), temporal)
    assert got.shape == (3, 2)


@pytest.mark.parametrize(
    "y, classes, expected",
    [
        ([[0.0], [1.0], [1.0]], {0: 1, 1: 5}, [1, 5, 5]),
        (np.eye(3), {0: 1, 1: 2, 2: 3}, [1, 2, 3]),
        (np.array([[2], [0], [2]]), {0: 1, 2: 3}, [3, 1, 3]),
    ],
)
def test_class_weights(y, classes, expected):
    y = np.asarray(y)
    np.testing.assert_array_equal(data.sample_weights(None, classes, y, spec()), expected)
    doubled = data.sample_weights([2, 2, 2], classes, y, spec())
    np.testing.assert_array_equal(doubled, 2 * np.array(expected))


@pytest.mark.parametrize(
    "weights, classes, of, error, message",
    [
        ([1, 2], None, spec(), ShapeError, r"sample_weight has shape \(2,\), expected \(3,\)"),
        (np.ones((3, 2)), None, spec(), ShapeError, "sample_weight_mode='temporal'"),
        ([1, np.nan, 1], None, spec(), DataError, "sample_weight holds 1 NaN or infinite"),
        (None, {0: 1}, spec(), DataError, r"no weight for \[1\], which y holds"),
        (None, [1, 2], spec(), DtypeError, "expected a dict"),
    ],
)
def test_bad_weights(weights, classes, of, error, message):
    y = np.array([[0.0], [1.0], [1.0]])
    with pytest.raises(error, match=message):
        data.sample_weights(weights, classes, y, of)


@pytest.mark.parametrize("name", ["auto", "balanced"])
def test_names_of_class_weights_have_no_effect(name):
    with pytest.warns(UserWarning, match=f"class_weight='{name}' has no effect"):
        got = data.sample_weights([1, 2], name, np.ones((2, 1)), spec())
    np.testing.assert_array_equal(got, [1, 2])


def test_class_weights_of_sequences_are_refused():
    temporal = spec((None, 2, 1), weight_ndim=2)
    with pytest.raises(ShapeError, match="temporal"):
        data.sample_weights(None, {0: 1}, np.zeros((3, 2, 1)), temporal)


# ------------------------------------------------------------------ batches


def test_split_takes_the_last_ones():
    a, b = np.arange(10), np.arange(10) * 2
    (train_a, train_b), (test_a, test_b) = data.split([a, b], 0.2)
    assert list(test_a) == [8, 9] and list(test_b) == [16, 18]
    assert len(train_a) == len(train_b) == 8


@pytest.mark.parametrize("fraction", [-0.1, 1.0, 1.5, 0.999])
def test_bad_splits(fraction):
    with pytest.raises(DataError, match="validation_split"):
        data.split([np.arange(10)], fraction)


@pytest.mark.parametrize(
    "n, given, fixed, stateful, size",
    [
        (100, None, None, False, 32),
        (100, 7, None, False, 7),
        (5, None, None, False, 5),
        (10, None, 5, False, 5),
        (10, 5, 5, True, 5),
        (5, 32, 5, True, 5),
        (64, None, None, True, 32),
    ],
)
def test_batch_sizes(n, given, fixed, stateful, size):
    assert data.check_batches(n, given, fixed, stateful) == size


@pytest.mark.parametrize(
    "n, given, fixed, stateful, error, message",
    [
        (10, 0, None, False, DataError, "batch_size is 0"),
        (10, 2.5, None, False, DtypeError, "batch_size is 2.5"),
        (10, True, None, False, DtypeError, "batch_size is True"),
        (10, 2, 5, False, ShapeError, "built for batches of 5.*pass batch_size=5"),
        (10, 4, None, True, ShapeError, "leave the last 2 samples out"),
    ],
)
def test_bad_batch_sizes(n, given, fixed, stateful, error, message):
    with pytest.raises(error, match=message):
        data.check_batches(n, given, fixed, stateful)


def test_sequences_need_their_features():
    layer = LSTM(2, name="lstm_1")
    layer.build((None, None, 3))
    with pytest.raises(ShapeError, match=r"x: lstm_1: .*\(4, 7, 2\).*\(None, None, 3\)"):
        data.inputs(np.zeros((4, 7, 2)), layer)
