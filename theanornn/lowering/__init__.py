"""From Theano's graphs to `theanornn.predictor.program.Program`: the way out of Theano.

The equations of cells and layers are not written again: what they say in Theano is read off,
operation by operation. So a cell or a layer of one's own leaves like those that are built in.
"""

from theanornn.lowering.graph import lower
from theanornn.lowering.models import predictor_of

__all__ = ["lower", "predictor_of"]
