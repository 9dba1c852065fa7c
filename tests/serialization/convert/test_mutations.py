"""Damaged files of every kind: refused by name, nothing executed, nothing half-loaded."""

import random

import pytest

from tests.serialization.convert import mutations


@pytest.fixture(scope="module")
def watch():
    return mutations.Watch()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return mutations.sources(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def model():
    return mutations.network()


KINDS = "own.safetensors keras.h5 a.npz b.npz c.npz d.npz 0.pkl 2.pkl 4.pkl list.pkl.gz "
KINDS += "torch.safetensors torch.pt"


@pytest.mark.parametrize("name", KINDS.split())
def test_damaged_files_are_refused_whole(name, files, model, watch, tmp_path):
    assert set(files) == set(KINDS.split())
    path, rng = tmp_path / name, random.Random(name)
    path.write_bytes(files[name])
    loads = not mutations.check(path, model, watch)
    assert loads == (not name.startswith("torch"))  # those are of another network
    refused = 0
    for _ in range(40):
        path.write_bytes(mutations.mutated(files[name], rng))
        refused += mutations.check(path, model, watch)
    assert refused > 10


def test_damaged_models_are_refused(files, tmp_path):
    path, rng = tmp_path / "model", random.Random(1)
    for name in ("own.safetensors", "keras.h5"):
        for _ in range(20):
            path.write_bytes(mutations.mutated(files[name], rng))
            mutations.check_model(path)
