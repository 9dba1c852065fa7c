import pytest
import theano.tensor as T

from theanornn.cells import LSTMCell
from theanornn.errors import UnknownNameError
from theanornn.recurrence.drivers import DRIVERS, choose
from theanornn.runtime import shared_library


@pytest.fixture
def cell():
    return LSTMCell(2, 3)


@pytest.mark.parametrize("how", DRIVERS)
def test_a_named_driver_is_taken(how, cell):
    assert choose(how, cell) == (how, f"asked for by how={how!r}")


def test_auto_fuses_what_it_can(cell):
    driver, reason = choose("auto", cell)
    assert driver == "fused"
    assert reason.startswith("how='auto': ")


def test_auto_says_what_cannot_be_fused():
    class Normalised(LSTMCell):
        def step(self, z, h, c):
            return super().step(z / T.sum(z, axis=1, keepdims=True), h, c)

    driver, reason = choose("auto", Normalised(2, 3))
    assert driver == "scan"
    assert "the step uses Sum" in reason


def test_auto_without_a_compiler(cell, monkeypatch):
    monkeypatch.setattr(shared_library, "available", lambda: False)
    driver, reason = choose("auto", cell)
    assert driver == "scan"
    assert "install g++" in reason


def test_unknown(cell):
    with pytest.raises(UnknownNameError, match="unknown driver of the recurrence 'scna'.*'scan'"):
        choose("scna", cell)
