"""How the weights of every cell are laid out and made."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.cell_cases import CASES
from theanornn import regularizers
from theanornn.cells import LSTMCell


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def fresh(case, **options):
    peepholes = {"peepholes": True} if "peepholes" in case.weights else {}
    return case.cell(4, 3, **{**case.options, **peepholes, **options})


def test_weights_names_and_shapes(case):
    cell = fresh(case, name="cell_7")
    assert cell.weight_names == case.weights
    assert list(cell.params) == list(case.weights)
    expected = case.random_weights(np.random.default_rng(0), 4, 3)
    for name in case.weights:
        weight = getattr(cell, name)
        assert weight is cell.params[name]
        assert weight.name == f"cell_7_{name}"
        assert weight.get_value().shape == expected[name].shape
        assert weight.dtype == theano.config.floatX


def test_gates_are_initialised_one_at_a_time(case):
    cell = fresh(case, initializers={"U": "orthogonal"})
    for block in np.split(cell.U.get_value(), len(cell.gates), axis=1):
        np.testing.assert_allclose(block.T @ block, np.eye(3), atol=1e-12)
    limit = np.sqrt(6 / (4 + 3))  # of one gate; of the whole matrix it would be smaller
    largest = max(abs(fresh(case).W.get_value()).max() for _ in range(10))
    assert 0.9 * limit < largest <= limit


def test_each_initializer_reaches_its_own_weight(case):
    constants = {name: float(k + 2) for k, name in enumerate(case.weights)}
    initializers = {
        name: {"class_name": "Constant", "config": {"value": value}}
        for name, value in constants.items()
    }
    options = {"forget_bias": None} if case.cell is LSTMCell else {}
    cell = fresh(case, initializers=initializers, **options)
    for name, value in constants.items():
        np.testing.assert_array_equal(cell.params[name].get_value(), value)


def test_initializer_of_one_gate(case):
    gate = case.cell.gates[-1]
    cell = fresh(case, initializers={f"U_{gate}": "ones"})
    U = cell.U.get_value()
    assert (U[:, -3:] == 1).all()
    assert not (U[:, :-3] == 1).any()


def test_each_regularizer_and_constraint_reaches_its_own_weight(case):
    penalties = {name: regularizers.L1L2(l2=k) for k, name in enumerate(case.weights)}
    limits = {name: (lambda w: w) for name in case.weights}
    cell = fresh(case, regularizers=penalties, constraints=limits)
    assert cell.params.regularizers == penalties
    assert cell.params.constraints == limits


def test_same_generator_same_weights(case):
    cells = [fresh(case, rng=np.random.default_rng(3)) for _ in range(2)]
    for one, other in zip(*(cell.params.get_values() for cell in cells)):
        np.testing.assert_array_equal(one, other)
    assert not np.allclose(fresh(case).W.get_value(), cells[0].W.get_value())


def test_without_bias(case):
    cell = fresh(case, use_bias=False)
    assert cell.b is None
    assert not any(name.startswith("b") for name in cell.weight_names)
    x = T.matrix()
    got = theano.function([x], cell.project(x))(np.ones((2, 4)))
    np.testing.assert_allclose(got, np.ones((2, 4)) @ cell.W.get_value())


def test_not_trainable(case):
    cell = fresh(case, trainable=False)
    assert cell.params.trainable == []
