import subprocess
import sys

import numpy as np
import pytest

from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError
from theanornn.preprocessing.text import (
    Tokenizer,
    base_filter,
    hashing_trick,
    one_hot,
    text_to_word_sequence,
)

TEXTS = ["The cat sat on the mat.", "The dog sat on the log.", "Dogs and cats!"]


@pytest.mark.parametrize(
    "text, arguments, words",
    [
        ("It's good, isn't it?", {}, ["it's", "good", "isn't", "it"]),
        ("Good Film", {"lower": False}, ["Good", "Film"]),
        ("a-b c", {"filters": ""}, ["a-b", "c"]),
        ("a,b!,c", {"filters": "!", "split": ","}, ["a", "b", "c"]),
        ("été\tNAÏVE\n", {}, ["été", "naïve"]),
        ("  ", {}, []),
    ],
)
def test_text_to_word_sequence(text, arguments, words):
    assert text_to_word_sequence(text, **arguments) == words


def test_bytes_are_refused():
    with pytest.raises(DtypeError, match="decode"):
        text_to_word_sequence(b"film")


def test_one_hot_stays_within_its_range():
    ids = one_hot(" ".join(map(str, range(1000))), 10)
    assert set(ids) == set(range(1, 10))


def test_one_hot_is_the_same_in_every_process():
    program = "from theanornn.preprocessing.text import one_hot; print(one_hot('a good film', 99))"
    other = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    assert other.stdout.strip() == str(one_hot("a good film", 99))


def test_hashing_trick_takes_a_function_and_refuses_a_tiny_space():
    assert hashing_trick("a bb ccc", 3, hash_function=len) == [2, 1, 2]
    with pytest.raises(ShapeError, match="n=1"):
        hashing_trick("a", 1)


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


def test_base_filter_keeps_the_apostrophe():
    assert "'" not in base_filter() and "!" in base_filter()
