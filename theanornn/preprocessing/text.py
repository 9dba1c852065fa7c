"""Text, as Keras has it in one module: all of :mod:`words` and :mod:`tokenizer`."""

from theanornn.preprocessing.tokenizer import Tokenizer, tokenizer_from_json
from theanornn.preprocessing.words import (
    FILTERS,
    base_filter,
    hashing_trick,
    one_hot,
    text_to_word_sequence,
)

__all__ = [
    "FILTERS",
    "Tokenizer",
    "base_filter",
    "hashing_trick",
    "one_hot",
    "text_to_word_sequence",
    "tokenizer_from_json",
]
