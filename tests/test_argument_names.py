"""Keras 1's argument names."""

import pytest

from theanornn import generations
from theanornn.argument_names import (
    NAMES,
    ArgumentError,
    Renamed,
    checked_arguments,
    keras1_names,
    translate,
)


class Thing:
    @keras1_names("lstm", recurrent_activation="hard_sigmoid")
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        unit_forget_bias=True,
        implementation=2,
    ):
        self.arguments = (units, activation, recurrent_activation)
        self.changed = (unit_forget_bias, implementation)


class Part(Thing):
    def __init__(self, size=1, **options):
        super().__init__(3, **options)


def made(*args, **kwargs):
    return Thing(*args, **kwargs).arguments


def test_new_names_pass():
    assert made(3) == (3, "tanh", "sigmoid")
    assert made(units=3, activation="relu") == (3, "relu", "sigmoid")


def test_an_old_name_is_translated_and_brings_the_old_defaults():
    thing = Thing(output_dim=3)
    assert thing.arguments == (3, "tanh", "hard_sigmoid")
    assert thing.generation == 1
    assert made(output_dim=3, inner_activation="sigmoid") == (3, "tanh", "sigmoid")


@pytest.mark.parametrize(
    ("options", "generation"),
    [({}, 1), ({"activation": "relu"}, 1), ({"inner_activation": "hard_sigmoid"}, 1)]
    + [({"recurrent_activation": "hard_sigmoid"}, 2), ({"implementation": 1}, 2)],
)
def test_names_that_tell_nothing_follow_the_default(monkeypatch, options, generation):
    monkeypatch.setattr(generations, "default", 1)
    thing = Thing(3, **options)
    assert getattr(thing, "generation", 2) == generation
    assert thing.arguments[2] == ("hard_sigmoid" if options != {"implementation": 1} else "sigmoid")


def test_what_was_given_by_position_is_no_default():
    assert made(3, "relu", "sigmoid", forget_bias_init="one") == (3, "relu", "sigmoid")


def test_values_are_translated_too():
    thing = Thing(3, forget_bias_init="zero", consume_less="mem")
    assert thing.changed == (False, 1)


def test_old_and_new_name_together_are_refused():
    with pytest.raises(ArgumentError, match="'output_dim'.*'units'"):
        Thing(output_dim=3, units=3)


def test_a_value_without_equivalent_is_refused():
    with pytest.raises(ArgumentError, match="consume_less='fast'.*'cpu', 'mem', 'gpu'"):
        Thing(3, consume_less="fast")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("activatoin", "activation"), ("inner_activatoin", "recurrent_activation"), ("unit", "units")],
)
def test_an_unknown_name_gets_the_nearest_right_one(wrong, right):
    with pytest.raises(ArgumentError, match=f"'{wrong}'.*'{right}'"):
        Thing(3, **{wrong: 1})


def test_an_unknown_name_far_from_all_gets_the_list():
    with pytest.raises(ArgumentError, match="takes activation, implementation, recurr"):
        Thing(3, xyz=1)


def test_the_error_is_what_python_raises_and_what_we_raise():
    assert issubclass(ArgumentError, TypeError) and issubclass(ArgumentError, ValueError)


def test_a_subclass_has_arguments_of_its_own():
    assert Part(size=2, inner_activation="relu").arguments == (3, "tanh", "relu")
    with pytest.raises(ArgumentError, match="Part has no argument 'sizes'"):
        Part(sizes=2)


def test_no_family_renames_to_an_old_name():
    for names in NAMES.values():
        targets = {new.name if isinstance(new, Renamed) else new for new in names.values()}
        assert not targets & set(names)


def test_translate_leaves_its_argument_alone():
    given = {"nb_epoch": 3, "verbose": 0}
    assert translate(given, NAMES["fit"], "fit") == ({"epochs": 3, "verbose": 0}, ["nb_epoch"])
    assert given == {"nb_epoch": 3, "verbose": 0}


def test_what_keras_1_took_and_did_not_use():
    @checked_arguments("fit")
    def fit(x, epochs=1):
        return epochs

    @checked_arguments()
    def own(x, accuracy):
        return accuracy

    message = "fit: the argument 'show_accuracy' does nothing.*metrics"
    with pytest.warns(UserWarning, match=message) as told:
        assert fit(0, nb_epoch=2, show_accuracy=True) == 2
    assert told[0].filename == __file__
    assert own(0, accuracy=3) == 3


def test_self_is_no_argument_of_a_method():
    class Thing:
        @checked_arguments()
        def method(self, x):
            return x

    with pytest.raises(ArgumentError, match="method has no argument 'wrong_one'. It takes x."):
        Thing().method(1, wrong_one=2)
