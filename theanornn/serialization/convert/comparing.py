"""Whether what was written computes the same: `samples`, `outputs_of`, `Difference`."""

import dataclasses
import importlib.util
from typing import NamedTuple

import numpy as np

from theanornn.errors import ConversionError, MissingExtraError

__all__ = ["Difference", "difference", "outputs_of", "samples"]

#: Samples and, where it is free, steps of the random data.
_N_SAMPLES, _N_STEPS = 5, 9

#: How far outputs may be from each other, relative to the largest of them: float32 has 7 digits.
TOLERANCE = 1e-5


class Difference(NamedTuple):
    """How far two outputs are from each other.

    Attributes
    ----------
    largest : float
        Of all numbers.
    scale : float
        The largest output, or 1 where all are smaller.
    """

    largest: float
    scale: float

    @property
    def is_small(self):
        """Whether the outputs are the same, but for rounding."""
        return self.largest <= TOLERANCE * self.scale


def difference(expected, got):
    """The `Difference` of two arrays, or the largest one of two lists of them.

    Raises
    ------
    ConversionError
        Their shapes differ.

    Examples
    --------
    >>> difference(np.ones(3), np.ones(3) + 1e-3).is_small
    False
    """
    if isinstance(expected, list):
        found = [difference(*each) for each in zip(expected, got)]
        return max(found, key=lambda each: each.largest / each.scale)
    if expected.shape != got.shape:
        raise ConversionError(
            f"the outputs differ: shape {expected.shape} before, {got.shape} after"
        )
    largest = float(np.max(np.abs(expected - got)))
    return Difference(largest, max(1.0, float(np.max(np.abs(expected)))))


def samples(model, seed=0):
    """Random data that a model takes, with padding before, behind and between, where it has masks.

    Parameters
    ----------
    model : Network
        Built.
    seed : int

    Returns
    -------
    ndarray, or list of them for several inputs
    """
    from theanornn.lowering.models import input_specs

    rng = np.random.default_rng(seed)
    padding = getattr(model.layers[0], "mask_value", None)
    arrays = [_sample(spec, padding, rng) for spec in input_specs(model)]
    return arrays[0] if len(arrays) == 1 else arrays


def _sample(spec, padding, rng):
    batch, *sizes = spec.shape
    shape = (batch or _N_SAMPLES, *(_N_STEPS if size is None else size for size in sizes))
    if spec.words is not None:
        x = rng.integers(min(1, spec.words - 1), spec.words, shape)
        padding = 0
    else:
        x = rng.normal(size=shape)
    if padding is not None and len(shape) > 1:
        third = max(1, shape[1] // 3)
        for row, steps in enumerate(
            (slice(0, third), slice(-third, None), slice(third, third + 1))
        ):
            x[row : row + 1, steps] = padding
        x[3:4] = padding
    return x.astype(spec.dtype)


def outputs_of(kind, path, model, x):
    """What the system that a file was written for computes with it.

    Parameters
    ----------
    kind : str
        Of file.
    path : str
    model : Network
        What was written.
    x : ndarray, or list of them

    Returns
    -------
    ndarray, or list of them
    str
        Who computed it.

    Raises
    ------
    MissingExtraError
        That system is not installed, and nothing else can run the file.
    """
    function = {
        "onnx": _onnx,
        "numpy": _numpy,
        "torch": _torch,
        "keras": _reloaded,
        "theanornn": _reloaded,
    }.get(kind, _arrays)
    return function(kind, path, model, x)


def _onnx(kind, path, model, x):
    try:
        import onnxruntime
    except ImportError:
        raise MissingExtraError(
            "onnxruntime", extra="onnx", purpose="comparing outputs (see --unchecked)"
        ) from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level, options.intra_op_num_threads = 3, 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    first, *states = session.get_inputs()
    feed = {each.name: np.zeros(each.shape, "float32") for each in states}
    dtype = "float32" if "float" in first.type else first.type[len("tensor(") : -1]
    feed[first.name] = x.astype(dtype)
    return session.run(None, feed)[0], f"onnxruntime {onnxruntime.__version__}"


def _numpy(kind, path, model, x):
    from theanornn.predictor import load

    predictor = load(path)
    predictor.reset_states()
    return predictor.predict(x), "the predictor, with NumPy alone"


def _torch(kind, path, model, x):
    if importlib.util.find_spec("torch") is None:
        return _arrays(kind, path, model, x)
    import safetensors.torch
    import torch

    from theanornn.serialization.convert.torch_module import module_text

    names = {}
    exec(compile(module_text(model), "the module's text", "exec"), names)  # our own text
    is_pickle = path.endswith((".pt", ".pth"))
    state = torch.load(path, weights_only=True) if is_pickle else safetensors.torch.load_file(path)
    dtype = next(iter(state.values())).dtype
    network = names["Network"]().to(dtype)  # before: arrays are cast to what the network has
    network.load_state_dict(state)
    network.eval()
    with torch.no_grad():
        given = torch.from_numpy(x)
        given = given if x.dtype.kind == "i" else given.to(dtype)
        return network(given).numpy(), f"torch {torch.__version__}"


def _reloaded(kind, path, model, x):
    from theanornn.models import load_model

    again = load_model(path, compile=False)
    if again.stateful:
        again.reset_states()
    return again.predict(x), "theanornn, from the new file"


def _arrays(kind, path, model, x):
    """Read the arrays back into a copy of the model, whose weights were others."""
    from theanornn.models import clone_model
    from theanornn.serialization.convert import load_records, read_records

    copy = clone_model(model)
    load_records(copy, [_bare(record) for record in read_records(path, kind)], path)
    return copy.predict(x), f"theanornn, from the arrays in the new file ({kind} is not run)"


def _bare(record):
    """A record without what the file's kind says of the layer: the model was written, and knows."""
    parts = tuple(_bare(part) for part in record.parts)
    return dataclasses.replace(record, options={}, parts=parts)
