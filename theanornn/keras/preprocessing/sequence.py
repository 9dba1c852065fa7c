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


def _remove_long_seq(maxlen, seq, label):
    """Texts shorter than `maxlen` and their labels, as two lists; scripts import it."""
    kept = [(text, each) for text, each in zip(seq, label) if len(text) < maxlen]
    return [text for text, _ in kept], [each for _, each in kept]
