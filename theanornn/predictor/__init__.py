"""A trained model that needs NumPy and nothing else: `Predictor`, `load`.

``model.to_numpy()`` makes one. Neither this package nor what it imports needs Theano or a compiler:
what the model computes was written down as a list of operations (`program`), which NumPy runs.
"""

from theanornn.predictor.predictor import Predictor, load

__all__ = ["Predictor", "load"]
