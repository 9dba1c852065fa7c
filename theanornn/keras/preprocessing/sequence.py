"""Keras' preprocessing of sequences."""

from theanornn.preprocessing.sequence import pad_sequences
from theanornn.preprocessing.skipgrams import make_sampling_table, skipgrams
from theanornn.preprocessing.timeseries import TimeseriesGenerator, timeseries_generator_from_json

__all__ = [
    "TimeseriesGenerator",
    "make_sampling_table",
    "pad_sequences",
    "skipgrams",
    "timeseries_generator_from_json",
]
