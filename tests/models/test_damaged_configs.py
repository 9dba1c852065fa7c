"""Configs that lack something, or hold what does not belong there: always a clear error."""

import copy
import json
import os

import numpy as np
import pytest
import safetensors.numpy

from theanornn.errors import DataError, MissingExtraError, TheanornnError
from theanornn.layers import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Embedding,
    GRUCell,
    Input,
    TimeDistributed,
    concatenate,
)
from theanornn.models import Model, Sequential, load_model, model_from_json, model_from_yaml

#: How many random changes are tried; many more by hand.
CHANGES = int(os.environ.get("THEANORNN_EXAMPLES", "30"))

WRONG = [
    None,
    -1,
    0,
    1.5,
    10**40,
    True,
    "x",
    "",
    [],
    {},
    [None],
    ["x"],
    [[1]],
    {"x": 1},
    float("nan"),
]


def _chain():
    return Sequential(
        [
            Embedding(9, 3, input_length=4, name="words", mask_zero=True),
            Bidirectional(LSTM(2, return_sequences=True, name="inner"), name="both"),
            TimeDistributed(Dense(2, name="each", kernel_regularizer="l2"), name="spread"),
            RNN([GRUCell(2, name="cell")], name="loop"),
            Dense(1, activation="tanh", kernel_constraint="unitnorm", name="out"),
        ],
        name="chain",
    )


def _graph():
    left, right = Input((3, 2), name="left"), Input((2,), name="right")
    both = concatenate([GRU(2, name="loop")(left), right], name="both")
    return Model([left, right], [Dense(1, name="one")(both), Dense(2, name="two")(both)], name="g")


MODELS = {"chain": _chain, "graph": _graph}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda config: config.pop("units"), "GRU 'loop': lacks the argument 'units'"),
        (lambda config: config.update(units=-1), "GRU 'loop': loop: units=-1, expected"),
        (lambda config: config.update(unit=3), "GRU 'loop': GRU has no argument 'unit'.*'units'"),
        (lambda config: config.update(activation=3), "GRU 'loop': activation"),
    ],
)
@pytest.mark.parametrize("ending", ["json", "yaml", "safetensors", "h5"])
def test_the_layer_and_the_argument_are_named_and_the_file(ending, change, message, tmp_path):
    model = Sequential([GRU(2, input_shape=(3, 2), name="loop")], name="m")
    path = tmp_path / f"model.{ending}"
    if ending in ("json", "yaml"):
        config = json.loads(model.to_json())
        change(config["config"]["layers"][0]["config"])
        read = model_from_json if ending == "json" else model_from_yaml
        with pytest.raises(TheanornnError, match=message):
            read(json.dumps(config))
        return
    model.save(path)
    (_in_native if ending == "safetensors" else _in_hdf5)(path, change)
    with pytest.raises(TheanornnError, match=f"model.{ending}: .*{message}"):
        load_model(path)


def _in_native(path, change):
    with safetensors.safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    description = json.loads(metadata["description"])
    change(description["model"]["config"]["layers"][0]["config"])
    metadata["description"] = json.dumps(description)
    path.write_bytes(safetensors.numpy.save(arrays, metadata))


def _in_hdf5(path, change):
    h5py = pytest.importorskip("h5py")
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        change(config["config"]["layers"][0]["config"])
        file.attrs["model_config"] = json.dumps(config)


def test_layers_within_layers_are_named():
    config = json.loads(_chain().to_json())
    del config["config"]["layers"][1]["config"]["layer"]["config"]["units"]
    with pytest.raises(DataError, match="the config of the LSTM .*inner.* lacks .*'units'"):
        model_from_json(json.dumps(config))


def _places(value, before=()):
    """The way to everything within lists and dicts."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in inner:
        yield (*before, name)
        if isinstance(each, (dict, list)):
            yield from _places(each, (*before, name))


def _changed(config, rng):
    """The config with one thing taken away or replaced, and what that was."""
    config = copy.deepcopy(config)
    places = list(_places(config))
    *way, last = places[rng.integers(len(places))]
    holder = config
    for name in way:
        holder = holder[name]
    if isinstance(holder, dict) and rng.integers(3) == 0:
        del holder[last]
        return config, f"without {(*way, last)}"
    holder[last] = WRONG[rng.integers(len(WRONG))]
    return config, f"{(*way, last)} = {holder[last]!r}"


@pytest.mark.parametrize("name", MODELS)
def test_any_damage_is_a_clear_error_or_none(name):
    rng = np.random.default_rng(1)
    whole = json.loads(MODELS[name]().to_json())
    faults = []
    for _ in range(CHANGES):
        config, told = _changed(whole, rng)
        try:
            model_from_json(json.dumps(config))
        except (TheanornnError, MissingExtraError) as error:
            if not str(error).strip():
                faults.append(f"{told}: no message")
        except Exception as error:
            faults.append(f"{told}: {error!r}")
    assert not faults, "\n".join(faults)
