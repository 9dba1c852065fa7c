"""What is written about a machine: what changes a time, and not where something lies."""

import os

import environment
import pytest


@pytest.mark.parametrize(
    "given, told",
    [
        ("floatX=float32", "floatX=float32"),
        ("base_compiledir=/home/me/cache,floatX=float32", "floatX=float32"),
        ("floatX=float32,compiledir=~/c,cxx=/usr/bin/g++-12", "floatX=float32,cxx=g++-12"),
        ("gcc__cxxflags=-O1 -I/usr/include/x,openmp=True", "gcc__cxxflags=-O1 -Ix,openmp=True"),
        ("base_compiledir=cache", None),
    ],
)
def test_flags_without_places(given, told, monkeypatch):
    monkeypatch.setenv("THEANO_FLAGS", given)
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=/home/me/x --xla_cpu_multi_thread_eigen=true")
    flags = environment.describe({}, [1])["flags"]
    assert flags.get("THEANO_FLAGS") == told
    assert flags["XLA_FLAGS"] == "--xla_dump_to=x --xla_cpu_multi_thread_eigen=true"


@pytest.mark.parametrize("files", [("--json", "/home/me/a"), ("--json=/home/me/a",)])
def test_the_command_without_files(files, monkeypatch):
    script = os.path.join(os.sep, "home", "me", "scaling.py")
    monkeypatch.setattr("sys.argv", [script, "--rounds", "3", *files, "--quick"])
    assert environment.describe({}, [1])["command"] == ["scaling.py", "--rounds", "3", "--quick"]
