"""Training, evaluation and prediction of models.

Public names: :class:`Trainable`, what every model can do once its graph is known.
"""

from theanornn.training.trainable import Trainable

__all__ = ["Trainable"]
