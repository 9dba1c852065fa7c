"""What kind of value an argument takes: checked when it is given, before anything has happened.

A kind is a function ``kind(value, owner, argument)`` that returns nothing, or raises an error that
names what was called, the argument, what came and what was expected. `KINDS` has those of the
arguments that mean the same wherever they occur; :func:`kinds` decorates a function with them.

Arguments that a table of names decides (activations, losses …) and arrays of data have their own
checks, where they are used.
"""

import functools
import inspect
import math
import numbers
import os
import reprlib

import numpy as np

from theanornn.errors import DataError, DtypeError, ShapeError, TheanornnError

__all__ = ["KINDS", "kinds", "shown"]


#: No axis of an array is longer than what 32 bits can count.
LARGEST = 2**31


def shown(value):
    """A value in a few words, for messages.

    Examples
    --------
    >>> shown(np.zeros((3, 4)))
    'an array of shape (3, 4) and dtype float64'
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    try:
        return reprlib.repr(value)
    except Exception:  # an object of the caller's that cannot even be shown
        return f"a {type(value).__name__}"


def _refuse(error, value, owner, argument, expected):
    raise error(f"{owner}: {argument}={shown(value)}, expected {expected}.")


def _is_real(value):
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_))


def _fits_an_array(value):
    return not isinstance(value, numbers.Integral) or -(2**63) <= value < 2**63


def _is_whole(value):
    return _is_real(value) and math.isfinite(value) and value == int(value)


def is_symbolic(value):
    """Whether a value is a variable of Theano, which is not imported for it."""
    return hasattr(value, "owner") and hasattr(value, "type") and not isinstance(value, type)


def whole(value, owner, argument):
    """A whole number."""
    if not _is_whole(value):
        _refuse(DtypeError, value, owner, argument, "a whole number")


def count(value, owner, argument):
    """A whole number from 0."""
    if not _is_whole(value) or not 0 <= value < LARGEST:
        _refuse(ShapeError, value, owner, argument, "a whole number from 0")


def size(value, owner, argument):
    """A whole number from 1 that an array can have as its size."""
    if not _is_whole(value) or value < 1:
        _refuse(ShapeError, value, owner, argument, "a whole number from 1")
    if value >= LARGEST:
        _refuse(ShapeError, value, owner, argument, "a whole number from 1 that memory can hold")


def fitting(value, owner, argument):
    """Anything but a number that no axis has as its size: one's own checks say more."""
    if isinstance(value, (bool, np.bool_)) or (_is_whole(value) and value >= LARGEST):
        _refuse(ShapeError, value, owner, argument, "a size that memory can hold")


def one_size(value, owner, argument):
    """`size`, or a tuple of one."""
    if isinstance(value, (tuple, list)) and len(value) == 1:
        value = value[0]
    size(value, owner, argument)


def sizes(value, owner, argument):
    """A size, or several; None where one is free."""
    for each in value if isinstance(value, (list, tuple)) and value else [value]:
        if each is not None:
            size(each, owner, argument)


def number(value, owner, argument):
    """A real number, or a symbolic variable; NaN is none."""
    if is_symbolic(value):
        return
    if not _is_real(value) or math.isnan(value) or not _fits_an_array(value):
        _refuse(DtypeError, value, owner, argument, "a number")


def not_negative(value, owner, argument):
    """A number from 0, or a symbolic variable."""
    if is_symbolic(value):
        return
    if not _is_real(value) or not 0 <= value < math.inf or not _fits_an_array(value):
        _refuse(TheanornnError, value, owner, argument, "a number from 0")


def fraction(value, owner, argument):
    """A number from 0 to 1, or a symbolic variable."""
    if not is_symbolic(value) and (not _is_real(value) or not 0 <= value <= 1):
        _refuse(TheanornnError, value, owner, argument, "a number from 0 to 1")


def rate(value, owner, argument):
    """The share of values to drop: from 0 up to, but not including, 1."""
    if value is not None and (not _is_real(value) or not 0 <= value < 1):
        expected = "the share of values to drop: a number from 0 up to, but not including, 1"
        _refuse(TheanornnError, value, owner, argument, expected)


def flag(value, owner, argument):
    """True or False; 0, 1 and None will do. A text is refused: "False" would be true."""
    known = value is None or isinstance(value, (bool, np.bool_))
    if not known and not (_is_real(value) and value in (0, 1)):
        _refuse(DtypeError, value, owner, argument, "True or False")


def verbosity(value, owner, argument):
    """0, 1 or 2."""
    if not isinstance(value, (bool, np.bool_)) and not (_is_whole(value) and value >= 0):
        _refuse(DtypeError, value, owner, argument, "0, 1 or 2")


def text(value, owner, argument):
    """A text."""
    if isinstance(value, bytes):
        _refuse(DtypeError, value, owner, argument, 'a text; decode it, with .decode("utf-8") say')
    if not isinstance(value, str):
        _refuse(DtypeError, value, owner, argument, "a text")


def named(value, owner, argument):
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        _refuse(DtypeError, value, owner, argument, "a text that is not empty")


def character(value, owner, argument):
    """A single character."""
    if not isinstance(value, str) or len(value) != 1:
        _refuse(DtypeError, value, owner, argument, "one character")


def characters(value, owner, argument):
    """Single characters: a text, or a list of them."""
    known = isinstance(value, (str, list, tuple, set, frozenset))
    if not known or not all(isinstance(each, str) and len(each) == 1 for each in value):
        _refuse(DtypeError, value, owner, argument, "characters, as one text")


def mapping(value, owner, argument):
    """A dict."""
    if not isinstance(value, dict):
        _refuse(DtypeError, value, owner, argument, "a dict")


def path(value, owner, argument):
    """A path."""
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        _refuse(DtypeError, value, owner, argument, "a path")


def function(value, owner, argument):
    """Something that can be called."""
    if not callable(value):
        _refuse(DtypeError, value, owner, argument, "a function")


def dtype(value, owner, argument):
    """A dtype of numbers, by its name or as NumPy's."""
    try:
        known = np.dtype(value).kind in "biufOSU" if isinstance(value, (str, type, np.dtype)) else 0
    except TypeError:
        known = False
    if not known or value == "":
        _refuse(DtypeError, value, owner, argument, "the dtype of numbers, such as 'float32'")


def seed(value, owner, argument):
    """A whole number from 0."""
    if not _is_whole(value) or value < 0:
        _refuse(DtypeError, value, owner, argument, "a whole number from 0")


def texts(value, owner, argument):
    """A list of texts."""
    known = isinstance(value, (list, tuple, set, frozenset))
    if not known or not all(isinstance(each, str) for each in value):
        _refuse(DtypeError, value, owner, argument, "a list of texts")


def tensor(value, owner, argument):
    """A symbolic variable, an array of numbers, or a number."""
    known = is_symbolic(value) or _is_array(value)
    if not known and not (_is_real(value) and _fits_an_array(value)):
        _refuse(DtypeError, value, owner, argument, "a symbolic variable or an array of numbers")


def batch(value, owner, argument):
    """A symbolic variable or an array of numbers, with an axis at least."""
    known = is_symbolic(value) or _is_array(value)
    if not known or not getattr(value, "ndim", 1):
        expected = "a symbolic variable or an array of numbers, one entry for each sample"
        _refuse(DtypeError, value, owner, argument, expected)


def tensors(value, owner, argument):
    """`tensor`, or several in a list or dict; or None."""
    several = value.values() if isinstance(value, dict) else value
    for each in several if isinstance(value, (list, tuple, dict)) and value else [value]:
        if each is not None:
            variable(each, owner, argument)


def steps(value, owner, argument):
    """`size`, or a symbolic variable."""
    if not is_symbolic(value):
        size(value, owner, argument)


def several(value, owner, argument):
    """A list of variables, or one."""
    if not is_symbolic(value):
        iterable(value, owner, argument)


def scalar(value, owner, argument):
    """Anything but a collection: one's own checks say more."""
    if isinstance(value, (bool, list, tuple, dict, set)):
        _refuse(DataError, value, owner, argument, "a number")


def cell(value, owner, argument):
    """A cell: what has weights and a step."""
    if not hasattr(value, "step") or not hasattr(value, "n_in") or isinstance(value, type):
        _refuse(DtypeError, value, owner, argument, "a cell such as LSTMCell(n_in, n_units)")


def seeds(value, owner, argument):
    """A whole number from 0, or several."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    for each in value if isinstance(value, (list, tuple)) and value else [value]:
        if each is not None:
            seed(each, owner, argument)


def variable(value, owner, argument):
    """A symbolic variable, or an array of numbers."""
    if not is_symbolic(value) and not _is_array(value):
        _refuse(DtypeError, value, owner, argument, "a symbolic variable or an array of numbers")


def _is_array(value):
    return isinstance(value, np.ndarray) and value.dtype.kind in "biuf"


def values(value, owner, argument):
    """A number, or an array or nested list of numbers."""
    try:
        known = not isinstance(value, (bool, str)) and np.asarray(value).dtype.kind in "biuf"
    except ValueError:  # a ragged list
        known = False
    if not known or np.isnan(value).any():
        _refuse(DtypeError, value, owner, argument, "a number or an array of numbers")


def plain(value, owner, argument):
    """A name, a number or a function: nothing that comparing goes wrong with."""
    known = value is None or isinstance(value, (str, tuple, numbers.Real)) or callable(value)
    if not known:
        _refuse(DtypeError, value, owner, argument, "a name or a number")


def masking(value, owner, argument):
    """A mask, several, or a function of one; in its place Keras 1 had a dict of arguments."""
    each = value if isinstance(value, (list, tuple)) else [value]
    if not all(v is None or callable(v) or isinstance(v, dict) or is_symbolic(v) for v in each):
        _refuse(DtypeError, value, owner, argument, "a symbolic variable or a function")


def iterable(value, owner, argument):
    """Something to go through, which is not a single text."""
    if not hasattr(value, "__iter__") or isinstance(value, (str, bytes, dict, type)):
        _refuse(DtypeError, value, owner, argument, "a list")
    if isinstance(value, np.ndarray) and not value.ndim:
        _refuse(DtypeError, value, owner, argument, "a list")


def series(value, owner, argument):
    """Something that has a length, and an entry for each number below it."""
    known = hasattr(value, "__len__") and hasattr(value, "__getitem__")
    if not known or isinstance(value, (str, bytes, dict, type)):
        _refuse(DtypeError, value, owner, argument, "an array or a list")


def axes(value, owner, argument):
    """Numbers of axes, in a list or tuple."""
    if not isinstance(value, (list, tuple)):
        _refuse(ShapeError, value, owner, argument, "numbers of axes, such as (2, 1)")
    wholes(value, owner, argument)


def wholes(value, owner, argument):
    """A whole number, or several."""
    for each in value if isinstance(value, (list, tuple)) and value else [value]:
        whole(each, owner, argument)


#: Name of a kind -> its function.
BY_NAME = {
    kind.__name__: kind
    for kind in (
        axes, batch, cell, character, characters, count, dtype, fitting, flag, fraction, function,
        iterable, mapping, masking, named, not_negative, number, one_size, path, plain, rate,
        scalar, seed, seeds, series, several, size, sizes, steps, tensor, tensors, text, texts,
        values, variable, verbosity, whole, wholes,
    )
}  # fmt: skip

#: Name of an argument -> its kind, where the name says it.
KINDS = {
    name: kind
    for kind, names in (
        (
            flag,
            "allow_code amsgrad append by_name categorical center char_level "
            "expand_nested extract from_logits go_backwards learn_init lower mask_zero "
            "nesterov "
            "normalize only_return_final precompute_input reset_after restore_best_weights "
            "return_list return_norm return_sequences return_state reverse reverse_state_order "
            "save_best_only save_weights_only send_as_json show_layer_names show_shapes "
            "sparse stateful strict subgraph trainable unit_forget_bias unroll untar use_bias "
            "write_graph write_grads write_images",
        ),
        (fitting, "n_in n_units"),
        (size, "batch_size n_steps nb_feature period units vocabulary_size"),
        (one_size, "filters"),
        (count, "cooldown patience skip_top"),
        (whole, "truncate_gradient"),
        (
            not_negative,
            "beta_1 beta_2 beta1 beta2 epsilon grad_clipping l l1 l2 "
            "delta max_norm rho schedule_decay sampling_factor negative_samples",
        ),
        (number, "alpha baseline factor gain mean minval maxval min_delta min_lr theta threshold"),
        (rate, "dropout rate recurrent_dropout"),
        (fraction, "label_smoothing momentum"),
        (verbosity, "verbose"),
        (named, "monitor cache_subdir"),
        (text, "name text"),
        (mapping, "custom_objects word_index"),
        (seeds, "seed"),
        (batch, "y_true y_pred"),
        (sizes, "input_dim input_length noise_shape"),
        (wholes, "shared_axes"),
        (
            plain,
            "archive_format checkpoint count_mode data_format generation "
            "hash_algorithm how mode truncating",
        ),
    )
    for name in names.split()
}


def kinds(**own):
    """Decorate a function, method or constructor: what it is given is of the right kind.

    What is left out is not checked, and neither is None where there is a default.

    Parameters
    ----------
    **own : str
        Names of the kinds (those of the functions of this module) of arguments that `KINDS` does
        not have, or has otherwise.

    Examples
    --------
    >>> @kinds(times="size")
    ... def repeated(word, times=1, verbose=0):
    ...     return word * times
    >>> repeated("so", 2)
    'soso'
    >>> repeated("so", -2)
    Traceback (most recent call last):
      ...
    theanornn.errors.ShapeError: repeated: times=-2, expected a whole number from 1.
    """

    def decorate(function):
        parameters = inspect.signature(function).parameters
        checked = {name: KINDS.get(name) for name in parameters}
        checked.update((name, BY_NAME[kind]) for name, kind in own.items())
        positional = [*parameters]
        optional = {name for name, each in parameters.items() if each.default is not each.empty}
        is_constructor = function.__name__ == "__init__"
        owner = function.__name__

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            name_of_owner = owner
            if is_constructor and args:
                given = kwargs.get("name")
                name_of_owner = given if isinstance(given, str) else type(args[0]).__name__
            for name, value in (*zip(positional, args), *kwargs.items()):
                kind = checked.get(name)
                if kind is not None and not (value is None and name in optional):
                    kind(value, name_of_owner, name)
            return function(*args, **kwargs)

        return wrapper

    return decorate
