"""A vocabulary learned from texts: :class:`Tokenizer`, :func:`tokenizer_from_json`."""

import json
import numbers
from collections import Counter, OrderedDict

import numpy as np

from theanornn import generations
from theanornn.argument_kinds import iterable, kinds, shown
from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError
from theanornn.preprocessing.words import FILTERS, text_to_word_sequence

__all__ = ["Tokenizer", "tokenizer_from_json"]

# What Keras 2 writes of a tokenizer: as it is, and as JSON text.
_SETTINGS = (
    "num_words",
    "filters",
    "lower",
    "split",
    "char_level",
    "oov_token",
    "document_count",
)
_TABLES = ("word_counts", "word_docs", "index_docs", "index_word", "word_index")


class Tokenizer:
    """A vocabulary learned from texts, and the way from texts to ids and back.

    The most frequent word gets number 1 (2 where there is an `oov_token`, which is 1), the next
    one the following number; words of equal frequency are numbered as they were met. 0 is no
    word: it is left for padding.

    Parameters
    ----------
    num_words : int, optional
        Only numbers below this one are given out. Keras 1 says ``nb_words``.
    filters, lower, split
        As in :func:`text_to_word_sequence`.
    char_level : bool
        Whether every character counts as a word. Keras 1 does not apply `lower` to them.
    oov_token : str, optional
        Word that stands for those outside the vocabulary; by default these are left out.
    document_count : int
        Number of texts to count from.
    nb_words : int, optional
        Keras 1's name of `num_words`.

    Notes
    -----
    With ``nb_words``, and in a script that is run as one of Keras 1, each call of
    :meth:`fit_on_texts` and :meth:`fit_on_sequences` counts texts anew, as there; and `lower` does
    not apply to characters.

    Attributes
    ----------
    word_counts : OrderedDict, word to int
        How often each word was met.
    word_docs : dict, word to int
        In how many texts.
    word_index, index_word : dict
        Number of each word, and word of each number; `num_words` does not limit them.
    document_count : int
        Number of texts met.

    Examples
    --------
    >>> tokenizer = Tokenizer(num_words=4)
    >>> tokenizer.fit_on_texts(["a good film", "a good cast", "a film"])
    >>> tokenizer.word_index
    {'a': 1, 'good': 2, 'film': 3, 'cast': 4}
    >>> tokenizer.texts_to_sequences(["Good cast, good film!"])
    [[2, 2, 3]]
    """

    @kinds(
        num_words="count",
        nb_words="count",
        filters="characters",
        split="named",
        oov_token="text",
        document_count="count",
    )
    def __init__(
        self,
        num_words=None,
        filters=FILTERS,
        lower=True,
        split=" ",
        char_level=False,
        oov_token=None,
        document_count=0,
        nb_words=None,
    ):
        if nb_words is not None:
            if num_words is not None:
                raise ShapeError(
                    f"Tokenizer: num_words={num_words} and nb_words={nb_words} are two names of "
                    "one argument; pass one of them."
                )
            num_words = nb_words
        self.generation = 1 if nb_words is not None else generations.default
        self.num_words = num_words
        self.filters = filters
        self.lower = lower
        self.split = split
        self.char_level = char_level
        self.oov_token = oov_token
        self.document_count = document_count
        self.word_counts = OrderedDict()
        self.word_docs = Counter()
        self.index_docs = {}
        self.word_index = {}
        self.index_word = {}

    @property
    def nb_words(self):
        """Keras 1's name of `num_words`."""
        return self.num_words

    def fit_on_texts(self, texts):
        """Learn the vocabulary; a second call adds to the first.

        Parameters
        ----------
        texts : list of str, or list of lists of str
            Texts, or texts already split into words (then only `lower` applies).

        Raises
        ------
        DataError
            If `texts` is one str instead of a list.
        """
        split = self._split_all(texts)
        if self.generation == 1:
            self.document_count, self.index_docs = 0, {}
        for words in split:
            self.document_count += 1
            for word in words:
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
            self.word_docs.update(set(words))
        words = sorted(self.word_counts, key=self.word_counts.get, reverse=True)
        if self.oov_token is not None:
            words = [self.oov_token] + [word for word in words if word != self.oov_token]
        self.word_index = {word: index for index, word in enumerate(words, start=1)}
        self.index_word = {index: word for word, index in self.word_index.items()}
        for word, count in self.word_docs.items():
            self.index_docs[self.word_index[word]] = count

    @kinds(sequences="iterable")
    def fit_on_sequences(self, sequences):
        """Count in how many sequences of ids each id stands, for ``mode="tfidf"``.

        Parameters
        ----------
        sequences : list of lists of int
        """
        if self.generation == 1:
            self.document_count, self.index_docs = 0, {}
        for ids in [_ids_of(sequence) for sequence in sequences]:
            self.document_count += 1
            for index in set(ids):
                self.index_docs[index] = self.index_docs.get(index, 0) + 1

    def texts_to_sequences(self, texts):
        """Turn texts into lists of ids.

        Parameters
        ----------
        texts : list of str, or list of lists of str

        Returns
        -------
        list of lists of int

        Raises
        ------
        DataError
            If nothing has been learned yet, or `texts` is one str instead of a list.
        """
        return list(self.texts_to_sequences_generator(texts))

    def texts_to_sequences_generator(self, texts):
        """Like :meth:`texts_to_sequences`, one after the other."""
        if not self.word_index:
            raise DataError("Tokenizer: the vocabulary is empty. Call fit_on_texts first.")
        return (self._ids(words) for words in self._split_all(texts))

    @kinds(sequences="iterable")
    def sequences_to_texts(self, sequences):
        """Turn lists of ids into texts, words joined by a space.

        Ids that are not given out become the `oov_token`; without one they are left out.

        Parameters
        ----------
        sequences : list of lists of int

        Returns
        -------
        list of str
        """
        return list(self.sequences_to_texts_generator(sequences))

    @kinds(sequences="iterable")
    def sequences_to_texts_generator(self, sequences):
        """Like :meth:`sequences_to_texts`, one after the other."""
        limit = self.num_words or max(self.index_word, default=0) + 1
        for sequence in map(_ids_of, sequences):
            words = (
                self.index_word.get(index, self.oov_token) if index < limit else self.oov_token
                for index in sequence
            )
            yield " ".join(word for word in words if word is not None)

    @kinds(texts="iterable")
    def texts_to_matrix(self, texts, mode="binary"):
        """One row of word statistics per text: see :meth:`sequences_to_matrix`."""
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode=mode)

    @kinds(sequences="series")
    def sequences_to_matrix(self, sequences, mode="binary"):
        """One row of word statistics per sequence of ids.

        Parameters
        ----------
        sequences : list of lists of int
        mode : {"binary", "count", "freq", "tfidf"}
            Whether a word occurs, how often, with which share, or ``(1 + log count) *
            log(1 + texts / (1 + texts with the word))``.

        Returns
        -------
        numpy.ndarray, (sequences, num_words), float64

        Raises
        ------
        UnknownNameError
            If `mode` is none of these.
        DataError
            If there is neither a vocabulary nor `num_words`, no text was counted for
            ``"tfidf"``, or an id is negative.
        """
        if mode not in ("binary", "count", "freq", "tfidf"):
            raise UnknownNameError(
                f"Tokenizer: mode={mode!r} is unknown; expected 'binary', 'count', 'freq' or "
                "'tfidf'."
            )
        if not self.num_words and not self.word_index:
            raise DataError("Tokenizer: pass num_words, or call fit_on_texts first.")
        if mode == "tfidf" and not self.document_count:
            raise DataError(
                "Tokenizer: mode='tfidf' needs counted texts. Call fit_on_texts or "
                "fit_on_sequences first."
            )
        num_words = self.num_words or len(self.word_index) + 1
        matrix = np.zeros((len(sequences), num_words))
        for row, sequence in zip(matrix, sequences):
            ids = np.asarray(_ids_of(sequence), dtype=int)
            if len(ids) and ids.min() < 0:
                raise DataError(f"Tokenizer: id {ids.min()}, expected ids from 0.")
            np.add.at(row, ids[ids < num_words], 1)
            if mode == "freq" and len(ids):
                row /= len(ids)
        if mode == "binary":
            return (matrix > 0).astype(float)
        if mode == "tfidf":
            docs = np.array([self.index_docs.get(index, 0) for index in range(num_words)])
            present = matrix > 0
            matrix[present] = 1 + np.log(matrix[present])
            matrix *= np.log(1 + self.document_count / (1 + docs))
        return matrix

    def get_config(self):
        """Settings and vocabulary as Keras 2 writes them: numbers, strings, tables as JSON text."""
        settings = {name: getattr(self, name) for name in _SETTINGS}
        return {**settings, **{name: json.dumps(getattr(self, name)) for name in _TABLES}}

    def to_json(self, **options):
        """Settings and vocabulary as JSON text, which :func:`tokenizer_from_json` reads.

        Parameters
        ----------
        **options
            Of ``json.dumps``.
        """
        return json.dumps({"class_name": "Tokenizer", "config": self.get_config()}, **options)

    def _split_all(self, texts):
        if isinstance(texts, (str, bytes)):
            raise DataError(f"Tokenizer: texts is {texts!r}, expected a list. Pass [text].")
        iterable(texts, "Tokenizer", "texts")
        return (self._words(text) for text in texts)

    def _words(self, text):
        if isinstance(text, (list, tuple)) or self.char_level:
            text = list(text) if isinstance(text, (str, list, tuple)) else [text]
            for word in text:
                if not isinstance(word, str):
                    raise DtypeError(
                        f"Tokenizer: texts hold {shown(text)}, expected texts, or lists of words."
                    )
            lower = self.lower and self.generation != 1
            return [word.lower() for word in text] if lower else list(text)
        if not isinstance(text, str):
            raise DtypeError(
                f"Tokenizer: texts hold {shown(text)}, expected texts, or lists of words."
            )
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def _ids(self, words):
        oov = self.word_index.get(self.oov_token)
        ids = (self.word_index.get(word, oov) for word in words)
        if self.num_words:
            ids = (index if index is None or index < self.num_words else oov for index in ids)
        return [index for index in ids if index is not None]


def _ids_of(sequence):
    """One sequence of ids as a list of int."""
    if isinstance(sequence, (list, tuple, np.ndarray)):
        ids = [id for id in sequence if isinstance(id, numbers.Real) and id == id // 1]
        if len(ids) == len(sequence):
            return [int(id) for id in ids]
    raise DtypeError(f"Tokenizer: sequences hold {shown(sequence)}, expected lists of ids.")


@kinds(json_string="text")
def tokenizer_from_json(json_string):
    """The tokenizer that :meth:`Tokenizer.to_json` has described, here or in Keras 2.

    Parameters
    ----------
    json_string : str

    Raises
    ------
    DataError
        It is not such a description.

    Examples
    --------
    >>> tokenizer = Tokenizer()
    >>> tokenizer.fit_on_texts(["a good film"])
    >>> tokenizer_from_json(tokenizer.to_json()).texts_to_sequences(["good"])
    [[2]]
    """
    try:
        config = json.loads(json_string)["config"]
        tables = {name: json.loads(config[name]) for name in _TABLES}
        tokenizer = Tokenizer(**{name: config[name] for name in _SETTINGS})
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"not the JSON text of a Tokenizer: {error!r}") from error
    tokenizer.word_counts.update(tables["word_counts"])
    tokenizer.word_docs.update(tables["word_docs"])
    tokenizer.word_index = tables["word_index"]
    # The keys of a JSON object are strings.
    tokenizer.index_docs = {int(index): count for index, count in tables["index_docs"].items()}
    tokenizer.index_word = {int(index): word for index, word in tables["index_word"].items()}
    return tokenizer
