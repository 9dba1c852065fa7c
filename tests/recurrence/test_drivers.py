import pytest

from theanornn.errors import UnknownNameError
from theanornn.recurrence.drivers import DRIVERS, choose


@pytest.mark.parametrize("how", DRIVERS)
def test_a_named_driver_is_taken(how):
    assert choose(how) == (how, f"asked for by how={how!r}")


def test_auto_takes_a_driver_and_says_why():
    choice = choose("auto")
    assert choice.driver in DRIVERS
    assert choice.reason.startswith("how='auto': ")


def test_unknown():
    with pytest.raises(UnknownNameError, match="unknown driver of the recurrence 'scna'.*'scan'"):
        choose("scna")
