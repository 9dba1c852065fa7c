"""Vocabularies, against those of real Keras."""

import numpy as np
import pytest

from tests.preprocessing.keras_values import KERAS
from theanornn import generations
from theanornn.errors import DataError, ShapeError, UnknownNameError
from theanornn.preprocessing.tokenizer import Tokenizer, tokenizer_from_json

TEXTS = ["The cat sat on the mat.", "The dog sat on the log.", "Dogs and cats!"]


def fitted(**arguments):
    tokenizer = Tokenizer(**arguments)
    tokenizer.fit_on_texts(TEXTS)
    return tokenizer


def test_numbers_go_by_frequency_then_by_first_appearance():
    tokenizer = fitted()
    assert list(tokenizer.word_index) == (
        ["the", "sat", "on", "cat", "mat", "dog", "log", "dogs", "and", "cats"]
    )
    assert list(tokenizer.word_index.values()) == list(range(1, 11))
    assert tokenizer.index_word[1] == "the"
    assert tokenizer.word_counts["the"] == 4
    assert tokenizer.word_docs["the"] == 2
    assert tokenizer.document_count == 3


@pytest.mark.parametrize("name", ["num_words", "nb_words"])
def test_num_words_limits_the_ids_given_out(name):
    tokenizer = fitted(**{name: 4})
    assert tokenizer.texts_to_sequences(["the cat sat on"]) == [[1, 2, 3]]
    assert tokenizer.num_words == tokenizer.nb_words == 4
    assert len(tokenizer.word_index) == 10


def test_num_words_under_both_names_is_refused():
    with pytest.raises(ShapeError, match="num_words=3 and nb_words=4"):
        Tokenizer(num_words=3, nb_words=4)


def test_oov_token_is_number_one_and_stands_for_the_rest():
    tokenizer = fitted(num_words=4, oov_token="<oov>")
    assert tokenizer.word_index["<oov>"] == 1
    assert tokenizer.texts_to_sequences(["the cat sat, unheard of"]) == [[2, 1, 3, 1, 1]]


def test_texts_already_split_and_characters():
    tokenizer = Tokenizer()
    tokenizer.fit_on_texts([["New York", "is"], ["is"]])
    assert tokenizer.word_index == {"is": 1, "new york": 2}
    characters = Tokenizer(char_level=True)
    characters.fit_on_texts(["Abba"])
    assert characters.texts_to_sequences(["bad"]) == [[2, 1]]


def test_a_second_fit_adds_to_the_first():
    twice = Tokenizer()
    twice.fit_on_texts(TEXTS[:1])
    twice.fit_on_texts(TEXTS[1:])
    once = fitted()
    assert twice.word_index == once.word_index
    assert twice.index_docs == once.index_docs
    assert twice.document_count == once.document_count


def test_back_to_texts():
    tokenizer = fitted()
    assert tokenizer.sequences_to_texts([[1, 4, 0, 99], []]) == ["the cat", ""]


def test_matrices():
    tokenizer = Tokenizer(num_words=4)
    tokenizer.fit_on_texts(["a a b", "a c"])
    texts = ["a a b z"]
    np.testing.assert_array_equal(tokenizer.texts_to_matrix(texts), [[0, 1, 1, 0]])
    np.testing.assert_array_equal(tokenizer.texts_to_matrix(texts, "count"), [[0, 2, 1, 0]])
    np.testing.assert_allclose(tokenizer.texts_to_matrix(texts, "freq"), [[0, 2 / 3, 1 / 3, 0]])
    np.testing.assert_allclose(
        tokenizer.texts_to_matrix(texts, "tfidf"),
        [[0, (1 + np.log(2)) * np.log(1 + 2 / 3), np.log(1 + 2 / 2), 0]],
    )


def test_matrix_of_sequences_without_texts():
    tokenizer = Tokenizer(num_words=3)
    tokenizer.fit_on_sequences([[1, 1], [2]])
    np.testing.assert_array_equal(tokenizer.sequences_to_matrix([[1, 5], []]), [[0, 1, 0], [0] * 3])
    np.testing.assert_allclose(
        tokenizer.sequences_to_matrix([[1]], "tfidf"), [[0, np.log(1 + 2 / 2), 0]]
    )


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda t: t.texts_to_sequences(["a"]), DataError, "fit_on_texts first"),
        (lambda t: t.fit_on_texts("a text"), DataError, r"Pass \[text\]"),
        (lambda t: t.sequences_to_matrix([[1]]), DataError, "num_words"),
        (lambda t: fitted().sequences_to_matrix([[-1]]), DataError, "id -1"),
        (lambda t: fitted().texts_to_matrix(["a"], "tf"), UnknownNameError, "'tfidf'"),
        (lambda t: Tokenizer(5).sequences_to_matrix([[1]], "tfidf"), DataError, "counted texts"),
    ],
)
def test_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call(Tokenizer())


FIT = ["It's good. Really GOOD!", "a film,a cast - a\tgood film", "", "the Film"]
OTHER = ["good bad FILM the the", "cast unknown"]


@pytest.mark.parametrize(
    "generation, options, fit, sequences, expected",
    [(generation, *case) for generation in (1, 2) for case in KERAS[generation]["tokenizer"]],
)
def test_as_keras(generation, options, fit, sequences, expected, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    tokenizer = Tokenizer(**options)
    if fit:
        tokenizer.fit_on_texts(FIT)
        tokenizer.fit_on_texts(OTHER[:1])
        assert tokenizer.word_index == expected["word_index"]
        assert tokenizer.texts_to_sequences(OTHER) == expected["sequences"]
    if sequences:
        tokenizer.fit_on_sequences(sequences)
    assert tokenizer.word_counts == expected["word_counts"]
    assert tokenizer.word_docs == expected["word_docs"]
    assert {str(i): count for i, count in tokenizer.index_docs.items()} == expected["index_docs"]
    assert tokenizer.document_count == expected["document_count"]
    sequences = sequences or tokenizer.texts_to_sequences(OTHER)
    for mode, matrix in expected["matrix"].items():
        got = tokenizer.sequences_to_matrix(sequences, mode=mode)
        np.testing.assert_allclose(got, matrix, rtol=1e-12)


def test_a_tokenizer_of_keras_2():
    tokenizer = tokenizer_from_json(KERAS[2]["json"])
    assert tokenizer.sequences_to_texts([[1, 2, 3, 9], [4, 1]]) == KERAS[2]["texts"]
    assert tokenizer.texts_to_sequences(["good Film"]) == [[2, 1]]
    assert tokenizer_from_json(tokenizer.to_json()).get_config() == tokenizer.get_config()
    tokenizer.fit_on_texts(["good"])
    assert tokenizer.document_count == 5 and tokenizer.word_docs["good"] == 3


def test_our_json_is_that_of_keras_2():
    tokenizer = Tokenizer(num_words=4, oov_token="<OOV>")
    tokenizer.fit_on_texts(FIT)
    theirs = tokenizer_from_json(KERAS[2]["json"]).get_config()
    assert tokenizer.get_config()["word_index"] == theirs["word_index"]
    assert tokenizer.get_config().keys() == theirs.keys()


def test_texts_without_a_word_for_the_unknown():
    tokenizer = Tokenizer()
    tokenizer.fit_on_texts(FIT)
    assert tokenizer.sequences_to_texts([[1, 2, 99], [4, 1]]) == KERAS[2]["texts_plain"]


@pytest.mark.parametrize("wrong", ["", "{}", '{"config": {}}', "[1]"])
def test_what_is_no_tokenizer(wrong):
    with pytest.raises(DataError, match="not the JSON text of a Tokenizer"):
        tokenizer_from_json(wrong)
