"""Files in Keras' folder: fetched whole or not at all, and unpacked nowhere else."""

import hashlib
import io
import tarfile
import zipfile

import pytest

from theanornn.datasets import cache
from theanornn.datasets.file_fetching import get_file, validate_file
from theanornn.errors import DataError, UnknownNameError

CONTENT = b"some text\n"
MD5, SHA256 = hashlib.md5(CONTENT).hexdigest(), hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def folder(keras_folder):
    return keras_folder


@pytest.fixture
def origin(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "text.txt").write_bytes(CONTENT)
    return (tmp_path / "there" / "text.txt").as_uri()


@pytest.fixture
def nowhere(tmp_path):
    return (tmp_path / "nowhere").as_uri()


def tar_of(members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if content is None:
                member.type, member.linkname = tarfile.SYMTYPE, "/etc"
                tar.addfile(member)
            else:
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return file.getvalue()


def zip_of(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"md5_hash": MD5},
        {"file_hash": SHA256},
        {"file_hash": MD5.upper()},
        {"file_hash": SHA256, "hash_algorithm": "sha256"},
    ],
)
def test_a_file_is_fetched_once(folder, origin, nowhere, options):
    path = get_file("a.txt", origin, **options)
    assert path == str(folder / "a.txt")
    assert (folder / "a.txt").read_bytes() == CONTENT
    assert get_file("a.txt", origin=nowhere, **options) == path
    assert [file.name for file in folder.iterdir()] == ["a.txt"]


def test_other_folders(tmp_path, folder, origin):
    other = get_file("a", origin, cache_subdir="sub/sub", cache_dir=tmp_path / "cache")
    assert other == str(tmp_path / "cache" / "sub" / "sub" / "a")
    assert get_file("a", origin, cache_subdir="models") == str(folder.parent / "models" / "a")
    assert get_file(str(tmp_path / "b"), origin) == str(tmp_path / "b")


def test_a_damaged_file_is_fetched_again(folder, origin):
    (folder / "a.txt").write_bytes(b"half")
    with pytest.warns(UserWarning, match="a.txt is damaged"):
        get_file("a.txt", origin, md5_hash=MD5)
    assert (folder / "a.txt").read_bytes() == CONTENT


def test_what_came_is_checked(folder, origin):
    with pytest.raises(cache.FetchError, match="has not the digest md5:00"):
        get_file("a.txt", origin, md5_hash="00")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("url", [None, "no URL", "http://127.0.0.1:9/a.txt"])
def test_without_network_it_says_where_to_put_it(folder, nowhere, url):
    with pytest.raises(cache.FetchError, match="put the file into") as caught:
        get_file("a.txt", url or nowhere)
    assert str(folder) in str(caught.value)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written(tmp_path, origin):
    (tmp_path / "file").write_text("")
    with pytest.raises(cache.FetchError, match="KERAS_HOME"):
        get_file("a.txt", origin, cache_dir=tmp_path / "file")


def test_untar(folder, nowhere):
    members = {"corpus/a.txt": CONTENT, "corpus/deep/b.txt": b"b"}
    (folder / "corpus.tar.gz").write_bytes(tar_of(members))
    path = get_file("corpus", nowhere, untar=True)
    assert path == str(folder / "corpus")
    assert (folder / "corpus" / "deep" / "b.txt").read_bytes() == b"b"
    assert sorted(file.name for file in folder.iterdir()) == ["corpus", "corpus.tar.gz"]
    (folder / "corpus.tar.gz").unlink()
    assert get_file("corpus", nowhere, untar=True) == path


@pytest.mark.parametrize("make", [tar_of, zip_of])
@pytest.mark.parametrize("form", ["auto", None])
def test_extract(folder, nowhere, make, form):
    (folder / "c").mkdir()
    (folder / "c" / "old").write_bytes(b"old")
    (folder / "archive").write_bytes(make({"c/a.txt": CONTENT, "b": b"b"}))
    for _ in range(2):
        path = get_file("archive", nowhere, extract=True, archive_format=form)
        assert path == str(folder / "archive")
    names = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    assert names == (["archive", "c/old"] if form is None else ["archive", "b", "c/a.txt", "c/old"])


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/../../out", "..\\out", "C:\\out"])
@pytest.mark.parametrize("make", [tar_of, zip_of])
def test_nothing_is_written_elsewhere(folder, nowhere, make, name):
    (folder / "archive").write_bytes(make({"a": b"", name: b"evil"}))
    with pytest.raises(DataError, match="would be written elsewhere"):
        get_file("archive", nowhere, extract=True)
    assert [file.name for file in folder.iterdir()] == ["archive"]


def test_links_are_refused(folder, nowhere):
    (folder / "archive").write_bytes(tar_of({"link": None, "link/passwd": b"evil"}))
    with pytest.raises(DataError, match="link, which is neither a file nor a folder"):
        get_file("archive", nowhere, extract=True)


@pytest.mark.parametrize("content", [b"", b"no archive", tar_of({"a": b"x" * 5000})[:60]])
def test_damaged_archives(folder, nowhere, content):
    (folder / "archive").write_bytes(content)
    with pytest.raises(DataError, match="not a readable"):
        get_file("archive", nowhere, extract=True)
    assert [file.name for file in folder.iterdir()] == ["archive"]


@pytest.mark.parametrize("wrong", [{"hash_algorithm": "crc"}, {"archive_format": "rar"}])
def test_unknown_names(nowhere, wrong):
    with pytest.raises(UnknownNameError, match="expected 'auto'"):
        get_file("a", nowhere, **wrong)


def test_validate_file(tmp_path):
    (tmp_path / "a").write_bytes(CONTENT)
    assert validate_file(tmp_path / "a", SHA256) and validate_file(tmp_path / "a", MD5, "md5")
    assert not validate_file(tmp_path / "a", MD5[::-1])
