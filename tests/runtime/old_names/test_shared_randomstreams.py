"""RandomStreams as Theano 0.6 to 1.0 had them."""

import numpy as np
import theano
from theano import tensor

from theanornn.runtime.old_names.shared_randomstreams import RandomStreams


def test_states_move_on_and_start_anew():
    streams = RandomStreams(seed=7)
    sample = streams.uniform((3,))
    other = streams.normal((2,), avg=10.0)
    draw = theano.function([], [sample, other])
    first, second = draw(), draw()
    assert not np.allclose(first[0], second[0]) and (first[1] > 0).all()
    streams.seed()
    again = draw()
    streams.seed(7)
    np.testing.assert_array_equal(draw()[0], again[0])
    np.testing.assert_array_equal(first[0], again[0])
    streams.seed(8)
    assert not np.allclose(draw()[0], first[0])


def test_one_stream():
    streams = RandomStreams(seed=7)
    sample = streams.uniform((3,))
    assert streams.updates() == [sample.update] and sample.update[0] is sample.rng
    assert sample.rng.tag.is_rng
    streams[sample.rng] = np.random.RandomState(5)
    assert isinstance(streams[sample.rng], np.random.RandomState)
    expected = np.random.RandomState(5).uniform(size=3)
    np.testing.assert_array_equal(theano.function([], sample)(), expected)
    fixed = theano.function([], sample, no_default_updates=True)
    np.testing.assert_array_equal(fixed(), fixed())


def test_rows_are_shuffled_each_by_itself():
    x = tensor.dmatrix("x")
    shuffled = RandomStreams(seed=234).shuffle_row_elements(x)
    rows = np.arange(20.0).reshape(2, 10)
    value, order = theano.function([x], [shuffled, shuffled.permutation])(rows)
    np.testing.assert_array_equal(value, np.take_along_axis(rows, order, axis=1))
    assert not np.array_equal(order[0], order[1])


def test_prob_of_older_programs():
    sample = RandomStreams(seed=1).binomial((50,), n=1, prob=0.0)
    assert theano.function([], sample)().sum() == 0
