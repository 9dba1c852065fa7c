import numpy as np
import pytest

from theanornn.argument_names import ArgumentError
from theanornn.errors import DataError, DtypeError
from theanornn.keras import backend as K


@pytest.fixture
def x():
    return K.placeholder((None, 2), dtype="float32", name="x")


def test_data_are_cast_to_the_inputs_dtype(x):
    ids = K.placeholder((None,), dtype="int32")
    function = K.function([x, ids], [x * 2, ids])
    doubled, same = function([[[1, 2]], np.array([3.0])])
    assert (doubled.dtype, same.dtype) == ("float32", "int32")
    assert doubled.tolist() == [[2, 4]] and same.tolist() == [3]


def test_one_output_is_not_a_list(x):
    assert K.function([x], x + 1)([np.zeros((1, 2))]).tolist() == [[1, 1]]


def test_inputs_that_are_not_used_do_not_matter(x):
    assert K.function([x, K.placeholder(ndim=1)], [x])([np.zeros((1, 2)), [1.0]])[0].shape == (1, 2)


def test_updates_of_every_kind(x):
    total, less, mean, same = (K.variable(value) for value in (1.0, 1.0, 1.0, 1.0))
    function = K.function(
        [x],
        [],
        updates=[
            K.update_add(total, K.sum(x)),
            K.update_sub(less, K.sum(x)),
            K.moving_average_update(mean, K.sum(x), 0.75),
            K.update(same, 5),
            (same, 7),  # the first one counts
        ],
    )
    assert function([[[1, 2]]]) == []
    assert [float(v.get_value()) for v in (total, less, mean, same)] == [4, -2, 1.5, 5]


def test_what_it_is_called_with(x):
    function = K.function([x], [x], name="double")
    with pytest.raises(DtypeError, match="double.*ndarray.*list of 1"):
        function(np.zeros((1, 2)))
    with pytest.raises(DataError, match="2 inputs, expected 1"):
        function([1, 2])


def test_options_of_theano(x):
    one = K.variable(1.0)
    function = K.function(
        [x], [x + one], givens={one: K.variable(3.0)}, allow_input_downcast=True, mode=None
    )
    assert function([[[1, 2]]])[0].tolist() == [[4, 5]]
    with pytest.raises(ArgumentError, match="'session'.*mode"):
        K.function([x], [x], session=None)


def test_gradients_of_one_and_of_several(x):
    v = K.variable([1.0, 2.0])
    loss = K.sum(K.square(v))
    assert K.eval(K.gradients(loss, v)).tolist() == [2, 4]
    assert [K.eval(g).tolist() for g in K.gradients(loss, [v])] == [[2, 4]]
    stopped = K.stop_gradient([v, v * 2])
    assert K.eval(K.gradients(K.sum(stopped[0] * v + stopped[1]), v)).tolist() == [1, 2]


def test_printing(x, capsys):
    assert K.function([x], [K.print_tensor(x, "here:")])([np.ones((1, 2))])[0].tolist() == [[1, 1]]
    assert "here:" in capsys.readouterr().out
