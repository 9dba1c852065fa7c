"""The fused recurrence: C++ derived from a cell's ``step``, forward and backward.

In the order of the data: `reading` and `interpretation` read the `step`, `adjoint` differentiates
it, `schedule` and `program` lay both out, `source` and `operations` write C++, `library` compiles
it, `ops` are the Theano operations around it, `driver` puts them into a graph. The C++ that is not
generated: ``call.h`` (what a kernel is given), ``forward.h`` and ``gradient.h`` (time), ``loop.h``
and ``team.h`` (threads), ``products.cpp`` (matrix products), ``mathematics.h`` and ``vectors.h``.
"""

from theanornn.recurrence.fused.driver import obstacle, run
from theanornn.recurrence.fused.step import NotFusable

__all__ = ["NotFusable", "obstacle", "run"]
