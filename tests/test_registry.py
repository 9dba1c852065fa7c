import pytest

from theanornn import registry
from theanornn.errors import UnknownNameError

TABLE = {"adam": dict, "adamax": list, "sgd": set}


def test_lookup():
    assert registry.lookup("optimizer", TABLE, "sgd") is set


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        ("adan", "unknown optimizer 'adan'; did you mean 'adam'.* Known: adam, adamax, sgd"),
        ("SGD", "did you mean 'sgd'"),
        ("xyzzy", "unknown optimizer 'xyzzy'; Known: adam"),
        (3, r"must be given by name, got 3 \(int\)"),
        (None, r"must be given by name, got None"),
    ],
)
def test_lookup_of_unknown_names(identifier, message):
    with pytest.raises(UnknownNameError, match=message):
        registry.lookup("optimizer", TABLE, identifier)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("adam", {}),
        ({"class_name": "adam", "config": {"lr": 1}}, {"lr": 1}),
        ({"class_name": "adam"}, {}),
        ({"class_name": "adam", "config": None}, {}),
        ({"name": "adam", "lr": 2}, {"lr": 2}),
        (None, None),
        (7, 7),
    ],
)
def test_build(identifier, expected):
    kept = dict(identifier) if isinstance(identifier, dict) else identifier
    assert registry.build("optimizer", TABLE, identifier) == expected
    assert identifier == kept


def test_build_with_arguments_that_do_not_exist():
    with pytest.raises(UnknownNameError, match="'sgd' with config {'lr': 1}"):
        registry.build("optimizer", TABLE, {"class_name": "sgd", "config": {"lr": 1}})


def test_build_from_a_dict_without_a_name():
    with pytest.raises(UnknownNameError, match="needs 'class_name' and 'config'"):
        registry.build("optimizer", TABLE, {"config": {}})


def test_name_of():
    assert registry.name_of("optimizer", TABLE, list) == "adamax"
    with pytest.raises(UnknownNameError, match="this optimizer has no name"):
        registry.name_of("optimizer", TABLE, tuple)
