"""The graph of a model's layers as a picture or as text for Graphviz.

Public names: :func:`draw`, :func:`model_to_dot`, :class:`Dot`, :func:`connections`.
"""

from theanornn.drawing.dot import Dot, model_to_dot
from theanornn.drawing.figure import draw
from theanornn.drawing.graph import connections

__all__ = ["Dot", "connections", "draw", "model_to_dot"]
