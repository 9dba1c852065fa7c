"""Objects of the user's own under names of their own."""

import pytest

from theanornn import (
    activations,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    optimizers,
    regularizers,
)
from theanornn.custom_objects import CustomObjectScope, custom_object_scope, get_custom_objects
from theanornn.errors import UnknownNameError
from theanornn.initializers import VarianceScaling


def own(*arguments):
    """A function that stands for a loss, an activation …"""
    return arguments


@pytest.mark.parametrize("module", [activations, constraints, losses, metrics, regularizers])
def test_functions_are_found_everywhere(module):
    with pytest.raises(UnknownNameError, match="unknown .* 'own'"):
        module.get("own")
    with CustomObjectScope({"own": own}):
        assert module.get("own") is own
    with pytest.raises(UnknownNameError, match="unknown .* 'own'"):
        module.get("own")


def test_functions_as_initializers():
    with CustomObjectScope({"own": lambda shape: [7] * shape[0]}):
        assert initializers.get("own")((2,), rng=None).tolist() == [7, 7]


def test_classes_are_made():
    class Slow(optimizers.SGD):
        pass

    class Doubled(layers.Dense):
        pass

    with custom_object_scope({"Slow": Slow}, {"Doubled": Doubled}):
        assert type(optimizers.get("Slow")) is Slow
        made = optimizers.get({"class_name": "Slow", "config": {"learning_rate": 0.5}})
        assert made.get_config()["learning_rate"] == 0.5
        made = layers.get({"class_name": "Doubled", "config": {"units": 3}})
        assert type(made) is Doubled and made.units == 3


def test_names_of_the_users_come_first():
    with CustomObjectScope({"tanh": own}):
        assert activations.get("tanh") is own
    assert activations.get("tanh") is activations.tanh


def test_names_that_are_no_objects_stay_ours():
    with CustomObjectScope({"fan_in": own, "normal": own}):
        assert VarianceScaling(2.0, "fan_in", "normal").mode == "fan_in"


def test_scopes_nest_and_end_with_an_error():
    get_custom_objects()["outer"] = own
    try:
        with pytest.raises(ZeroDivisionError), CustomObjectScope({"inner": own}):
            get_custom_objects()["inside"] = own
            assert set(get_custom_objects()) == {"outer", "inner", "inside"}
            raise ZeroDivisionError
        assert get_custom_objects() == {"outer": own}
    finally:
        get_custom_objects().clear()
