"""What everything public makes of bad arguments: the right result, or an error that helps."""

import contextlib
import io
import subprocess
import urllib.request
import warnings

import numpy as np
import pytest

from tests.contract.hostile import VALUES, fault
from tests.contract.table import CASES, ELSEWHERE, MODULES, public
from theanornn.datasets.cache import FetchError


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_everything_public_is_in_the_table(module):
    known = {*CASES, *(each for several in ELSEWHERE.values() for each in several)}
    missing = [name for name, value in public(module).items() if value not in known]
    assert not missing, "put it into tests.contract.table"


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.call.__name__)
def test_bad_arguments(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _go_offline(tmp_path, monkeypatch)
    faults = []
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        with contextlib.suppress(FetchError):
            used(case, case.good())
        for parameter in case.parameters():
            words = {parameter, parameter.split("_")[-1], case.call.__name__, *ALIASES}
            for name, value in VALUES.items():
                if callable(value) and parameter in CALLED:
                    continue
                try:
                    used(case, {**case.good(), parameter: value})
                except Exception as error:
                    found = fault(error, words)
                    if found:
                        faults.append(f"{parameter} = {name}: {found}")
    assert not faults, "\n".join(faults)


def _go_offline(tmp_path, monkeypatch):
    def refused(*args, **kwargs):
        raise FetchError("there is no network")

    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("THEANORNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(urllib.request, "urlopen", refused)
    monkeypatch.setattr(subprocess, "run", refused)


#: Arguments that are called: what comes of other people's functions is not ours.
CALLED = {
    "activation",
    "inner_activation",
    "hash_function",
    "forget_bias",
    "mode",
    "recurrent_activation",
}

#: How messages call an argument that several kinds of things have.
ALIASES = {
    *("initializer", "regularizer", "constraint", "optimizer", "activation", "loss", "metric"),
    *(
        "a layer is given",
        "Keras tensors",
        "JSON",
        "driver",
        "initial state",
        "parameter",
        "step of",
        "W has",
        "words",
    ),
    *("add: got", "Constant: value", "was called with x", "hash type", "s a directory"),
}


def used(case, arguments):
    result = case.call(**arguments)
    if case.used is not None:
        case.used(result)
    return result


def test_nothing_is_drawn_or_changed_by_an_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _go_offline(tmp_path, monkeypatch)
    before = np.random.get_state()[1].copy()
    for case in CASES.values():
        for parameter in case.parameters()[:1]:
            with contextlib.suppress(Exception):
                case.call(**{**case.good(), parameter: object()})
    assert np.array_equal(before, np.random.get_state()[1])
