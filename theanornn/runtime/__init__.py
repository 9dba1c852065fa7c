"""Makes Theano-PyMC 1.1.2 work on today's Python and NumPy, and work fast.

Nothing here changes a file of Theano. :func:`install` puts a finder before Python's own import
system; it sees Theano's modules go by and mends each of them right before or after it is executed.
:mod:`~theanornn.runtime.mends` is the list of all mends and says which module each of them needs.
The same finder is installed at the start of every interpreter by a one-line ``.pth`` file (see
:mod:`~theanornn.runtime.startup`), so ``import theano`` works whichever package comes first.

The environment variable ``THEANORNN_RUNTIME=0`` switches all of it off. ``THEANORNN_SCAN=fused``
has ``theano.scan`` run fused where `theanornn.scan` can. What a user's ``.theanorc`` or
``THEANO_FLAGS`` say always wins over what is found here.
"""

from theanornn.runtime.hook import enabled, finder, install

__all__ = ["enabled", "finder", "install"]
