"""Recurrence: a cell over time.

``recur`` runs a cell over a sequence, ``step`` does one step of it. The drivers that run the loop
are modules with a function ``run``: ``scan`` (the reference) and ``unroll``.
"""

from theanornn.recurrence.drivers import DRIVERS, Choice, choose
from theanornn.recurrence.loop import Recurrence, recur
from theanornn.recurrence.stepping import step

__all__ = ["DRIVERS", "Choice", "Recurrence", "choose", "recur", "step"]
