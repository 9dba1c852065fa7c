"""``theanornn doctor``."""

import pytest

from theanornn.runtime import doctor, engine
from theanornn.runtime.doctor import Finding

GOOD = Finding("Python", "3.11")
BAD = Finding("BLAS", "none", "products are slow", "pip install scipy-openblas32")
BROKEN = Finding("engine", "none", "it is not there", "theanornn install-engine", essential=True)


@pytest.mark.parametrize(
    "findings, status", [([GOOD], 0), ([GOOD, BAD], 0), ([GOOD, BROKEN, BAD], 1)]
)
def test_exit_status(monkeypatch, capsys, findings, status):
    monkeypatch.setattr(doctor, "examine", lambda: findings)
    assert doctor.main([]) == status
    assert "Python" in capsys.readouterr().out


def test_table_names_each_problem_and_its_cure():
    assert doctor.table([GOOD, BAD, BROKEN]).splitlines() == [
        "ok Python  3.11",
        "!  BLAS    none",
        "           problem: products are slow",
        "           cure:    pip install scipy-openblas32",
        "!! engine  none",
        "           problem: it is not there",
        "           cure:    theanornn install-engine",
    ]


def test_without_an_engine_nothing_else_is_looked_at(monkeypatch):
    nothing = engine.Engine({}, None, "Theano is not installed")
    monkeypatch.setattr(engine, "inspect", lambda directory: nothing)
    last = doctor.examine()[-1]
    assert (last.subject, last.essential) == ("engine", True)
    assert last.cure == "theanornn install-engine"


def test_switched_off(monkeypatch):
    monkeypatch.setenv("THEANORNN_RUNTIME", "0")
    finding = doctor._start_up_hook()
    assert finding.essential and finding.cure == "unset THEANORNN_RUNTIME"


@pytest.mark.compiled
def test_everything_here(capsys):
    assert doctor.main([]) == 0
    out = capsys.readouterr().out
    for subject in ("Python", "NumPy", "engine", "compiler", "BLAS", "scan loop", "floatX"):
        assert f"ok {subject} " in out, out
    assert "GFLOP/s (NumPy: " in out
