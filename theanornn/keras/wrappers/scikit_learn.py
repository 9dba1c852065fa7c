"""Keras' models as estimators of scikit-learn."""

from theanornn.estimators import BaseWrapper, KerasClassifier, KerasRegressor

__all__ = ["BaseWrapper", "KerasClassifier", "KerasRegressor"]
