"""Functions in configs: what is written is read; code is executed on request only."""

import base64
import marshal

import pytest

from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import DataError, UnknownNameError
from theanornn.stored_functions import allow_code, described, remember, restored, stored


def test_a_lambda_with_defaults_and_a_closure_comes_back():
    offset = 10

    def function(x, factor=3):
        return x * factor + offset

    value, kind = stored(function)
    with allow_code():
        again = restored(value, kind, "lambda_1")
    assert again(2) == 16 and again(2, factor=1) == 12


def test_code_as_keras_1_writes_it():
    text = marshal.dumps((lambda x: x - 1).__code__).decode("raw_unicode_escape")
    with allow_code():
        assert restored([text, None, None], "lambda", "lambda_1")(5) == 4
        assert restored(text, "lambda", "lambda_1")(5) == 4


def test_code_is_not_executed_unless_allowed():
    value, kind = stored(lambda x: x)
    with pytest.raises(DataError, match="lambda_7.*allow_code=True"):
        restored(value, kind, "lambda_7")
    with allow_code(), allow_code(False), pytest.raises(DataError, match="allow_code=True"):
        restored(value, kind, "lambda_7")


def test_the_callers_function_takes_the_place_of_code():
    value, kind = stored(lambda x: x)
    with CustomObjectScope({"lambda_7": abs}):
        assert restored(value, kind, "lambda_7") is abs


def test_a_function_is_found_by_its_name():
    with CustomObjectScope({"given_here_only": abs}):
        assert restored("given_here_only", "function", "lambda_1") is abs
    with pytest.raises(UnknownNameError, match="lambda_1.*'given_here_only' is not in the file"):
        restored("given_here_only", "function", "lambda_1")


def damaged():
    text, *rest = stored(lambda x: x)[0]
    raw = base64.b64decode(text)
    for what in (raw[: len(raw) // 2], b"", marshal.dumps([1]), b"\xe3" + bytes(40)):
        yield [base64.b64encode(what).decode(), *rest]
    yield [text, None, [1]]
    yield [None, None, None]
    yield 3
    yield ["\u1234", None, None]


@pytest.mark.parametrize("value", list(damaged()))
def test_damaged_or_foreign_code_is_refused(value):
    with allow_code(), pytest.raises(DataError, match="lambda_1: the code of its function"):
        restored(value, "lambda", "lambda_1")


def test_what_is_no_function_of_python_cannot_be_written():
    with pytest.raises(UnknownNameError, match="no function of Python's"):
        stored(abs)


def named(x):
    return x + 1


def test_a_function_with_a_name_is_written_by_it():
    assert described(named) == ("named", "function")

    def named_within(x):
        return x

    for nameless in (named_within, lambda x: x):
        assert described(nameless) == stored(nameless)


def test_what_the_program_has_itself_comes_back_without_leave():
    remember(named)
    assert restored("named", "function", "lambda_1") is named
    functions = []
    for offset in (1, 2):

        def function(x, factor=offset + 1):
            return x * factor + offset + SCALE  # noqa: B023

        remember(function)
        functions.append(stored(function))
    for number, (value, kind) in enumerate(functions):
        again = restored(value, kind, "lambda_1")
        assert again(10) == 10 * (number + 2) + number + 1 + SCALE
    text = base64.b64decode(functions[0][0][0]).decode("raw_unicode_escape")
    assert restored([text, [3], [1]], "lambda", "lambda_1")(10) == 31 + SCALE


def test_what_cannot_be_in_a_file_is_named():
    module = base64

    with pytest.raises(UnknownNameError, match="'module'.*a module.*top of the module"):
        stored(lambda x: module.b64decode(x))


def test_other_code_does_not():
    remember(lambda x: x + 12345)
    value, kind = stored(lambda x: x + 12346)
    with pytest.raises(DataError, match="allow_code=True"):
        restored(value, kind, "lambda_1")


SCALE = 100
