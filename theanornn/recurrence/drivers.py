"""Which driver runs a recurrence: the table of them, and the one place where it is decided."""

from typing import NamedTuple

from theanornn import registry
from theanornn.recurrence import scan, unroll

DRIVERS = {"scan": scan.run, "unroll": unroll.run}


class Choice(NamedTuple):
    """The driver that was chosen, and why.

    Parameters
    ----------
    driver : str
        A name in `DRIVERS`.
    reason : str
        A sentence for people.
    """

    driver: str
    reason: str


def choose(how):
    """Return the `Choice` for the argument ``how`` of ``recur``.

    Raises
    ------
    UnknownNameError
        If there is no driver of that name.

    Examples
    --------
    >>> choose("auto").driver, choose("unroll")
    ('scan', Choice(driver='unroll', reason="asked for by how='unroll'"))
    """
    if how == "auto":
        return Choice("scan", "how='auto': theano.scan runs every cell")
    registry.lookup("driver of the recurrence", {**DRIVERS, "auto": None}, how)
    return Choice(how, f"asked for by how={how!r}")
