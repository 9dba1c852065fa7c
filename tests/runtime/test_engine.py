"""Which Theano is there."""

import importlib.metadata

import pytest

from theanornn.runtime import engine


@pytest.fixture
def installed(monkeypatch):
    """Set what is installed: a dict of distributions and versions."""
    versions = {}

    def version(name):
        if name not in versions:
            raise importlib.metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(importlib.metadata, "version", version)
    return versions


def package(directory, version):
    (directory / "_version.py").write_text(f'json = """{{\n "version": "{version}"\n}}"""\n')
    return directory


def test_the_one_here():
    found = engine.inspect(engine.directory())
    assert (found.version, found.problem) == ("1.1.2", None)


def test_none(installed):
    assert engine.inspect(None).problem == "Theano is not installed"


def test_old_theano_over_ours(installed, tmp_path):
    installed.update({"Theano": "1.0.5", "Theano-PyMC": "1.1.2"})
    found = engine.inspect(package(tmp_path, "1.0.5"))
    assert found.version == "1.0.5"
    assert found.problem.startswith("Theano 1.0.5 and Theano-PyMC 1.1.2 are both installed")


def test_ours_over_old_theano(installed, tmp_path):
    installed.update({"Theano": "1.0.5", "Theano-PyMC": "1.1.2"})
    found = engine.inspect(package(tmp_path, "1.1.2"))
    assert found.version == "1.1.2"
    assert "both installed" in found.problem


@pytest.mark.parametrize("version", ["1.0.5", "1.1.0"])
def test_another_version(installed, tmp_path, version):
    problem = engine.inspect(package(tmp_path, version)).problem
    assert problem == f"this is Theano {version}; theanornn mends and needs Theano-PyMC 1.1.2"


def test_no_version_in_the_package(installed, tmp_path):
    assert "unknown version" in engine.inspect(tmp_path).problem
