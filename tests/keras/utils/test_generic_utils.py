"""Names of objects, functions as text."""

import pytest

from theanornn.errors import DtypeError, UnknownNameError
from theanornn.keras.utils import generic_utils as utils
from theanornn.layers import Dense


class Thing:
    def __init__(self, size=1):
        self.size = size

    def get_config(self):
        return {"size": self.size}


TABLE = {"Thing": Thing, "double": lambda x: 2 * x}


@pytest.mark.parametrize(
    "identifier, options, size",
    [
        ("Thing", {"instantiate": True}, 1),
        ("Thing", {"instantiate": True, "kwargs": {"size": 3}}, 3),
        ({"name": "Thing", "size": 2}, {}, 2),
    ],
)
def test_get_from_module(identifier, options, size):
    kept = dict(identifier) if isinstance(identifier, dict) else identifier
    assert utils.get_from_module(identifier, TABLE, "thing", **options).size == size
    assert identifier == kept


def test_get_from_module_without_a_call():
    assert utils.get_from_module("Thing", TABLE, "thing") is Thing
    assert utils.get_from_module(Thing, TABLE, "thing") is Thing
    with utils.custom_object_scope({"Thing": int}):
        assert utils.get_from_module("Thing", TABLE, "thing") is int
    with pytest.raises(UnknownNameError, match="unknown thing 'Thin'; did you mean 'Thing'"):
        utils.get_from_module("Thin", TABLE, "thing")


def test_objects_there_and_back():
    config = utils.serialize_keras_object(Thing(4))
    assert config == {"class_name": "Thing", "config": {"size": 4}}
    assert utils.deserialize_keras_object(config, TABLE).size == 4
    assert utils.deserialize_keras_object(config, {}, {"Thing": Thing}).size == 4
    assert utils.deserialize_keras_object("Thing", TABLE).size == 1
    assert utils.deserialize_keras_object("double", TABLE)(3) == 6
    layer = utils.deserialize_keras_object(
        {"class_name": "Dense", "config": {"units": 3}}, {"Dense": Dense}
    )
    assert layer.units == 3
    assert utils.serialize_keras_object(None) is None
    assert utils.serialize_keras_object(utils.to_list) == "to_list"
    with pytest.raises(DtypeError, match="neither get_config"):
        utils.serialize_keras_object(3)
    with pytest.raises(UnknownNameError, match="unknown thing 'Thin'"):
        utils.deserialize_keras_object("Thin", TABLE, printable_module_name="thing")
    with pytest.raises(UnknownNameError, match='expected {"class_name"'):
        utils.deserialize_keras_object({"config": {}}, TABLE)


def test_functions_there_and_back():
    shift = 5

    def function(x, factor=2):
        return factor * x + shift

    code, defaults, closure = utils.func_dump(function)
    assert utils.func_load(code, defaults, closure)(3) == 11
    assert utils.func_load([code, defaults, closure])(3, factor=1) == 8
    code, *_ = utils.func_dump(lambda x: elsewhere + x)  # noqa: F821
    assert utils.func_load(code, globs={"elsewhere": 7})(1) == 8


@pytest.mark.parametrize(
    "name, accept_all, expected",
    [("a", False, True), ("b", False, True), ("c", False, False), ("c", True, True)],
)
def test_has_arg(name, accept_all, expected):
    def function(a, *, b=1, **rest):
        pass

    assert utils.has_arg(function, name, accept_all) is expected


def test_lists():
    assert utils.to_list([1]) == [1] and utils.to_list((1, 2)) == [(1, 2)]
    assert utils.to_list((1, 2), allow_tuple=True) == [1, 2]
    assert utils.unpack_singleton([1]) == 1 and utils.unpack_singleton((1, 2)) == (1, 2)
    assert utils.make_tuple(1, 2) == (1, 2)
