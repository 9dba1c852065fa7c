import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import DtypeError, ShapeError
from theanornn.keras import backend as K
from theanornn.layers import Dense, Input
from theanornn.randomness import RandomSource, drawing_from


def test_variables_are_shared_variables_of_floatX(rng):
    values = rng.normal(size=(2, 3))
    x = K.variable(values, name="x")
    assert isinstance(x, theano.compile.SharedVariable)
    assert (x.name, x.dtype, K.int_shape(x), K.ndim(x)) == ("x", "float64", (2, 3), 2)
    np.testing.assert_array_equal(K.get_value(x), values)
    values[:] = 0  # the variable has a value of its own
    assert K.get_value(x).any()


@pytest.mark.parametrize("value", [3, 3.5, [1, 2], np.float32(2), T.constant([1.0, 2.0])])
def test_anything_with_a_value_makes_a_variable(value):
    expected = value.eval() if isinstance(value, T.Constant) else value
    np.testing.assert_array_equal(K.get_value(K.variable(value)), expected)
    assert K.dtype(K.variable(value, dtype="int32")) == "int32"


def test_a_variable_from_random_numbers_keeps_what_was_drawn():
    x = K.variable(K.random_uniform((3,), seed=1))
    np.testing.assert_array_equal(K.eval(x), K.eval(x))


def test_constraints_are_noted():
    assert K.variable(0.0, constraint=abs).constraint is abs


def test_sparse_matrices():
    sparse = pytest.importorskip("scipy.sparse")
    matrix = sparse.csr_matrix(np.array([[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]]))
    x = K.variable(matrix)
    assert K.is_sparse(x) and not K.is_sparse(K.to_dense(x)) and not K.is_sparse(np.zeros(2))
    assert K.int_shape(x) == (3, 2)
    np.testing.assert_array_equal(K.eval(x), matrix.toarray())
    W = K.variable([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(K.eval(K.dot(x, W)), matrix.toarray() @ W.get_value())
    fed = K.placeholder((None, 2), sparse=True)
    product = K.function([fed], [K.dot(fed, W)])
    np.testing.assert_array_equal(product([matrix])[0], matrix.toarray() @ W.get_value())


def test_constants():
    assert K.eval(K.constant(2, shape=(2, 1))).tolist() == [[2.0], [2.0]]
    assert K.eval(K.constant([1, 2], dtype="int32", shape=(2, 1))).tolist() == [[1], [2]]
    assert K.constant([1.0]).dtype == "float64" and K.constant(1.0, name="c").name == "c"
    assert K.int_shape(K.constant(np.zeros((2, 3)))) == (2, 3)


def test_placeholders():
    x = K.placeholder((None, 3), name="x")
    assert (x.name, x.ndim, K.int_shape(x), x.dtype) == ("x", 2, (None, 3), "float64")
    assert K.int_shape(K.placeholder(ndim=2, dtype="int32")) == (None, None)
    with pytest.raises(ShapeError, match="shape=.*ndim="):
        K.placeholder()


def test_what_a_variable_is():
    x, v, k = K.placeholder((None, 3)), K.variable(0.0), Input((3,))
    assert [K.is_placeholder(each) for each in (x, v, x * 2)] == [True, False, False]
    assert [K.is_variable(each) for each in (x, v, 3)] == [False, True, False]
    assert [K.is_tensor(each) for each in (x, v, 3, np.zeros(2))] == [True, True, False, False]
    assert [K.is_keras_tensor(each) for each in (x, v, k, Dense(1)(k), k * 2)] == [
        False, False, True, True, False,
    ]  # fmt: skip
    with pytest.raises(DtypeError, match="ndarray"):
        K.is_keras_tensor(np.zeros(2))


def test_int_shape_of_expressions():
    x = K.placeholder((None, 5, 3))
    assert K.int_shape(K.sum(x, axis=1)) == (None, 3)
    assert K.int_shape(Dense(7)(Input((4, 2)))[:, -1]) == (None, 7)
    assert K.int_shape(np.zeros((2, 1))) == (2, 1)
    assert K.eval(K.shape(K.zeros((2, 3)))).tolist() == [2, 3]


def test_sizes():
    x = K.zeros((2, 3))
    assert K.count_params(x) == K.count_params(x * 2) == 6
    assert K.eval(K.size(x)) == 6
    assert K.get_variable_shape(x) == (2, 3)


def test_values():
    x, y = K.zeros((2,)), K.ones((3,), dtype="int32")
    K.set_value(x, [1, 2])
    K.batch_set_value([(y, [4.0, 5.0, 6.0])])
    values = K.batch_get_value([x, y])
    assert [value.tolist() for value in values] == [[1, 2], [4, 5, 6]]
    assert [str(value.dtype) for value in values] == ["float64", "int32"]
    with pytest.raises(DtypeError, match=r"eval\(x\)"):
        K.get_value(x * 2)


def test_eval_takes_numbers_and_arrays_too():
    assert K.eval(3.0) == 3 and K.eval(np.ones(2)).tolist() == [1, 1]


def test_filled_variables():
    assert K.eval(K.zeros(3)).tolist() == [0, 0, 0]
    assert K.eval(K.eye((2, 3))).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert K.eye(2, dtype="int32", name="I").name == "I"
    x = T.matrix()
    x._keras_shape = (None, 4)
    sized = K.ones((x.shape[0], 2))  # a size that only data will tell
    assert sized.eval({x: np.zeros((3, 4))}).tolist() == [[1, 1]] * 3
    assert K.zeros(x.shape).eval({x: np.ones((1, 2))}).tolist() == [[0, 0]]
    assert K.zeros_like(x, dtype="int32").dtype == "int32"
    assert K.ones_like(T.ivector()).dtype == "float64"


def test_random_variables_follow_the_source_and_their_arguments():
    with drawing_from(RandomSource(3)):
        first = [K.random_uniform_variable((500,), 2.0, 3.0), K.random_normal_variable(500, 5, 0.1)]
    with drawing_from(RandomSource(3)):
        again = [K.random_uniform_variable((500,), 2.0, 3.0), K.random_normal_variable(500, 5, 0.1)]
    for one, other in zip(first, again):
        np.testing.assert_array_equal(one.get_value(), other.get_value())
    uniform, normal = (variable.get_value() for variable in first)
    assert 2 <= uniform.min() < 2.1 and 2.9 < uniform.max() <= 3
    assert abs(normal.mean() - 5) < 0.02 and abs(normal.std() - 0.1) < 0.02
    seeded = [K.random_normal_variable((2,), 0, 1, seed=4).get_value() for _ in range(2)]
    np.testing.assert_array_equal(*seeded)


def test_numpys_seed_makes_random_variables_reproducible():
    from theanornn.randomness import set_seed

    set_seed(None)
    np.random.seed(7)
    first = K.random_normal_variable((3,), 0, 1).get_value()
    np.random.seed(7)
    np.testing.assert_array_equal(first, K.random_normal_variable((3,), 0, 1).get_value())
