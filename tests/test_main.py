import os
import subprocess
import sys

import pytest

import theanornn
from theanornn.__main__ import main
from theanornn.datasets.cache import FetchError
from theanornn.errors import DataError


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"theanornn {theanornn.__version__}\n"


def test_no_command_shows_help(capsys):
    assert main([]) == 0
    shown = capsys.readouterr().out
    for command in ("doctor", "install-engine", "demo"):
        assert command in shown


@pytest.mark.parametrize(
    "demo, options", [("sentiment", ["--cell", "--say", "--maxlen"]), ("sine", [])]
)
def test_help_of_demos(demo, options, capsys):
    with pytest.raises(SystemExit):
        main(["demo", demo, "--help"])
    shown = capsys.readouterr().out
    for option in ["--epochs", "--seed", "--out", *options]:
        assert option in shown
    assert "default:" in shown


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["demo"], "DEMO"),
        (["dance"], "invalid choice: 'dance'"),
        (["demo", "sentiment", "--cell", "rnn"], "invalid choice: 'rnn'"),
        (["demo", "sine", "--epochs", "0"], "--epochs: '0' is no whole number from 1"),
        (["demo", "sine", "--epochs", "ten"], "--epochs: 'ten' is no whole number from 1"),
        (["demo", "sine", "--cell", "gru"], "unrecognized arguments: --cell gru"),
    ],
)
def test_wrong_command_lines(arguments, message, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.fixture
def sentiment(monkeypatch):
    """What `run` of the demo was called with; it does nothing else."""
    from theanornn.demos import sentiment

    calls = []
    monkeypatch.setattr(sentiment, "run", lambda **arguments: calls.append(arguments))
    return calls


def test_options_reach_the_demo(sentiment):
    assert main(["demo", "sentiment"]) == 0
    arguments = ["--epochs=2", "--cell=gru", "--seed=7", "--maxlen=9", "--out=x"]
    assert main(["demo", "sentiment", *arguments, "--say", "a b", "--say", "c"]) == 0
    defaults, given = sentiment
    assert defaults == {
        "epochs": 3,
        "cell": "lstm",
        "seed": 1,
        "maxlen": 50,
        "out": "theanornn-demo",
        "say": [],
    }
    assert given == {
        "epochs": 2,
        "cell": "gru",
        "seed": 7,
        "maxlen": 9,
        "out": "x",
        "say": ["a b", "c"],
    }


@pytest.mark.parametrize(
    "error, message",
    [
        (FetchError("no network"), "theanornn demo sentiment: no network"),
        (DataError("no data"), "no data"),
        (ModuleNotFoundError("no theano", name="theano"), "theanornn install-engine"),
    ],
)
def test_failures_are_said_in_one_line(monkeypatch, capsys, error, message):
    from theanornn.demos import sentiment

    def fail(**arguments):
        raise error

    monkeypatch.setattr(sentiment, "run", fail)
    assert main(["demo", "sentiment"]) == 1
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1


def test_a_fault_of_the_program_is_not_hidden(monkeypatch):
    from theanornn.demos import sine

    def fail(**arguments):
        raise ValueError("a bug")

    monkeypatch.setattr(sine, "run", fail)
    with pytest.raises(ValueError, match="a bug"):
        main(["demo", "sine"])


def test_interruption(monkeypatch, capsys):
    from theanornn.demos import sine

    def interrupt(**arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(sine, "run", interrupt)
    assert main(["demo", "sine"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_the_command_imports_nothing_heavy_before_it_must():
    program = (
        "import sys; from theanornn.__main__ import main; main([]);"
        "print(sorted({'theano', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"


def test_runs_as_a_module():
    ended = subprocess.run(
        [sys.executable, "-m", "theanornn", "--version"],
        env=os.environ,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert ended.stdout.startswith("theanornn ")
