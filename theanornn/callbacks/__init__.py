"""Callbacks: what happens beside training, at the start and end of epochs and batches.

Public names: :class:`Callback` (the contract), :class:`History`, :class:`EarlyStopping`,
:class:`ModelCheckpoint`.
"""

from theanornn.callbacks.base import Callback, CallbackList
from theanornn.callbacks.early_stopping import EarlyStopping
from theanornn.callbacks.history import History
from theanornn.callbacks.logs import Logs
from theanornn.callbacks.model_checkpoint import ModelCheckpoint
from theanornn.callbacks.progress import EpochLines, ProgressBar

__all__ = [
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "EpochLines",
    "History",
    "Logs",
    "ModelCheckpoint",
    "ProgressBar",
]
