"""``x[index] += y`` in C++, against NumPy's ``np.add.at``."""

import numpy as np
import pytest
import theano
import theano.tensor as T

pytestmark = pytest.mark.compiled

N_ROWS = 6
INDEX = np.array([0, 2, 2, -1, 5, -6])
DTYPES = ["int8", "uint8", "int16", "int32", "int64", "float32", "float64", "complex64"]
ROW_SHAPES = [(), (1,), (2,), (2, 3), (1, 3), (2, 1, 3)]


def compiled(cases, inplace=False, add=True):
    """Compile the Op for each ``(x, y, index)``, all into one module."""
    op = T.subtensor.AdvancedIncSubtensor1(inplace=inplace, set_instead_of_inc=not add)
    inputs, outputs = [], []
    for case in cases:
        variables = [T.TensorType(a.dtype, (False,) * a.ndim)() for a in case]
        outputs.append(op(*variables))
        inputs += [theano.In(variables[0], borrow=True, mutable=inplace), *variables[1:]]
    mode = theano.compile.mode.Mode(linker="c", optimizer=None)
    return theano.function(inputs, outputs, mode=mode, accept_inplace=inplace)


def expected(x, y, index):
    x = x.copy()
    np.add.at(x, index, y.astype(x.dtype))
    return x


def test_dtypes_and_ranks(rng):
    cases = []
    for dtype in DTYPES:
        x, y = 10 * rng.normal(size=(N_ROWS, 3)), 10 * rng.normal(size=(len(INDEX), 3))
        cases.append((x.astype("int64").astype(dtype), y.astype("int64").astype(dtype), INDEX))
    for shape in ROW_SHAPES:
        x, y = rng.normal(size=(N_ROWS, *shape)), rng.normal(size=(len(INDEX), *shape))
        cases.append((x, y, INDEX))
    results = compiled(cases)(*[array for case in cases for array in case])
    for result, case in zip(results, cases):
        assert result.dtype == case[0].dtype
        np.testing.assert_array_equal(result, expected(*case))


@pytest.fixture(scope="module")
def add_matrix():
    x, index = np.zeros((N_ROWS, 3)), np.zeros(1, dtype="int32")
    function = compiled([(x, x, index)])
    return lambda *arrays: function(*arrays)[0]


def test_layouts_and_broadcasting(rng, add_matrix):
    x = rng.normal(size=(N_ROWS, 3))
    index = INDEX.astype("int32")
    wide = rng.normal(size=(2 * len(index), 6))
    cases = {
        "one row for all": rng.normal(size=(1, 3)),
        "one column for all": rng.normal(size=(len(index), 1)),
        "strided": wide[::2, ::2],
        "reversed": wide[: len(index), :3][::-1, ::-1],
        "in Fortran's order": np.asfortranarray(wide[: len(index), :3]),
    }
    for name, y in cases.items():
        for case in ((x, y, index), (np.asfortranarray(x), y, index)):
            np.testing.assert_array_equal(add_matrix(*case), expected(*case), err_msg=name)


def test_no_rows(rng, add_matrix):
    x = rng.normal(size=(N_ROWS, 3))
    np.testing.assert_array_equal(add_matrix(x, np.zeros((0, 3)), np.zeros(0, dtype="int32")), x)


@pytest.mark.parametrize("row", [N_ROWS, -N_ROWS - 1])
def test_index_out_of_bounds(add_matrix, row):
    with pytest.raises(IndexError, match=f"index {row} is out of bounds for axis 0 with size 6"):
        add_matrix(np.zeros((N_ROWS, 3)), np.zeros((1, 3)), np.array([row], dtype="int32"))


def test_sizes_that_disagree(add_matrix):
    with pytest.raises(ValueError, match="axis 1 of the values has size 2, .* broadcast to 3"):
        add_matrix(np.zeros((N_ROWS, 3)), np.zeros((1, 2)), np.array([0], dtype="int32"))


def test_set_in_place(rng):
    x, y = rng.normal(size=(N_ROWS, 3)), rng.normal(size=(2, 3))
    index = np.array([4, 1])
    wanted = x.copy()
    wanted[index] = y
    compiled([(x, y, index)], inplace=True, add=False)(x, y, index)
    np.testing.assert_array_equal(x, wanted)


def test_gradient_of_an_embedding(rng):
    weights = theano.shared(rng.normal(size=(N_ROWS, 2)))
    ids = T.imatrix("ids")
    gradient = T.grad((weights[ids] ** 2).sum(), weights)
    f = theano.function([ids], gradient, mode=theano.compile.mode.Mode("cvm", "fast_compile"))
    used = np.array([[0, 2, 2], [5, 2, 0]], dtype="int32")
    counts = np.bincount(used.ravel(), minlength=N_ROWS)
    np.testing.assert_allclose(f(used), 2 * counts[:, None] * weights.get_value(), rtol=1e-12)
