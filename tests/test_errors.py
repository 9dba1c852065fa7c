import inspect

import pytest

from theanornn import errors

PUBLIC = [
    thing
    for thing in vars(errors).values()
    if inspect.isclass(thing) and thing.__module__ == errors.__name__
]


@pytest.mark.parametrize("error", PUBLIC, ids=lambda error: error.__name__)
def test_bad_input_is_a_value_error(error):
    family = ImportError if error is errors.MissingExtraError else ValueError
    assert issubclass(error, family)


def test_missing_extra_says_how_to_install():
    error = errors.MissingExtraError("yaml", extra="YAML", purpose="reading YAML")
    assert 'pip install "theanornn[YAML]"' in str(error)
    assert (error.name, error.extra) == ("yaml", "YAML")
