"""Small models at random, for properties that hold for all of them: `models`, `built`."""

import numpy as np
from hypothesis import strategies as st

from theanornn.layers import (
    GRU,
    LSTM,
    Activation,
    BatchNormalization,
    Bidirectional,
    Dense,
    Dropout,
    Embedding,
    GaussianNoise,
    Input,
    Masking,
    SimpleRNN,
    TimeDistributed,
    add,
    concatenate,
)
from theanornn.models import Model, Sequential
from theanornn.randomness import set_seed

WORDS = 7
_RECURRENT = {"SimpleRNN": SimpleRNN, "GRU": GRU, "LSTM": LSTM}
_STEPWISE = {
    "dense": lambda units: Dense(units, activation="tanh"),
    "spread": lambda units: TimeDistributed(Dense(units)),
    "activation": lambda units: Activation("sigmoid"),
    "dropout": lambda units: Dropout(0.3),
    "noise": lambda units: GaussianNoise(0.1),
    "normalized": lambda units: BatchNormalization(),
}
#: What a layer may be that draws random numbers while it is trained.
DRAWING = ("dropout", "noise")

_sizes = st.integers(1, 3)
_options = st.fixed_dictionaries(
    {
        "go_backwards": st.booleans(),
        "use_bias": st.booleans(),
        "activation": st.sampled_from(["tanh", "relu", "linear"]),
        "dropout": st.sampled_from([0.0, 0.0, 0.2]),
        "recurrent_dropout": st.sampled_from([0.0, 0.0, 0.2]),
        "truncate_gradient": st.sampled_from([-1, -1, 2]),
    }
)
_of_gates = st.sampled_from(["sigmoid", "hard_sigmoid"])


@st.composite
def _recurrent_layers(draw):
    kind, options = draw(st.sampled_from(list(_RECURRENT))), dict(draw(_options))
    if kind != "SimpleRNN":
        options["recurrent_activation"] = draw(_of_gates)
    if kind == "GRU":
        options["reset_after"] = draw(st.booleans())
    if kind == "LSTM":
        options["unit_forget_bias"] = draw(st.booleans())
    return {"kind": kind, "units": draw(_sizes), "options": options}


_wrapped = st.builds(
    lambda inner, merge: {"kind": "Bidirectional", "inner": inner, "merge": merge},
    _recurrent_layers(),
    st.sampled_from(["concat", "sum", "mul", "ave"]),
)
_stepwise = st.builds(
    lambda kind, units: {"kind": kind, "units": units}, st.sampled_from(list(_STEPWISE)), _sizes
)


@st.composite
def models(draw):
    """How a model is made, as plain data: what it takes, its layers, their options, and its data.

    A chain, or a graph of two branches that are merged; over ids or numbers, masked or not; with
    sequences or their last outputs as its output.
    """
    return {
        "ids": draw(st.booleans()),
        "masked": draw(st.booleans()),
        "time": draw(st.integers(1, 4)),
        "features": draw(_sizes),
        "samples": draw(st.integers(1, 5)),
        "before": draw(st.lists(st.one_of(_stepwise, _recurrent_layers(), _wrapped), max_size=2)),
        "last": draw(st.one_of(_recurrent_layers(), _wrapped)),
        "sequences": draw(st.booleans()),
        "branches": draw(st.sampled_from([None, None, "add", "concatenate"])),
        "outputs": draw(_sizes),
        "seed": draw(st.integers(0, 2**31)),
    }


def _layer(spec, sequences=True, how="auto"):
    kind = spec["kind"]
    if kind in _STEPWISE:
        return _STEPWISE[kind](spec["units"])
    if kind == "Bidirectional":
        inner = {**spec["inner"], "options": {**spec["inner"]["options"], "go_backwards": False}}
        return Bidirectional(_layer(inner, sequences, how), merge_mode=spec["merge"])
    options = {**spec["options"], "return_sequences": sequences, "how": how}
    return _RECURRENT[kind](spec["units"], **options)


def built(spec, how="auto"):
    """The model of a description; the same weights each time, whatever drives its loops."""
    set_seed(spec["seed"])
    x = Input((None,) if spec["ids"] else (None, spec["features"]), dtype=_dtype(spec))
    first = []
    if spec["ids"]:
        first.append(Embedding(WORDS, spec["features"], mask_zero=spec["masked"]))
    elif spec["masked"]:
        first.append(Masking(0.0))
    layers = [*first, *(_layer(each, True, how) for each in spec["before"])]
    last, end = _layer(spec["last"], spec["sequences"], how), Dense(spec["outputs"])
    if spec["branches"] is None:
        return _moved(Sequential([x._keras_history[0], *layers, last, end]), spec)
    y = x
    for layer in layers:
        y = layer(y)
    merge = add if spec["branches"] == "add" else concatenate
    other = _layer(spec["last"], spec["sequences"], how)
    return _moved(Model(x, end(merge([last(y), other(y)]))), spec)


def _dtype(spec):
    return "int32" if spec["ids"] else None


def _moved(model, spec):
    """Weights of which none is 0, biases neither; variances stay above it."""
    rng = np.random.default_rng(spec["seed"])
    model.set_weights([w + rng.uniform(0.05, 0.3, w.shape) for w in model.get_weights()])
    return model


def data(spec):
    """Inputs and targets; the end of each sequence is masked where the model masks."""
    rng = np.random.default_rng(spec["seed"] + 1)
    n, time = spec["samples"], spec["time"]
    if spec["ids"]:
        x = rng.integers(1, WORDS, (n, time)).astype("int32")
    else:
        x = rng.normal(size=(n, time, spec["features"]))
    if spec["masked"]:
        for row, length in zip(x, rng.integers(1, time + 1, n)):
            row[length:] = 0
    steps = (time,) if spec["sequences"] else ()
    return x, rng.normal(size=(n, *steps, spec["outputs"]))


def draws(spec):
    """Whether training draws random numbers."""
    every = [*spec["before"], spec["last"]]
    options = [each.get("inner", each).get("options", {}) for each in every]
    rates = [each.get(name) for each in options for name in ("dropout", "recurrent_dropout")]
    return any(rates) or any(each["kind"] in DRAWING for each in every)


def reversed_sequences(spec):
    """Whether something gives its steps last first, while their mask is in the order of time."""
    every = [*spec["before"], *([spec["last"]] if spec["sequences"] else [])]
    return any(each.get("options", {}).get("go_backwards") for each in every)
