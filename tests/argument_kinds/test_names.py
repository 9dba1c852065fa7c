"""The tables of kinds."""

from theanornn.argument_kinds.names import BY_NAME, KINDS


def test_what_names_of_arguments_say_is_a_kind():
    assert set(KINDS.values()) <= set(BY_NAME.values())


def test_each_kind_says_what_it_is():
    assert all(kind.__doc__ for kind in BY_NAME.values())
