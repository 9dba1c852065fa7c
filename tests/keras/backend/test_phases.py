import numpy as np
import pytest
import theano.tensor as T

from theanornn.errors import DataError, ShapeError
from theanornn.keras import backend as K
from theanornn.layers import CallContext, Dense, Dropout
from theanornn.models import Sequential


@pytest.fixture(autouse=True)
def _no_phase_is_left():
    yield
    K.clear_session()


def test_within_a_graph_the_phase_is_known():
    for phase in (0, 1):
        with CallContext(training=phase):
            assert K.learning_phase() == phase
            assert K.in_train_phase("train", "test") == ("test", "train")[phase]
            assert K.in_test_phase("test", "train") == ("test", "train")[phase]


def test_only_what_is_chosen_is_built():
    built = []
    with CallContext(training=True):
        K.in_train_phase(lambda: built.append("train"), lambda: built.append("test"))
    K.in_train_phase(lambda: built.append("never"), lambda: built.append("said"), training=0)
    assert built == ["train", "said"]


def test_elsewhere_it_is_an_input():
    x = K.placeholder((None, 2))
    y = K.in_train_phase(lambda: x * 2, K.cast(x, "int32"))  # of another dtype
    function = K.function([x, K.learning_phase()], [y, K.in_test_phase(x, x + 1)])
    data = np.ones((1, 2))
    assert [value.tolist() for value in function([data, 0])] == [[[1, 1]], [[1, 1]]]
    assert [value.tolist() for value in function([data, 1])] == [[[2, 2]], [[2, 2]]]
    assert K.function([x], [y])([data])[0].tolist() == [[1, 1]]


def test_an_own_variable_can_be_the_phase():
    phase = T.bscalar()
    y = K.in_train_phase(K.ones((2,)), K.zeros((2,)), training=phase)
    assert y.eval({phase: 1}).tolist() == [1, 1] and y.eval({phase: 0}).tolist() == [0, 0]


@pytest.mark.parametrize("phase, drops", [(0, False), (1, True)])
def test_a_phase_that_is_set_holds_for_models(phase, drops):
    K.set_learning_phase(phase)
    assert K.learning_phase() == phase
    assert K.in_train_phase(1, 0) == phase
    model = Sequential([Dropout(0.5, input_shape=(100,)), Dense(1)])
    model.compile("sgd", "mse")
    x = np.ones((3, 100))
    assert np.array_equal(model.predict(x), model.predict(x)) == (not drops)
    before = model.evaluate(x, np.zeros((3, 1)), verbose=0)
    assert np.isclose(model.train_on_batch(x, np.zeros((3, 1))), before) == (not drops)
    function = K.function([model.input, K.learning_phase()], [model.layers[0].output])
    assert np.any(function([x, phase])[0] == 0) == drops


def test_phases_are_0_and_1():
    with pytest.raises(DataError, match="2.*0.*1"):
        K.set_learning_phase(2)


def test_switch_by_rows_and_by_elements(rng):
    a, b = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    rows = K.switch(K.variable([1.0, 0.0, 1.0]), K.variable(a), K.variable(b))
    np.testing.assert_array_equal(K.eval(rows), [a[0], b[1], a[2]])
    each = K.switch(K.variable(a > 0, dtype="bool"), lambda: K.variable(a), lambda: 0.0)
    np.testing.assert_array_equal(K.eval(each), np.maximum(a, 0))
    assert K.eval(K.switch(1, K.variable(2.0), K.variable(3.0))) == 2
    with pytest.raises(ShapeError, match="2 axes.*1"):
        K.switch(K.variable(a), K.ones((2,)), K.zeros((2,)))


def test_the_phase_in_a_loss(rng):
    def loss(y_true, y_pred):
        return K.mean(K.square(y_pred - y_true), axis=-1) * K.in_train_phase(2.0, 1.0)

    model = Sequential([Dense(1, input_shape=(2,))])
    model.compile("sgd", loss)
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    tested = model.test_on_batch(x, y)
    np.testing.assert_allclose(model.train_on_batch(x, y), 2 * tested)
