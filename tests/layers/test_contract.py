"""What holds for every layer, in one suite; a public layer that is not in it fails it."""

import importlib
import json
import pkgutil
from typing import NamedTuple

import numpy as np
import pytest
import theano

from tests.layers.evaluation import compiled, run, run_mask
from theanornn import layers
from theanornn.argument_names import ArgumentError
from theanornn.errors import DataError, DtypeError, NotBuiltError, ShapeError, TheanornnError
from theanornn.layers import (
    ELU,
    GRU,
    LSTM,
    RNN,
    Activation,
    ActivityRegularization,
    AlphaDropout,
    AtrousConvolution1D,
    AveragePooling1D,
    BatchNormalization,
    Bidirectional,
    Conv1D,
    Cropping1D,
    CuDNNGRU,
    CuDNNLSTM,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    GRUCell,
    Highway,
    Lambda,
    LeakyReLU,
    LSTMCell,
    Masking,
    MaxoutDense,
    MaxPooling1D,
    ParametricSoftplus,
    Permute,
    PReLU,
    ReLU,
    RepeatVector,
    Reshape,
    SimpleRNN,
    Softmax,
    SpatialDropout1D,
    SReLU,
    StackedRNNCells,
    ThresholdedReLU,
    TimeDistributed,
    TimeDistributedDense,
    UpSampling1D,
    ZeroPadding1D,
)
from theanornn.layers.merging.base import Merging
from theanornn.layers.recurrent import Recurrent
from theanornn.randomness import RandomSource

#: They take states beside their input; their contract is in `tests.layers.recurrent.test_cells`.
CELLS = {layers.GRUCell, layers.LSTMCell, layers.SimpleRNNCell, layers.StackedRNNCells}
#: They take several inputs; their contract is in `tests.layers.merging.test_contract`.
MERGING = {each for each in layers.LAYERS.values() if issubclass(each, Merging)}

BATCH, TIME, FEATURES = 3, 4, 2
SEQUENCE = (None, TIME, FEATURES)


class Spec(NamedTuple):
    """A layer: how to make it, under both generations of names, and what it takes."""

    layer: type
    keras2: dict
    keras1: dict = None
    shape: tuple = SEQUENCE
    vocabulary: int = 0


def doubled(x, factor=1.0):
    """A function with a name, which a config can tell."""
    return x * factor


ALL_RECURRENT = {
    "kernel_regularizer": "l2",
    "recurrent_regularizer": {"class_name": "L1L2", "config": {"l1": 0.1, "l2": 0.0}},
    "bias_regularizer": "l1",
    "dropout": 0.2,
    "recurrent_dropout": 0.3,
    "implementation": 2,
    "recurrent_initializer": {"class_name": "Orthogonal", "config": {"gain": 1.1}},
}
ALL_RECURRENT_1 = {
    "W_regularizer": "l2",
    "U_regularizer": {"class_name": "L1L2", "config": {"l1": 0.1, "l2": 0.0}},
    "b_regularizer": "l1",
    "dropout_W": 0.2,
    "dropout_U": 0.3,
    "consume_less": "gpu",
}

ALL_DENSE = {
    "kernel_initializer": "he_uniform",
    "kernel_regularizer": "l1",
    "bias_regularizer": "l2",
    "kernel_constraint": "non_neg",
    "bias_constraint": "max_norm",
    "use_bias": True,
}
ALL_DENSE_1 = {
    "init": "he_uniform",
    "W_regularizer": "l1",
    "b_regularizer": "l2",
    "W_constraint": "nonneg",
    "b_constraint": "maxnorm",
    "bias": True,
}

SPECS = {
    "Activation": Spec(Activation, {"activation": "tanh"}),
    "Bidirectional": Spec(Bidirectional, {"layer": LSTM(3, name="inner")}),
    "Bidirectional sequences": Spec(
        Bidirectional,
        {"layer": GRU(3, return_sequences=True, reset_after=True), "merge_mode": "ave"},
    ),
    "CuDNNGRU": Spec(CuDNNGRU, {"units": 3, "return_sequences": True}),
    "CuDNNLSTM": Spec(CuDNNLSTM, {"units": 3, "unit_forget_bias": False}),
    "Dense": Spec(
        Dense,
        {
            "units": 3,
            "activation": "relu",
            "use_bias": True,
            "kernel_initializer": "he_uniform",
            "kernel_regularizer": "l1",
            "bias_regularizer": "l2",
            "kernel_constraint": "non_neg",
            "bias_constraint": "max_norm",
        },
        {
            "output_dim": 3,
            "activation": "relu",
            "bias": True,
            "init": "he_uniform",
            "W_regularizer": "l1",
            "b_regularizer": "l2",
            "W_constraint": "nonneg",
            "b_constraint": "maxnorm",
        },
        (None, FEATURES),
    ),
    "Dense on sequences": Spec(Dense, {"units": 3, "use_bias": False}),
    "ActivityRegularization": Spec(ActivityRegularization, {"l1": 0.1, "l2": 0.2}),
    "AlphaDropout": Spec(AlphaDropout, {"rate": 0.5, "noise_shape": (None, 1, None)}),
    "AtrousConvolution1D": Spec(
        AtrousConvolution1D,
        {"filters": 3, "kernel_size": 2, "dilation_rate": 2, "padding": "same"},
        {"nb_filter": 3, "filter_length": 2, "atrous_rate": 2, "border_mode": "same"},
    ),
    "AveragePooling1D": Spec(
        AveragePooling1D,
        {"pool_size": 3, "strides": 2, "padding": "same"},
        {"pool_length": 3, "stride": 2, "border_mode": "same"},
    ),
    "BatchNormalization": Spec(
        BatchNormalization,
        {
            "momentum": 0.9,
            "epsilon": 1e-4,
            "beta_initializer": "normal",
            "gamma_regularizer": "l1",
            "beta_constraint": "max_norm",
        },
    ),
    "BatchNormalization of Keras 1": Spec(BatchNormalization, {"mode": 2, "axis": 1}),
    "BatchNormalization without parameters": Spec(
        BatchNormalization, {"center": False, "scale": False}, None, (None, FEATURES)
    ),
    "Conv1D": Spec(
        Conv1D,
        {
            "filters": 3,
            "kernel_size": 2,
            "strides": 2,
            "padding": "same",
            "activation": "relu",
            "activity_regularizer": "l2",
            **ALL_DENSE,
        },
        {
            "nb_filter": 3,
            "filter_length": 2,
            "subsample_length": 2,
            "border_mode": "same",
            "activation": "relu",
            "activity_regularizer": "activity_l2",
            **ALL_DENSE_1,
        },
    ),
    "Conv1D causal": Spec(
        Conv1D,
        {"filters": 3, "kernel_size": 2, "dilation_rate": 2, "padding": "causal"},
    ),
    "Conv1D of features first": Spec(
        Conv1D, {"filters": 3, "kernel_size": 1, "data_format": "channels_first"}
    ),
    "Cropping1D": Spec(Cropping1D, {"cropping": (1, 0)}, None, (None, 2 * TIME, FEATURES)),
    "Dropout": Spec(Dropout, {"rate": 0.5, "noise_shape": (None, 1, None)}, {"p": 0.5}),
    "ELU": Spec(ELU, {"alpha": 0.5}),
    "Embedding": Spec(
        Embedding,
        {
            "input_dim": 7,
            "output_dim": 2,
            "embeddings_initializer": "normal",
            "embeddings_regularizer": "l1",
            "embeddings_constraint": "unit_norm",
            "dropout": 0.5,
        },
        {
            "input_dim": 7,
            "output_dim": 2,
            "init": "normal",
            "W_regularizer": "l1",
            "W_constraint": "unitnorm",
            "dropout": 0.5,
        },
        (None, TIME),
        vocabulary=7,
    ),
    "Embedding with mask": Spec(
        Embedding, {"input_dim": 7, "output_dim": 2, "mask_zero": True}, None, (None, TIME), 7
    ),
    "Flatten": Spec(Flatten, {}),
    "GaussianDropout": Spec(GaussianDropout, {"rate": 0.5}, {"p": 0.5}),
    "GaussianNoise": Spec(GaussianNoise, {"stddev": 0.5}, {"sigma": 0.5}),
    "GlobalAveragePooling1D": Spec(GlobalAveragePooling1D, {"data_format": "channels_last"}),
    "GlobalMaxPooling1D": Spec(GlobalMaxPooling1D, {"data_format": "channels_first"}),
    "GRU": Spec(
        GRU,
        {"units": 3, **ALL_RECURRENT, "recurrent_activation": "hard_sigmoid"},
        {"output_dim": 3, **ALL_RECURRENT_1},
    ),
    "GRU reset after": Spec(GRU, {"units": 3, "reset_after": True, "return_sequences": True}),
    "Highway": Spec(
        Highway,
        {"activation": "tanh", **ALL_DENSE},
        {"activation": "tanh", **ALL_DENSE_1},
        (None, FEATURES),
    ),
    "Lambda": Spec(Lambda, {"function": doubled, "arguments": {"factor": 2.0}}),
    "LeakyReLU": Spec(LeakyReLU, {"alpha": 0.5}),
    "LSTM": Spec(
        LSTM,
        {
            "units": 3,
            **ALL_RECURRENT,
            "recurrent_activation": "hard_sigmoid",
            "unit_forget_bias": False,
        },
        {"output_dim": 3, **ALL_RECURRENT_1, "forget_bias_init": "zero"},
    ),
    "LSTM backwards, unrolled": Spec(
        LSTM,
        {"units": 3, "return_sequences": True, "go_backwards": True, "unroll": True},
    ),
    "LSTM without bias": Spec(LSTM, {"units": 3, "use_bias": False, "truncate_gradient": 2}),
    "Masking": Spec(Masking, {"mask_value": -1.0}),
    "MaxoutDense": Spec(
        MaxoutDense,
        {"units": 3, "nb_feature": 2, **ALL_DENSE},
        {"output_dim": 3, "nb_feature": 2, **ALL_DENSE_1},
        (None, FEATURES),
    ),
    "MaxPooling1D": Spec(
        MaxPooling1D,
        {"pool_size": 2, "strides": 1, "padding": "same", "data_format": "channels_first"},
    ),
    "ParametricSoftplus": Spec(ParametricSoftplus, {"alpha_init": 0.5, "beta_init": 2.0}),
    "Permute": Spec(Permute, {"dims": (2, 1)}),
    "PReLU": Spec(
        PReLU,
        {"alpha_initializer": "uniform", "shared_axes": [1]},
        {"init": "uniform", "shared_axes": [1]},
    ),
    "ReLU": Spec(ReLU, {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.5}),
    "RNN": Spec(RNN, {"cell": LSTMCell(3, name="inner", dropout=0.2)}),
    "RNN of a stack": Spec(
        RNN, {"cell": StackedRNNCells([GRUCell(3), LSTMCell(2)]), "return_sequences": True}
    ),
    "RepeatVector": Spec(RepeatVector, {"n": 4}, None, (None, FEATURES)),
    "Reshape": Spec(Reshape, {"target_shape": (-1, 1)}),
    "SimpleRNN": Spec(
        SimpleRNN,
        {"units": 3, "activation": "relu", **ALL_RECURRENT},
        {"output_dim": 3, "activation": "relu", **ALL_RECURRENT_1},
    ),
    "Softmax": Spec(Softmax, {"axis": 1}),
    "SpatialDropout1D": Spec(SpatialDropout1D, {"rate": 0.5}, {"p": 0.5}),
    "SReLU": Spec(
        SReLU,
        {"t_left_initializer": "uniform", "a_right_initializer": "normal"},
        {"t_left_init": "uniform", "a_right_init": "normal"},
    ),
    "ThresholdedReLU": Spec(ThresholdedReLU, {"theta": 0.5}),
    "TimeDistributed": Spec(TimeDistributed, {"layer": Dense(3, name="inner")}),
    "TimeDistributed GRU": Spec(
        TimeDistributed, {"layer": GRU(3)}, None, (None, TIME, 2, FEATURES)
    ),
    "TimeDistributedDense": Spec(
        TimeDistributedDense, {"units": 3, **ALL_DENSE}, {"output_dim": 3, **ALL_DENSE_1}
    ),
    "UpSampling1D": Spec(UpSampling1D, {"size": 3}, {"length": 3}),
    "ZeroPadding1D": Spec(ZeroPadding1D, {"padding": (2, 1)}),
}
CASES = list(SPECS.values())
WITH_DROPOUT = [spec for spec in CASES if {"dropout", "rate", "stddev"} & set(spec.keras2)]
BOTH_GENERATIONS = [spec for spec in CASES if spec.keras1 is not None]


def names(spec):
    return next(name for name, known in SPECS.items() if known is spec)


every_layer = pytest.mark.parametrize("spec", CASES, ids=names)


def make(spec, **options):
    """A fresh layer, also where the arguments hold another layer."""
    keras2 = dict(spec.keras2)
    for key in {"layer", "cell"} & set(keras2):
        inner = keras2[key]
        keras2[key] = type(inner).from_config(inner.get_config())
    return spec.layer(**keras2, **options)


def has_params(spec):
    layer = make(spec)
    layer.build(spec.shape)
    return len(layer.params) > 0


WITH_PARAMS = [spec for spec in CASES if has_params(spec)]
WITH_RANDOM_PARAMS = [
    spec for spec in WITH_PARAMS if spec.layer not in (BatchNormalization, ParametricSoftplus)
]
every_layer_with_params = pytest.mark.parametrize("spec", WITH_PARAMS, ids=names)


def seeded(spec, seed):
    """A built layer with a source of its own."""
    layer = make(spec)
    layer.random = RandomSource(seed)
    layer.build(spec.shape)
    return layer


def sample(spec, rng, batch=BATCH, shape=None):
    shape = (batch, *(shape or spec.shape)[1:])
    return rng.integers(1, spec.vocabulary, shape) if spec.vocabulary else rng.normal(size=shape)


def test_every_public_layer_is_here():
    found = set()
    for module in pkgutil.iter_modules(layers.__path__):
        module = importlib.import_module(f"theanornn.layers.{module.name}")
        found |= {
            thing
            for thing in vars(module).values()
            if isinstance(thing, type) and issubclass(thing, layers.Layer)
        }
    found |= {layers.InputLayer}
    found = {layer for layer in found if not layer.__name__.startswith("_")}
    found -= {layers.Layer, Recurrent}
    elsewhere = {layers.InputLayer} | CELLS | MERGING
    assert found == set(layers.LAYERS.values()) == {spec.layer for spec in CASES} | elsewhere


@every_layer
def test_config_round_trip(spec):
    layer = make(spec, name="a", batch_input_shape=spec.shape)
    config = json.loads(json.dumps(layer.get_config()))
    again = layers.get({"class_name": spec.layer.__name__, "config": config})
    assert type(again) is spec.layer
    assert again.get_config() == layer.get_config()
    assert again.batch_input_shape == spec.shape


@pytest.mark.parametrize("spec", BOTH_GENERATIONS, ids=names)
def test_both_generations_of_names_make_the_same_layer(spec):
    old = spec.layer(**spec.keras1, name="a")
    kept = {**spec.keras2, "noise_shape": None} if "noise_shape" in spec.keras2 else spec.keras2
    new = spec.layer(**kept, name="a")
    assert old.get_config() == {**new.get_config(), "generation": 1}
    assert (old.generation, new.generation) == (1, 2)


@every_layer
@pytest.mark.parametrize("edge", ["plain", "time 1", "features 1"])
def test_output_has_the_shape_that_was_computed(spec, edge, rng):
    shape = list(spec.shape)
    if edge == "time 1" and spec.layer is not Cropping1D:
        shape[1] = 1
    elif edge == "features 1" and not spec.vocabulary:
        shape[-1] = 1
    layer = make(spec)
    function = compiled(layer, sample(spec, rng, shape=shape))
    assert layer.output_shape == layer.compute_output_shape(tuple(shape))
    for batch in (BATCH, 1):
        y = function(sample(spec, rng, batch, shape))
        assert y.shape == (batch, *layer.output_shape[1:])
        assert np.all(np.isfinite(y))


@every_layer
def test_the_layer_keeps_floatX(spec, rng):
    with theano.config.change_flags(floatX="float32"):
        assert run(make(spec), sample(spec, rng), training=True).dtype == "float32"


@every_layer
def test_a_mask_is_kept_or_dropped_or_refused(spec, rng):
    layer, x = make(spec), sample(spec, rng)
    if x.ndim == 2 and not spec.vocabulary and layer.supports_masking:
        return  # without a time axis there is nothing to mask
    mask = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])[:, : x.shape[1]]
    if not layer.supports_masking and spec.layer not in (Embedding, Lambda):
        with pytest.raises(ValueError, match=f"{layer.name}.*mask"):
            run_mask(layer, x, mask)
        return
    y, passed_on = run(layer, x, mask), run_mask(layer, x, mask)
    assert np.all(np.isfinite(y))
    if passed_on is not None:
        assert passed_on.shape == y.shape[: passed_on.ndim]


@every_layer_with_params
def test_training_leaves_a_frozen_layer_alone(spec):
    frozen, free = make(spec, trainable=False), make(spec)
    for layer in (frozen, free):
        layer.build(spec.shape)
    assert frozen.trainable_weights == []
    assert frozen.non_trainable_weights == frozen.weights
    assert free.trainable_weights == free.params.trainable
    free.trainable = False
    assert free.trainable_weights == []


@every_layer_with_params
def test_weights_round_trip(spec, rng):
    layer, twin = make(spec), make(spec)
    for each in (layer, twin):
        each.build(spec.shape)
    values = [rng.normal(size=array.shape) for array in layer.get_weights()]
    layer.set_weights(values)
    for got, value in zip(layer.get_weights(), values):
        np.testing.assert_array_equal(got, value)
    twin.set_weights(layer.get_weights())
    x = sample(spec, rng)
    np.testing.assert_array_equal(run(layer, x), run(twin, x))
    assert layer.count_params() == sum(value.size for value in values)


@every_layer_with_params
def test_weights_of_the_wrong_shape_change_nothing(spec, rng):
    layer = make(spec)
    layer.build(spec.shape)
    before = layer.get_weights()
    wrong = [array + 1 for array in before]
    wrong[-1] = wrong[-1][..., :-1]
    for weights in (wrong, before[:-1], [*before, np.zeros(1)]):
        with pytest.raises(ShapeError):
            layer.set_weights(weights)
        for got, value in zip(layer.get_weights(), before):
            np.testing.assert_array_equal(got, value)


@every_layer_with_params
def test_weights_can_be_given_at_the_start(spec):
    layer = make(spec)
    layer.build(spec.shape)
    values = [array + 1 for array in layer.get_weights()]
    started = make(spec, weights=values)
    started.build(spec.shape)
    for got, value in zip(started.get_weights(), values):
        np.testing.assert_array_equal(got, value)


@every_layer_with_params
def test_weights_at_the_start_that_do_not_fit_leave_the_layer_unbuilt(spec):
    layer = make(spec, weights=[np.zeros((1, 1, 1))])
    with pytest.raises(ShapeError):
        layer.build(spec.shape)
    assert not layer.built and len(layer.params) == 0


@every_layer
def test_building_twice_changes_nothing(spec):
    layer = make(spec)
    layer.build(spec.shape)
    weights = layer.weights
    layer.build(spec.shape)
    assert layer.weights == weights


@every_layer
def test_what_needs_parameters_says_so_before_there_are_any(spec):
    layer = make(spec)
    for method in (layer.count_params, lambda: layer.set_weights([np.zeros(1)])):
        with pytest.raises(NotBuiltError, match=layer.name):
            method()
    layer.set_weights(layer.get_weights())
    assert layer.get_weights() == []
    with pytest.raises(NotBuiltError, match=layer.name):
        layer(theano.tensor.tensor3())


@pytest.mark.parametrize("spec", WITH_RANDOM_PARAMS, ids=names)
def test_the_seed_decides_the_weights(spec):
    first, again, other = (seeded(spec, seed).get_weights() for seed in (5, 5, 6))
    assert all(map(np.array_equal, first, again))
    assert not all(map(np.array_equal, first, other))


@pytest.mark.parametrize("spec", WITH_DROPOUT, ids=names)
def test_the_seed_decides_dropout(spec, rng):
    x = sample(spec, rng)
    first, again = (run(seeded(spec, 5), x, training=True) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, run(seeded(spec, 5), x))


@every_layer
def test_unknown_arguments_are_refused(spec):
    with pytest.raises(ArgumentError, match="'name'"):
        make(spec, nam="a")


@every_layer
def test_data_that_the_layer_cannot_take(spec, rng):
    layer = make(spec)
    layer.build(spec.shape)
    x = sample(spec, rng)
    layer.check_input(x)
    cases = [
        (ShapeError, x[..., np.newaxis]),
        (ShapeError, np.concatenate([x, x], axis=1)),
        (DataError, x[:0]),
        (DtypeError, x.astype(str)),
        (DtypeError, np.array([[1], [1, 2]], dtype=object)),
    ]
    if not spec.vocabulary:
        holed = x.copy()
        holed[1, -1] = np.nan
        cases.append((DataError, holed))
    for error, array in cases:
        with pytest.raises(error, match=layer.name):
            layer.check_input(array)


@every_layer
def test_input_of_the_wrong_rank_is_refused_when_the_layer_is_built(spec):
    layer = make(spec)
    try:
        layer.build((None,))
    except TheanornnError as error:
        assert layer.name in str(error)
        assert not layer.built
    else:  # an element-wise layer
        assert layer.compute_output_shape((None,)) in ((None,), (None, 2))
