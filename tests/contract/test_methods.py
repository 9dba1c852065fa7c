"""What methods make of bad arguments: the right result, or a helpful error that changes nothing."""

import contextlib
import inspect
import io
import warnings

import pytest

from tests.contract.hostile import VALUES, fault
from tests.contract.methods import SUBJECTS, UNTRIED, parameters

CASES = [(subject, name) for subject in SUBJECTS for name in subject.good]


@pytest.mark.parametrize("kind", dict.fromkeys(subject.kind for subject in SUBJECTS))
def test_every_public_method_is_in_the_table(kind):
    known = {name for names in UNTRIED.values() for name in names.split()}
    known.update(name for subject in SUBJECTS for name in subject.good)
    missing = [
        name
        for name in public_methods(kind)
        if name not in known and parameters(getattr(kind, name), ())[1:]
    ]
    assert not missing, "put them into tests.contract.methods"


def public_methods(kind):
    """Names of the methods that callers call: not the hooks of callbacks."""
    return [
        name
        for name in dir(kind)
        if (not name.startswith(("_", "on_")) or name == "__call__")
        and inspect.isroutine(inspect.getattr_static(kind, name))
    ]


@pytest.mark.parametrize(("subject", "method"), CASES, ids=lambda v: getattr(v, "name", v))
def test_bad_arguments(subject, method, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    faults = []
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        thing, good = subject.make(), subject.good[method]
        getattr(thing, method)(**good())
        thing = _again(subject, thing)
        for parameter in parameters(getattr(thing, method), good()):
            for name, value in VALUES.items():
                if callable(value) and parameter in ("print_fn",):
                    continue  # what comes of other people's functions is not ours
                arguments = {**good(), parameter: value}
                before = subject.state(thing)
                try:
                    result = getattr(thing, method)(**arguments)
                    if inspect.isgenerator(result):
                        list(result)
                except Exception as error:
                    found = fault(error, {parameter, method, *names_of(thing)})
                    if found:
                        faults.append(f"{parameter} = {name}: {found}")
                    if subject.state(thing) == before:
                        continue
                    faults.append(f"{parameter} = {name}: changed something, then {error!r}")
                thing = _again(subject, thing)
    assert not faults, "\n".join(faults)


def names_of(thing):
    """How messages call something, its layers or its inputs."""
    parts = [thing, *getattr(thing, "layers", ()), *getattr(thing, "inputs", ())]
    names = [str(getattr(part, "name", None) or type(part).__name__) for part in parts]
    return {*names, type(thing).__name__, *METHODS_CALL_IT}


#: How messages of methods call an argument.
METHODS_CALL_IT = {"validation x", "validation y", "metric", "'owner'", "a predictor's file"}


def _again(subject, thing):
    subject.restore(thing)
    return subject.make() if subject.afresh else thing
