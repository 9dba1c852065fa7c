"""Training, evaluation and prediction of models.

Public names: :class:`Trainable`, what every model can do once its graph is known;
:class:`Sequence`, data that make their batches when they are asked.
"""

from theanornn.training.sequence import Sequence
from theanornn.training.trainable import Trainable

__all__ = ["Sequence", "Trainable"]
