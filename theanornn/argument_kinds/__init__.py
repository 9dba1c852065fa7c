"""What kind of value an argument takes: checked when it is given, before anything has happened.

A kind is a function ``kind(value, owner, argument)`` that returns nothing, or raises an error that
names what was called, the argument, what came and what was expected: those of numbers stand in
`numeric`, of texts and single things in `things`, of variables and collections in `arrays`.
`names` has those of the arguments that mean the same wherever they occur; :func:`kinds` decorates
a function with them.

Arguments that a table of names decides (activations, losses …) and arrays of data have their own
checks, where they are used.
"""

from theanornn.argument_kinds.arrays import iterable
from theanornn.argument_kinds.checking import checker, kinds
from theanornn.argument_kinds.names import KINDS
from theanornn.argument_kinds.numeric import LARGEST, is_symbolic, rate, size
from theanornn.argument_kinds.showing import shown

__all__ = [
    "KINDS",
    "LARGEST",
    "checker",
    "is_symbolic",
    "iterable",
    "kinds",
    "rate",
    "shown",
    "size",
]
