"""A model as a `Predictor`: `predictor_of`."""

import contextlib

import theano
import theano.tensor as T
from theano.graph.basic import graph_inputs

from theanornn.errors import ConversionError, TheanornnError
from theanornn.layers.normalization import BY_BATCH
from theanornn.lowering.graph import lower
from theanornn.predictor.inputs import InputSpec
from theanornn.predictor.predictor import Predictor

__all__ = ["input_specs", "predictor_of"]

#: Layers whose output at a step depends on their input at that step alone.
_STEPWISE = frozenset(
    """
    Activation ActivityRegularization AlphaDropout Dense Dropout ELU Embedding GaussianDropout
    GaussianNoise Highway InputLayer LeakyReLU Masking MaxoutDense ReLU SpatialDropout1D
    ThresholdedReLU TimeDistributed TimeDistributedDense
    Add Average Maximum Minimum Multiply Subtract
    """.split()
)
_BUILT_IN = frozenset(("SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU"))


def predictor_of(model):
    """The model's predictions as a program for NumPy.

    Parameters
    ----------
    model : Network
        Built.

    Returns
    -------
    Predictor

    Raises
    ------
    ConversionError
        The model computes something that programs do not have; the operation is named.

    Examples
    --------
    >>> from theanornn.layers import LSTM
    >>> from theanornn.models import Sequential
    >>> predictor_of(Sequential([LSTM(4, input_shape=(None, 3), name="lstm")]))
    <Predictor of lstm_input (None, None, 3): 128 numbers>
    """
    model.check_built("to_numpy")
    arrays = {}
    layers = [layer for layer in _all_layers(model) if hasattr(layer, "go_backwards")]
    with _loops_of_scan(layers):
        forward = model.forward(training=False)
        carried = [shared for shared, _ in forward.context.updates]
        finals = [expression for _, expression in forward.context.updates]
        whole = lower([*forward.inputs, *carried], [*forward.outputs, *finals], arrays)
    names = _unique(shared.name for shared in carried)
    obstacle = _obstacle(model)
    one_step, states = None, []
    if obstacle is None:
        try:
            one_step, states = _one_step(model, layers, arrays)
        except TheanornnError as error:
            obstacle = str(error)
    return Predictor(
        input_specs(model),
        arrays,
        whole,
        {name: shared.get_value() for name, shared in zip(names, carried)},
        one_step,
        states,
        obstacle,
    )


def _fed(model):
    return [layer for layer in model.input_layers if layer.takes_data]


def input_specs(model):
    """What each input of a model takes.

    Parameters
    ----------
    model : Network
        Built.

    Returns
    -------
    list of InputSpec
    """
    return [_input_spec(gate, layer) for gate, layer in zip(model.gates, _fed(model))]


def _input_spec(gate, layer):
    known = [gate, *getattr(gate, "_knowing", ())]
    words = [each.input_dim for each in known if type(each).__name__ == "Embedding"]
    dtype = layer.input_dtype or theano.config.floatX
    return InputSpec(layer.name, list(layer.batch_input_shape), dtype, min(words, default=None))


def _one_step(model, layers, arrays):
    """The program of one step, and names and sizes of its states."""
    layers = [layer for layer in layers if layer.built]
    with _loops_of_scan(layers), _carrying(layers) as placeholders:
        forward = model.forward(training=False)
        finals = dict(forward.context.updates)
    states = [state for each in placeholders.values() for state in each]
    states = [state for state in states if state in finals]
    read = set(graph_inputs([*forward.outputs, *finals.values()]))
    for layer, own in placeholders.items():
        if any(state in finals and state not in read for state in own):
            raise ConversionError(f"{layer.name} starts from states that it is given")
    results = [*forward.outputs, *(finals[state] for state in states)]
    program = lower([*forward.inputs, *states], results, arrays)
    sizes = [
        (state.name, int(size))
        for layer, each in placeholders.items()
        for state, size in zip(each, layer._state_sizes)
        if state in finals
    ]
    return program, sizes


@contextlib.contextmanager
def _loops_of_scan(layers):
    """Within the ``with`` block, the layers build loops of ``theano.scan``, which can be read."""
    with contextlib.ExitStack() as stack:
        for layer in layers:
            stack.enter_context(
                _changed(layer, how="scan", unroll=False, checkpoint=False, driver=layer.driver)
            )
        yield


@contextlib.contextmanager
def _carrying(layers):
    """Within the ``with`` block, the layers start from placeholders and say where they end."""
    placeholders = {}
    with contextlib.ExitStack() as stack:
        for layer in layers:
            names = [f"{layer.name}_{state}" for state in layer.state_names]
            placeholders[layer] = [T.matrix(name, theano.config.floatX) for name in names]
            stack.enter_context(
                _changed(layer, _states=placeholders[layer], stateful=True, continues=True)
            )
        yield placeholders


@contextlib.contextmanager
def _changed(layer, **attributes):
    before = {name: vars(layer)[name] for name in attributes if name in vars(layer)}
    vars(layer).update(attributes)
    try:
        yield
    finally:
        for name in attributes:
            vars(layer).pop(name, None)
        vars(layer).update(before)


def _obstacle(model):
    """Why the model cannot go step by step, or None."""
    layers = [layer for layer in _all_layers(model) if not hasattr(layer, "parts")]
    recurrent = [layer for layer in layers if hasattr(layer, "go_backwards")]
    if not recurrent:
        return f"{model.name} has no recurrent layer, so its steps are predictions of their own"
    masked = any(
        type(layer).__name__ == "Masking" or getattr(layer, "mask_zero", False) for layer in layers
    )
    for layer in layers:
        kind = type(layer).__name__
        if hasattr(layer, "go_backwards"):
            if layer.go_backwards:
                return f"{layer.name} runs backwards, and needs the last step first"
            if masked and (kind not in _BUILT_IN or getattr(layer, "has_own_steps", False)):
                return f"{layer.name} has a step of its own, whose masked outputs are not known"
        elif kind == "Bidirectional":
            return f"{layer.name} runs in both directions, and needs the last step first"
        elif kind == "BatchNormalization" and _is_by_feature(layer):
            continue
        elif kind not in _STEPWISE:
            return f"{layer.name} ({kind}) may need more than one step to compute one"
        elif kind == "TimeDistributed" and hasattr(layer.layer, "go_backwards"):
            return f"{layer.name} runs over sequences within each step"
    return None


def _is_by_feature(layer):
    return layer.mode != BY_BATCH and layer.axis in (-1, len(layer.built_shape) - 1)


def _all_layers(layer):
    """The layers in a model, in models and wrappers within it."""
    for inner in getattr(layer, "parts", ()):
        yield inner
        yield from _all_layers(inner)
    for name in ("layer", "forward_layer", "backward_layer"):
        inner = getattr(layer, name, None)
        if inner is not None:
            yield inner
            yield from _all_layers(inner)


def _unique(names):
    seen = []
    for name in names:
        unique, n = name or "state", 1
        while unique in seen:
            n += 1
            unique = f"{name}_{n}"
        seen.append(unique)
    return seen
