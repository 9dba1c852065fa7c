"""What the README shows is run: examples as doctests, commands by .ci/run or their parser."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

import theanornn
from theanornn import __main__ as command
from theanornn.function_cache import command as cache_command
from theanornn.keras import layers  # noqa: F401  (sets floatX before the first example)
from theanornn.running import command as run_command
from theanornn.serialization.convert import convert_command, inspect_command

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.rst").read_text(encoding="utf-8")

PARSERS = {
    "cache": cache_command._parser,
    "convert": convert_command._parser,
    "inspect": inspect_command._parser,
}
DEMO = "python -m venv .venv && . .venv/bin/activate && pip install . && theanornn demo sentiment"
TESTS = (
    'python -m venv .venv && . .venv/bin/activate && pip install ".[test]" && '
    "pytest -n 2 --dist worksteal"
)


def shell_lines():
    """The commands in the README's blocks of shell code."""
    blocks = re.findall(r"\.\. code-block:: sh\n\n((?:    .*\n|\n)+)", README)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_examples():
    failures, examples = doctest.testfile(str(ROOT / "README.rst"), module_relative=False)
    assert examples > 20
    assert failures == 0


def test_the_two_commands_are_there():
    assert DEMO in shell_lines()
    assert TESTS in shell_lines()


def test_ci_does_what_the_readme_says_of_the_tests():
    lines = iter((ROOT / ".ci" / "run").read_text().splitlines())
    for step in TESTS.split(" && "):
        assert step in lines, f".ci/run does not run {step!r}, or not in this order"


def test_ci_runs_the_demo():
    assert "theanornn demo sentiment" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize(
    "line", [line for line in shell_lines() if "&&" not in line] + DEMO.split(" && ")[-1:]
)
def test_commands_exist(line):
    program, *arguments = shlex.split(line)
    if program == "python":  # a benchmark; tests/benchmarks runs each of them
        assert (ROOT / arguments[0]).is_file()
        return
    assert program == "theanornn"
    if arguments[0] == "run":  # tests/running runs scripts
        assert run_command.parser().parse_args(arguments[1:]).script == "imdb_lstm.py"
        return
    if arguments[0] in PARSERS:  # their own tests run them
        assert PARSERS[arguments[0]]().parse_args(arguments[1:])
        return
    options, rest = command._parser().parse_known_args(arguments)
    assert options.command and not rest


def test_the_map_shows_what_is_there():
    for path in re.findall(r"^``([\w/.]+)``  ", README, flags=re.MULTILINE):
        assert (ROOT / path).exists(), f"the README's map shows {path}"


def test_the_packaging_files_agree():
    assert (ROOT / "LICENSE").read_text().startswith("BSD 3-Clause License")
    assert "Unreleased" in (ROOT / "CHANGES.rst").read_text() or (
        theanornn.__version__ in (ROOT / "CHANGES.rst").read_text()
    )
