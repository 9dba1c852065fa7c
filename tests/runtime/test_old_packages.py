"""Old packages beside the engine."""

import importlib.metadata

import pytest

from theanornn.runtime import doctor, engine, old_packages


@pytest.fixture
def installed(monkeypatch):
    versions = {"Theano-PyMC": engine.VERSION}

    def version(name):
        if name not in versions:
            raise importlib.metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.delenv("THEANORNN_OLD_NAMES", raising=False)
    return versions


@pytest.mark.parametrize(
    "version, old", [("1.2.2", True), ("2.3.1", True), ("2.4.0", False), ("3.11rc1", False)]
)
def test_keras_of_theanos_time(installed, version, old):
    installed.update({"Keras": version, "Lasagne": "0.2.dev1"})
    expected = {"Keras": version, "Lasagne": "0.2.dev1"} if old else {"Lasagne": "0.2.dev1"}
    assert old_packages.found() == expected


def test_doctor_says_what_is_there(installed, monkeypatch):
    assert "pip install --no-deps" in doctor._old_packages().found
    installed["Lasagne"] = "0.2.dev1"
    assert doctor._old_packages().found.startswith("Lasagne 0.2.dev1")
    monkeypatch.setenv("THEANORNN_OLD_NAMES", "0")
    assert doctor._old_packages().cure == "unset THEANORNN_OLD_NAMES"


def test_doctor_says_that_theano_lies_over_the_engine(installed):
    installed["Theano"] = "1.0.5"
    finding = doctor._engine()
    assert finding.essential and "both installed" in finding.problem
    assert finding.cure.startswith(engine.REINSTALL) and "--no-deps" in finding.cure
