"""The names that Theano 0.6 to 1.0 had and Theano-PyMC 1.1.2 has not, for code that asks for them.

They are given when old code asks: attributes by the module that had them (:mod:`attributes`),
modules by an import hook (:mod:`modules`). What only moved is what it is today; what has changed
since behaves as it did (:mod:`gof`, :mod:`mrg`, :mod:`raw_random`, :mod:`shared_randomstreams`,
:mod:`downsample`); what is gone for good is "not there" (:mod:`cuda`). :mod:`python_names` does the
same for what Python has dropped, for the modules of a few packages of that age.

Each name is said once where the user's own code asks for it, as an :class:`OldNameWarning`. The
environment variable ``THEANORNN_OLD_NAMES`` switches it: ``quiet`` gives the names and says
nothing, ``0`` gives none.
"""

from theanornn.runtime.old_names.advice import OldNameWarning, enabled
from theanornn.runtime.old_names.attributes import lend
from theanornn.runtime.old_names.modules import find_modules, let_be_called
from theanornn.runtime.old_names.python_names import lend_python_names

__all__ = [
    "OldNameWarning",
    "enabled",
    "find_modules",
    "lend",
    "lend_python_names",
    "let_be_called",
]
