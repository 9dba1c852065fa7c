"""Keras' files and batches."""

from theanornn.datasets.file_fetching import get_file, validate_file
from theanornn.training.enqueuers import Enqueuer as SequenceEnqueuer
from theanornn.training.enqueuers import GeneratorEnqueuer, OrderedEnqueuer
from theanornn.training.sequence import Sequence

__all__ = [
    "GeneratorEnqueuer",
    "OrderedEnqueuer",
    "Sequence",
    "SequenceEnqueuer",
    "get_file",
    "validate_file",
]
