import theano.tensor as T

from theanornn.layers import Dense, Lambda
from theanornn.layers.authoring.shapes import shape_of_computed, traced_shape


def test_of_one_variable_and_of_several():
    x = T.matrix()
    x._keras_shape = (None, 3)
    assert shape_of_computed(x * 2) == (None, 3)
    assert shape_of_computed([x, x.sum()]) == [(None, 3), ()]


def test_a_layer_is_run_on_stand_ins():
    dense = Dense(4)
    dense.build((None, 3))
    assert traced_shape(dense, (None, 7, 3)) == (None, 7, 4)
    joined = Lambda(lambda xs, mask: T.concatenate(xs, axis=1) * T.cast(mask[0][:, :1], "float64"))
    assert traced_shape(joined, [(None, 3), (None, 2)]) == (None, 5)
