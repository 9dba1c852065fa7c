"""Keras 1's and Lasagne's argument names, and what each of them is called now.

The names that count in theanornn's layers are those of Keras 2. What Keras 1 called otherwise
stands in one table, `NAMES`, and is translated by one decorator, `keras1_names`, so that no layer
knows of it; what Lasagne's recurrent layers called otherwise than our builders stands there too,
for `checked_arguments`. A callable of another kind can use `translate` with the same table.
"""

import difflib
import functools
import inspect

from theanornn import callers, generations, keras1_positions
from theanornn.argument_kinds import checker
from theanornn.errors import UnknownNameError

__all__ = [
    "NAMES",
    "ArgumentError",
    "Renamed",
    "checked_arguments",
    "keras1_names",
    "translate",
]


class ArgumentError(UnknownNameError, TypeError):
    """An argument that a callable does not have, or has under two names at once.

    It is a `TypeError` as well, which is what Python itself raises for such a call.
    """


class Renamed:
    """A new name whose values have changed too.

    Parameters
    ----------
    name : str
        The name now.
    values : dict of str or bool
        Old value to new value. New values are taken as well, others are an error.
    """

    def __init__(self, name, values):
        self.name, self.values = name, values

    def convert(self, value, owner, old_name):
        """The new value for an old one."""
        if isinstance(value, (str, bool)) and value in self.values:
            return self.values[value]
        if value not in self.values.values():
            known = ", ".join(map(repr, self.values))
            raise ArgumentError(
                f"{owner}: {old_name}={value!r} has no equivalent: expected one of {known}. "
                f"The argument is called {self.name!r} now."
            )
        return value


_DENSE = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}

_CONV1D = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "subsample_length": "strides",
    "border_mode": "padding",
    "atrous_rate": "dilation_rate",
    **{old: new for old, new in _DENSE.items() if old != "output_dim"},
}

_RECURRENT = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "U_constraint": "recurrent_constraint",
    "b_constraint": "bias_constraint",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "consume_less": Renamed("implementation", {"cpu": 0, "mem": 1, "gpu": 2}),
}

_GATED = {**_RECURRENT, "inner_activation": "recurrent_activation"}

# Lasagne's recurrent layers.
_LOOP = {
    "backwards": "reverse",
    "gradient_steps": "truncate_gradient",
    "mask_input": "mask",
    "unroll": Renamed("how", {True: "unroll", False: "auto"}),
    "unroll_scan": Renamed("how", {True: "unroll", False: "auto"}),
}

_BUILDER = {**_LOOP, "hid_init": "h0", "nonlinearity": "activation"}

#: Family of callables to its renamings: ``{old name: new name or Renamed}``.
NAMES = {
    "batch_normalization": {
        "beta_init": "beta_initializer",
        "gamma_init": "gamma_initializer",
    },
    "conv1d": _CONV1D,
    "dense": _DENSE,
    "dropout": {"p": "rate"},
    "embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "gaussian_noise": {"sigma": "stddev"},
    "pooling1d": {"pool_length": "pool_size", "stride": "strides", "border_mode": "padding"},
    "prelu": {"init": "alpha_initializer"},
    "srelu": {
        "t_left_init": "t_left_initializer",
        "a_left_init": "a_left_initializer",
        "t_right_init": "t_right_initializer",
        "a_right_init": "a_right_initializer",
    },
    "upsampling1d": {"length": "size"},
    "recurrent": _RECURRENT,
    "gru": _GATED,
    "lstm": {
        **_GATED,
        "forget_bias_init": Renamed(
            "unit_forget_bias",
            {"one": True, "ones": True, "zero": False, "zeros": False},
        ),
    },
    "plain": {},
    # recurrences over variables, with Lasagne's names
    "recurrence": _LOOP,
    "builder": _BUILDER,
    "lstm_builder": {**_BUILDER, "cell_init": "c0"},
    # not layers
    "fit": {"nb_epoch": "epochs"},
    "generator": {
        "nb_epoch": "epochs",
        "max_q_size": "max_queue_size",
        "nb_worker": "workers",
        "pickle_safe": "use_multiprocessing",
    },
    "get_test_data": {
        "nb_train": "num_train",
        "nb_test": "num_test",
        "nb_class": "num_classes",
    },
    "optimizer": {"lr": "learning_rate"},
    "to_categorical": {"nb_classes": "num_classes"},
}


def translate(arguments, names, owner):
    """Keyword arguments with every Keras-1 name replaced.

    Parameters
    ----------
    arguments : dict
        What the caller passed by name.
    names : dict
        One entry of `NAMES`.
    owner : str
        Whose arguments they are, for messages.

    Returns
    -------
    arguments : dict
        New names only.
    old : list of str
        The Keras-1 names that were met.

    Raises
    ------
    ArgumentError
        An argument was given under its old and its new name.

    Examples
    --------
    >>> translate({"output_dim": 3, "name": "a"}, NAMES["dense"], "Dense")
    ({'units': 3, 'name': 'a'}, ['output_dim'])
    """
    translated, old_names = {}, []
    for name, value in arguments.items():
        entry = names.get(name)
        if entry is not None:
            new = entry.name if isinstance(entry, Renamed) else entry
            if new in arguments:
                raise ArgumentError(
                    f"{owner}: {name!r} is an old name of {new!r} and both were given; keep one."
                )
            if isinstance(entry, Renamed):
                value = entry.convert(value, owner, name)
            old_names.append(name)
            name = new
        translated[name] = value
    return translated, old_names


def keras1_names(family, **keras1_defaults):
    """Decorate an `__init__` so that it takes Keras 1's argument names as well.

    An object that was given a name which only Keras 1 has becomes ``generation`` 1, and what was
    left out then takes the default of Keras 1.2.2 instead of that of Keras 2.3.1, which the
    signature has; arguments without a name are in Keras 1's order then. One whose names tell
    nothing follows `generations.default`, and one that is given ``generation=`` (as configs do)
    that. An unknown name is refused with the nearest one that exists.

    Parameters
    ----------
    family : str
        Key of `NAMES`.
    **keras1_defaults
        Defaults of Keras 1.2.2 that differ, under the new names.
    """
    names = NAMES[family]
    current = {new.name if isinstance(new, Renamed) else new for new in names.values()}

    def decorate(init):
        positional = list(inspect.signature(init).parameters)[1:]

        @functools.wraps(init)
        def wrapper(self, *args, **kwargs):
            owner = type(self).__name__
            tells_nothing = current.isdisjoint(kwargs) and names.keys().isdisjoint(kwargs)
            if not names.keys().isdisjoint(kwargs) or (tells_nothing and generations.now() == 1):
                args, kwargs = _in_keras1_order(self, wrapper, args, kwargs)
            kwargs, old_names = translate(kwargs, names, owner)
            _refuse_unknown(kwargs, _accepted(type(self)), names, owner)
            tells_nothing = not old_names and not current.intersection(kwargs)
            generation = 1 if old_names else generations.now() if tells_nothing else 2
            if kwargs.get("generation", generation) == 1:
                self.generation = 1
                given = {*positional[: len(args)], *kwargs}
                kwargs.update(
                    (name, value) for name, value in keras1_defaults.items() if name not in given
                )
            init(self, *args, **kwargs)

        wrapper.names = names
        return wrapper

    return decorate


def _in_keras1_order(self, constructor, args, kwargs):
    """Arguments of a constructor, with names for those that have a place in Keras 1's order."""
    by_name = keras1_positions.named(type(self), constructor, args)
    if not by_name:
        return args, kwargs
    for name in by_name:
        if name in kwargs:
            raise ArgumentError(
                f"{type(self).__name__} got {name!r} twice, by position and by name; in Keras 1 "
                f"the order is {', '.join(by_name)}."
            )
    return (), {**by_name, **kwargs}


#: Arguments of Keras 0 that Keras 1 still took without using them, and what to do instead.
_DROPPED = {
    "accuracy": 'give metrics=["accuracy"] to compile',
    "class_mode": "loss and metrics tell it",
    "nb_val_worker": "validation has the workers of training",
    "show_accuracy": 'give metrics=["accuracy"] to compile',
}


def checked_arguments(family="plain", **kinds):
    """Decorate a function or method: Keras 1's names, and an answer to wrong or missing arguments.

    What is called with an unknown name is told the nearest one that exists, what is called without
    an argument that it needs is told which, and so is what is given something of another kind.

    Parameters
    ----------
    family : str
        Key of `NAMES`.
    **kinds : str
        As of `theanornn.argument_kinds.kinds`.

    Examples
    --------
    >>> @checked_arguments("fit")
    ... def fit(x, y, epochs=1):
    ...     return epochs
    >>> fit(0, 0, nb_epoch=3)
    3
    >>> fit(0, 0, epoch=3)
    Traceback (most recent call last):
      ...
    theanornn.argument_names.ArgumentError: fit has no argument 'epoch'. Did you mean 'epochs'?
    """
    names = NAMES[family]

    def decorate(function):
        parameters = list(inspect.signature(function).parameters.values())
        positional = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
        is_method = positional[:1] == ["self"]
        accepted = frozenset(each.name for each in parameters[is_method:])
        required = [
            (at, each.name)
            for at, each in enumerate(parameters)
            if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
        ]
        owner, check = function.__name__, checker(function, kinds)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            if kwargs:
                kwargs, _ = translate(kwargs, names, owner)
                kwargs = _without_dropped(kwargs, accepted, owner)
                _refuse_unknown(kwargs, accepted, names, owner)
                for name in positional[: len(args)]:
                    if name in kwargs:
                        raise ArgumentError(f"{owner} got {name!r} twice, by position and by name.")
            missing = [name for at, name in required if at >= len(args) and name not in kwargs]
            if missing or len(args) > len(positional):
                signature = ", ".join(positional[is_method:])
                wrong = f"is missing {', '.join(map(repr, missing))}"
                if not missing:
                    wrong = f"got {len(args) - is_method} arguments by position, which is too many"
                raise ArgumentError(f"{owner} {wrong}. Its arguments are: {signature}.")
            check(args, kwargs)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def _without_dropped(arguments, accepted, owner):
    dropped = (arguments.keys() & _DROPPED.keys()) - accepted
    for name in sorted(dropped):
        callers.warn(
            f"{owner}: the argument {name!r} does nothing since Keras 1.0; {_DROPPED[name]}."
        )
    return {name: value for name, value in arguments.items() if name not in dropped}


@functools.cache
def _accepted(cls):
    """Every argument name that the constructors of a class and its parents have."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return frozenset(
        name
        for parent in cls.__mro__
        if parent is not object and "__init__" in vars(parent)
        for name, parameter in list(inspect.signature(parent.__init__).parameters.items())[1:]
        if parameter.kind in kinds
    )


def _refuse_unknown(arguments, accepted, names, owner):
    for name in arguments:
        if name in accepted:
            continue
        near = difflib.get_close_matches(name, [*accepted, *names], n=1, cutoff=0.5)
        if near and near[0] in names:
            entry = names[near[0]]
            near = [entry.name if isinstance(entry, Renamed) else entry]
        hint = f"Did you mean {near[0]!r}?" if near else f"It takes {', '.join(sorted(accepted))}."
        raise ArgumentError(f"{owner} has no argument {name!r}. {hint}")
