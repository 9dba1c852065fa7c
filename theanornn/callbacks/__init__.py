"""Callbacks: what happens beside training, at the start and end of epochs and batches.

Public names: :class:`Callback` (the contract), and what is derived from it.
"""

from theanornn.callbacks.base import Callback, CallbackList
from theanornn.callbacks.base_logger import BaseLogger
from theanornn.callbacks.checkpoint import Checkpoint
from theanornn.callbacks.csv_logger import CSVLogger
from theanornn.callbacks.early_stopping import EarlyStopping
from theanornn.callbacks.gradient_monitor import GradientMonitor
from theanornn.callbacks.history import History
from theanornn.callbacks.lambda_callback import LambdaCallback
from theanornn.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from theanornn.callbacks.logs import Logs
from theanornn.callbacks.model_checkpoint import ModelCheckpoint
from theanornn.callbacks.progress import EpochLines, ProgbarLogger, ProgressBar
from theanornn.callbacks.remote_monitor import RemoteMonitor
from theanornn.callbacks.tensorboard import TensorBoard
from theanornn.callbacks.terminate_on_nan import TerminateOnNaN

__all__ = [
    "BaseLogger",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "Checkpoint",
    "EarlyStopping",
    "EpochLines",
    "GradientMonitor",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "Logs",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ProgressBar",
    "ReduceLROnPlateau",
    "RemoteMonitor",
    "TensorBoard",
    "TerminateOnNaN",
]
