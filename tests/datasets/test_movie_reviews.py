import hashlib
from collections import Counter

import numpy as np
import pytest

from tests.datasets.fake_sdist import put, tar_gz
from theanornn.datasets import movie_reviews
from theanornn.errors import DataError, ShapeError

ROWS = [
    *((f"Good film, number {number}: naïve, isn't it?", 1.5) for number in range(100)),
    *((f"Bad film, number {number}.", -0.25) for number in range(100)),
    *((f"Film number {number}", 0.0) for number in range(10)),
    ("Bad film, number 7.", -2.0),
]


@pytest.fixture(autouse=True)
def small_archive(tmp_path, monkeypatch):
    table = "".join(f"{row}\t{score}\t{text}\r\n" for row, (text, score) in enumerate(ROWS, 1))
    inner = tar_gz({"hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt": table.encode("utf-8")})
    name = "vaderSentiment-3.3.2"
    sha256 = put(
        tmp_path,
        f"{name}.tar.gz",
        {f"{name}/additional_resources/hutto_ICWSM_2014.tar.gz": inner},
    )
    monkeypatch.setenv("THEANORNN_CACHE", str(tmp_path))
    monkeypatch.setattr(movie_reviews, "SHA256", sha256)


def test_every_text_is_in_exactly_the_part_its_hash_says():
    parts = movie_reviews.load_texts()
    rows = [row for part in parts for row in zip(part.texts, part.scores)]
    assert sorted(rows) == sorted(ROWS)
    for part, (low, high) in zip(parts, [(0, 0.7), (0.7, 0.8), (0.8, 1)]):
        for text in part.texts:
            digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
            assert low <= int(digest[:12], 16) / 16**12 < high
    assert [len(part.texts) for part in parts] == [145, 18, 48]


def test_ids_and_classes():
    data = movie_reviews.load_data(maxlen=8)
    texts = movie_reviews.load_texts()
    word_of = {index: word for word, index in data.word_index.items()}
    for (x, y), part in zip(data[:3], texts):
        kept = part.scores != 0
        assert x.shape == (kept.sum(), 8) and x.dtype == y.dtype == "int32"
        np.testing.assert_array_equal(y, part.scores[kept] > 0)
    first = next(text for text, score in zip(*texts.train) if score)
    words = movie_reviews.words(first)
    row = data.train[0][0]
    assert [word_of[index] for index in row if index] == words
    assert (row[: 8 - len(words)] == 0).all()


def test_vocabulary_is_that_of_the_training_part():
    data = movie_reviews.load_data()
    texts = movie_reviews.load_texts()
    known = {
        word for text, score in zip(*texts.train) if score for word in movie_reviews.words(text)
    }
    assert set(data.word_index) == known | {"<unknown>"}
    assert data.word_index["<unknown>"] == 1
    assert [data.word_index["film"], data.word_index["number"]] == [2, 3]
    assert isinstance(data.test[0], list)
    assert 1 in {index for review in data.test[0] for index in review}


def test_num_words_and_min_count_limit_the_vocabulary():
    data = movie_reviews.load_data(num_words=4)
    assert list(data.word_index) == ["<unknown>", "film", "number"]
    assert max(max(review) for review in data.train[0]) == 3
    everything, data = movie_reviews.load_data(), movie_reviews.load_data(min_count=2)
    counts = Counter(index for review in everything.train[0] for index in review)
    rare = {word for word, index in everything.word_index.items() if counts[index] == 1}
    assert len(rare) > 10
    assert set(data.word_index) == set(everything.word_index) - rare | {"<unknown>"}
    assert sorted(data.word_index.values()) == list(range(1, len(data.word_index) + 1))


def test_the_parts_can_be_unpacked():
    (x_train, y_train), (x_val, y_val), (x_test, y_test), word_index = movie_reviews.load_data()
    assert len(x_train) == len(y_train) and len(x_val) == len(y_val) and len(x_test) == len(y_test)


def test_encode():
    index = {"<unknown>": 1, "good": 2}
    assert movie_reviews.encode(["Good, good stuff"], index) == [[2, 2, 1]]
    np.testing.assert_array_equal(
        movie_reviews.encode(["Good stuff", ""], index, maxlen=3), [[0, 2, 1], [0, 0, 0]]
    )
    with pytest.raises(DataError, match=r"Pass \[text\]"):
        movie_reviews.encode("Good", index)


def test_a_vocabulary_without_words_is_refused():
    with pytest.raises(ShapeError, match="num_words=2"):
        movie_reviews.load_data(num_words=2)


@pytest.mark.parametrize(
    "text, words",
    [
        ("It's GOOD, isn't it?", ["it", "'s", "good", "is", "n't", "it"]),
        ("can't won't", ["ca", "n't", "wo", "n't"]),
        ("''Conan'' the 'quoted' films'", ["conan", "the", "quoted", "films"]),
        ("naïve -- 90s self-aware", ["naïve", "90s", "self", "aware"]),
        (" !? ", []),
    ],
)
def test_words(text, words):
    assert movie_reviews.words(text) == words
