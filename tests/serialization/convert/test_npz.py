"""npz and npy files: numbers come out, damage and bombs are named."""

import io
import pickle
import zipfile

import numpy as np
import pytest

from theanornn.errors import DataError
from theanornn.serialization.convert import npz


def saved(compressed=False, **arrays):
    file = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(file, **arrays)
    file.seek(0)
    return file


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return file


@pytest.mark.parametrize("compressed", [False, True])
def test_arrays(compressed):
    arrays = {
        "W": np.arange(6.0).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3)),
        "empty": np.zeros((0, 2)),
        "scalar": np.array(3),
        "text": np.array("a"),
    }
    got = npz.read_npz(saved(compressed, **arrays))
    assert list(got) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(got[name], array)
        assert got[name].dtype == array.dtype.newbyteorder("=")


def test_a_header_of_python_2():
    content = npy(np.ones((2, 3)))
    assert b"(2, 3), }" in content
    got = npz.read_npy(content.replace(b"(2, 3), }  ", b"(2L, 3L), }"))
    np.testing.assert_array_equal(got, np.ones((2, 3)))


def test_objects_are_read_as_plain_data():
    parameters = np.empty((), dtype=object)
    parameters[()] = {"W": np.ones(2), "epochs": 3}
    got = npz.read_npz(saved(params=parameters))["params"]
    assert got["epochs"] == 3 and got["W"].tolist() == [1, 1]
    ragged = np.empty(2, dtype=object)
    ragged[:] = [np.ones(1), np.ones(2)]
    assert [each.shape for each in npz.read_npz(saved(ragged=ragged))["ragged"]] == [(1,), (2,)]


def test_code_in_objects_is_refused():
    class Runs:
        def __reduce__(self):
            return eval, ("1",)

    content = npy(np.array(None, dtype=object))
    content = content[: content.index(b"\n") + 1] + pickle.dumps(Runs())
    with pytest.raises(DataError, match="W: the pickle asks for .*eval"):
        npz.read_npz(zipped(W=content))


@pytest.mark.parametrize(
    "file, message",
    [
        (io.BytesIO(b"PK\x03\x04 and no more"), "no readable npz file"),
        (zipped(W=b"hello"), "W: no readable array: it does not begin"),
        (zipped(W=npy(np.ones(3))[:-1]), r"W: is said to have the shape \(3,\) of float64, but"),
        (zipped(W=npy(np.ones(3)) + b"\0" * 8), "but comes with 32 bytes"),
        (zipped(W=npy(np.ones((1, 2))).replace(b"(1, 2)", b"(-1,2)")), "shape .-1, 2."),
        (zipped(W=npy(np.ones((1, 2))).replace(b"(1, 2)", b"(1<<9)")), "header is damaged"),
        (zipped(W=npy(np.ones(1)).replace(b"(1,)", b"(f))")), "header is damaged"),
        (zipped(W=npy(np.zeros(1, "f4,f4"))), "expected numbers"),
        (zipped(W=npy(np.zeros(1, "M8[s]"))), "expected numbers"),
    ],
)
def test_damage_is_named(file, message):
    with pytest.raises(DataError, match=message):
        npz.read_npz(file)


def test_names():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("program.py", "1")
    with pytest.raises(DataError, match="holds 'program.py', which is no array"):
        npz.read_npz(file)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "w") as archive:
        for _ in range(2):
            archive.writestr("W.npy", npy(np.ones(1)))
    with pytest.raises(DataError, match="two arrays 'W'"):
        npz.read_npz(file)


def test_bombs_are_refused_before_they_are_unpacked():
    # 100 MB of zeros in 100 kB.
    file = zipped(W=npy(np.zeros(12_500_000)))
    assert file.getbuffer().nbytes < 200_000
    with pytest.raises(DataError, match="bytes are said to be 100000128 when unpacked"):
        npz.read_npz(file)


def test_what_may_grow():
    npz.check_growth(10, 1000)  # small things may
    npz.check_growth(10**9, 10**10)
    with pytest.raises(DataError, match="never"):
        npz.check_growth(10**6, 10**9)
