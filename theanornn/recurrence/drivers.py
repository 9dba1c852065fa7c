"""Which driver runs a recurrence: the table of them, and the one place where it is decided."""

from typing import NamedTuple

from theanornn import registry
from theanornn.recurrence import fused, scan, unroll

DRIVERS = {"fused": fused.run, "scan": scan.run, "unroll": unroll.run}


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


def choose(how, cell):
    """Return the `Choice` for the argument ``how`` of ``recur``.

    Parameters
    ----------
    how : str
    cell : Cell

    Raises
    ------
    UnknownNameError
        If there is no driver of that name.

    Examples
    --------
    >>> from theanornn.cells import GRUCell
    >>> choose("unroll", GRUCell(3, 5))
    Choice(driver='unroll', reason="asked for by how='unroll'")
    """
    if how != "auto":
        registry.lookup("driver of the recurrence", {**DRIVERS, "auto": None}, how)
        return Choice(how, f"asked for by how={how!r}")
    obstacle = fused.obstacle(cell)
    if obstacle is None:
        return Choice("fused", "how='auto': the step can be compiled as a whole")
    return Choice("scan", f"how='auto', and fused cannot: {obstacle}")
