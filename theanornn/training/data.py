"""From what a caller passes to the arrays that compiled functions take, or a clear error.

Everything is checked here, before anything of a model changes: :func:`inputs`, :func:`targets`,
:func:`sample_weights`, :func:`split`, :func:`check_batches`.
"""

import contextlib
import contextvars
from typing import NamedTuple

import numpy as np
import theano

from theanornn import callers, losses
from theanornn.argument_kinds import numeric, shown
from theanornn.errors import DataError, DtypeError, ShapeError, TheanornnError

# Losses whose targets are positions in, or sums over, the last axis: the advice differs.
_OF_CLASSES = (
    losses.binary_crossentropy,
    losses.categorical_crossentropy,
    losses.kullback_leibler_divergence,
)


_NO_WEIGHTS = ("auto", "balanced")  # of classes: they meant something before Keras 1

_infinite_allowed = contextvars.ContextVar("infinite data allowed", default=False)


@contextlib.contextmanager
def infinite_allowed(allowed=True):
    """Within the ``with`` block data may be NaN or infinite: training looks after them itself."""
    token = _infinite_allowed.set(allowed)
    try:
        yield
    finally:
        _infinite_allowed.reset(token)


class TargetSpec(NamedTuple):
    """What targets of a model must look like.

    Attributes
    ----------
    layer : str
        Name of the layer that makes the predictions.
    shape : tuple
        Shape of the predictions with the batch axis, None where a size is free.
    loss : callable
    weight_ndim : int
        Rank of the sample weights: 1, or 2 for one weight per time step.
    """

    layer: str
    shape: tuple
    loss: object
    weight_ndim: int = 1


def inputs(x, layer, argument="x"):
    """The input of a model as a contiguous array of the dtype that `layer` wants.

    Parameters
    ----------
    x : array or nested list
        Samples along the first axis.
    layer : Layer
        The first layer of the model: it knows shape, dtype and vocabulary.
    argument : str
        What the caller called it, for messages.

    Returns
    -------
    ndarray, floatX or int32
    """
    array = numbers(x, argument)
    try:
        layer.check_input(_finite(array) if _infinite_allowed.get() else array)
    except TheanornnError as error:
        raise type(error)(f"{argument}: {error}") from None
    return _contiguous(array, layer.input_dtype or theano.config.floatX)


def targets(y, spec, n_samples, argument="y", against="x"):
    """The targets of a model as a contiguous array of the rank of its predictions.

    Targets without the last axis are taken where that axis has one entry: ``(n,)`` for
    predictions ``(n, 1)``, and class numbers ``(n,)`` for sparse_categorical_crossentropy.

    Parameters
    ----------
    y : array or nested list
    spec : TargetSpec
    n_samples : int
        How many samples the input has.
    argument, against : str
        What the caller called `y` and the input, for messages.

    Returns
    -------
    ndarray, floatX; int32 for class numbers
    """
    array = numbers(y, argument, "names of classes: numpy.unique(y, return_inverse=True)[1]")
    if array.ndim == 0 or len(array) != n_samples:
        raise ShapeError(
            f"{argument} has shape {array.shape}, but {against} has {n_samples} samples; "
            "both need one entry per sample along the first axis"
        )
    _refuse_infinite(array, argument)
    sparse = losses.is_sparse(spec.loss)
    expected = (*spec.shape[:-1], 1) if sparse else spec.shape
    if array.ndim == len(expected) - 1 and expected[-1] == 1:
        array = array[..., np.newaxis]
    if not _fits(array.shape, expected, exact=_is_known(spec.loss)):
        raise ShapeError(_target_message(array, spec, expected, argument))
    if sparse:
        _check_classes(array, spec, argument)
        return _contiguous(array, "int32")
    return _contiguous(array, theano.config.floatX)


def sample_weights(sample_weight, class_weight, y, spec):
    """How much each sample (or time step) counts, as a contiguous floatX array.

    Parameters
    ----------
    sample_weight : array ``(samples,)``, or ``(samples, time)`` where ``spec.weight_ndim`` is 2
    class_weight : dict, "auto", "balanced" or None
        Class number -> weight, multiplied with the former. The two names meant something before
        Keras 1; as in Keras 1 and 2 they change nothing, which is warned of.
    y : ndarray
        Targets as :func:`targets` returns them.
    spec : TargetSpec
    """
    shape = y.shape[: spec.weight_ndim]
    weights = np.ones(shape, dtype=theano.config.floatX)
    if sample_weight is not None:
        given = numbers(sample_weight, "sample_weight")
        if given.shape != shape:
            hint = (
                "; for one weight per time step, compile(sample_weight_mode='temporal')"
                if given.ndim == 2 and spec.weight_ndim == 1
                else ""
            )
            raise ShapeError(
                f"sample_weight has shape {given.shape}, expected {shape}: one per "
                f"{'time step' if spec.weight_ndim == 2 else 'sample'}{hint}"
            )
        _refuse_infinite(given, "sample_weight")
        weights = _contiguous(given, theano.config.floatX)
    if isinstance(class_weight, str) and class_weight in _NO_WEIGHTS:
        callers.warn(
            f"class_weight={class_weight!r} has no effect, as in Keras 1 and 2; give a dict from "
            "class number to weight: {0: 1.0, 1: 5.0}"
        )
    elif class_weight is not None:
        check_class_weight(class_weight)
        weights = weights * _of_classes(class_weight, y, spec)
    return weights


def check_class_weight(class_weight):
    """Refuse weights of classes that cannot be such."""
    if class_weight is None or (isinstance(class_weight, str) and class_weight in _NO_WEIGHTS):
        return
    if not isinstance(class_weight, dict):
        raise DtypeError(
            f"class_weight is {shown(class_weight)}, expected a dict from class number to weight: "
            "{0: 1.0, 1: 5.0}"
        )
    for number, weight in class_weight.items():
        numeric.not_negative(weight, "class_weight", number)


def _of_classes(class_weight, y, spec):
    if y.ndim != 2:
        raise ShapeError(
            f"class_weight needs targets of one class per sample, but y has shape {y.shape}; "
            "use sample_weight with compile(sample_weight_mode='temporal')"
        )
    classes = y.argmax(axis=-1) if y.shape[-1] > 1 else y[:, 0].astype(int)
    missing = sorted(set(np.unique(classes).tolist()) - set(class_weight))
    if missing:
        raise DataError(
            f"class_weight has no weight for {missing}, which y holds; "
            f"it has the classes {sorted(class_weight)}"
        )
    table = np.zeros(int(classes.max()) + 1, dtype=theano.config.floatX)
    for number in np.unique(classes):
        table[number] = class_weight[number]
    return table[classes].reshape((-1,) + (1,) * (spec.weight_ndim - 1))


def split(arrays, fraction):
    """Cut the last `fraction` of the samples off: ``(for training, for validation)``.

    Raises
    ------
    DataError
        `fraction` is not between 0 and 1, or would leave a part empty.
    """
    n_samples = len(arrays[0])
    if not 0.0 < fraction < 1.0:
        raise DataError(f"validation_split is {fraction!r}, expected a number between 0 and 1")
    at = int(n_samples * (1.0 - fraction))
    if at == 0 or at == n_samples:
        raise DataError(
            f"validation_split={fraction} of {n_samples} samples leaves "
            f"{at} for training and {n_samples - at} for validation; both need some"
        )
    return [array[:at] for array in arrays], [array[at:] for array in arrays]


def check_batches(n_samples, batch_size, fixed=None, stateful=False):
    """The size of batches, with what a fixed batch size or kept states demand of it.

    Parameters
    ----------
    n_samples : int
    batch_size : int or None
        None means the fixed size if the model has one, else 32.
    fixed : int or None
        The batch size that the model was built with.
    stateful : bool
        Whether a layer keeps its states from batch to batch.

    Returns
    -------
    int
    """
    if batch_size is None:
        batch_size = fixed or 32
    if isinstance(batch_size, bool) or not isinstance(batch_size, (int, np.integer)):
        raise DtypeError(f"batch_size is {batch_size!r}, expected an integer of 1 or more")
    if batch_size < 1:
        raise DataError(f"batch_size is {batch_size}, expected 1 or more")
    step = min(int(batch_size), n_samples)
    if fixed is not None and (step != fixed or n_samples % fixed):
        raise ShapeError(
            f"the model was built for batches of {fixed} samples (batch_input_shape), but "
            f"{n_samples} samples in batches of {batch_size} came; pass batch_size={fixed} and a "
            f"multiple of {fixed} samples"
        )
    if stateful and n_samples % step:
        raise ShapeError(
            f"a stateful model needs full batches, but {n_samples} samples do not divide into "
            f"batches of {batch_size}; leave the last {n_samples % step} samples out"
        )
    return step


def numbers(value, argument, text="preprocessing.text.Tokenizer"):
    """`value` as an array of real numbers.

    Parameters
    ----------
    value : array or nested list
    argument : str
        What the caller called it, for messages.
    text : str
        How to make numbers of text, for messages.

    Raises
    ------
    DtypeError
        Text, objects, complex numbers, or lists of different lengths.
    """
    if value is None or callable(value):
        hint = "" if value is None else "; if it makes batches, call it and pass what it returns"
        what = "None" if value is None else f"a {type(value).__name__}"
        raise DtypeError(f"{argument} is {what}, expected an array of numbers{hint}")
    try:
        array = np.asarray(value)
    except ValueError:
        array = None
    if array is None or array.dtype == object:
        raise DtypeError(
            f"{argument} is not an array of numbers (a {type(value).__name__} of objects or of "
            "sequences of different lengths came); pad sequences with pad_sequences first"
        )
    if array.dtype.kind not in "biuf":
        hint = f"; turn text into numbers first ({text})" if array.dtype.kind in "SU" else ""
        raise DtypeError(f"{argument} has dtype {array.dtype}, expected real numbers{hint}")
    return array


def _finite(array):
    """The array; with other numbers where it is NaN or infinite."""
    with np.errstate(all="ignore"):
        suspicious = array.dtype.kind == "f" and not np.isfinite(array.sum())
    return np.nan_to_num(array) if suspicious else array


def _refuse_infinite(array, argument):
    if _infinite_allowed.get():
        return
    # A sum is not finite if anything in it is not: one pass, no temporary array.
    with np.errstate(all="ignore"):
        suspicious = array.dtype.kind == "f" and not np.isfinite(array.sum())
    if not suspicious:
        return
    found = np.argwhere(~np.isfinite(array))
    if len(found):
        first = tuple(int(index) for index in found[0])
        raise DataError(
            f"{argument} holds {len(found)} NaN or infinite numbers, the first at {first}; "
            "drop these samples or fill the gaps"
        )


def _contiguous(array, dtype):
    return np.ascontiguousarray(array, dtype=dtype)


def _is_known(loss):
    return any(loss is known for known in losses.LOSSES.values())


def _fits(shape, expected, exact):
    """Whether targets fit; a user's own loss may use the last axes as it likes."""
    if len(shape) != len(expected):
        return False
    return not exact or all(want in (None, size) for size, want in zip(shape[1:], expected[1:]))


def _target_message(array, spec, expected, argument):
    loss = losses.name_of(spec.loss)
    message = (
        f"{argument} has shape {array.shape}, but {spec.layer} predicts {spec.shape} and the loss "
        f"{loss} needs targets {tuple(expected)}"
    )
    if losses.is_sparse(spec.loss):
        return message + "; for one-hot targets use the loss categorical_crossentropy"
    if spec.loss in _OF_CLASSES and (array.ndim < len(expected) or array.shape[-1] == 1):
        return (
            message + "; for class numbers use the loss sparse_categorical_crossentropy, "
            "or make them one-hot with to_categorical"
        )
    if array.ndim < len(expected) == 3:
        return message + (
            ": one for each time step; for one per sample the last recurrent layer must not have "
            "return_sequences=True"
        )
    if array.ndim == len(expected) and array.shape[:-1] == (array.shape[0], *expected[1:-1]):
        return message + f": {array.shape[-1]} values per target against {expected[-1]} units"
    return message


def _check_classes(array, spec, argument):
    n_classes = spec.shape[-1]
    wrong = (array != np.floor(array)) | (array < 0) | (array >= n_classes)
    if wrong.any():
        first = tuple(int(index) for index in np.argwhere(wrong)[0])
        raise DataError(
            f"{argument} holds {array[first]} at {first}, expected class numbers "
            f"0 to {n_classes - 1}: {spec.layer} has {n_classes} units"
        )
