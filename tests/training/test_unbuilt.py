"""What `compile` is given is looked at at once, whether the model has its shapes or not."""

import numpy as np
import pytest

from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.layers import Dense
from theanornn.models import Sequential

WRONG = [
    ({"optimizer": "adm"}, UnknownNameError, "unknown optimizer 'adm'"),
    ({"loss": "mze"}, UnknownNameError, "unknown loss 'mze'"),
    ({"loss": {"out": "mze"}}, UnknownNameError, "unknown loss 'mze'"),
    ({"loss": {"uot": "mse"}}, UnknownNameError, "loss names the output 'uot'.*'out'"),
    ({"metrics": ["acuracy"]}, UnknownNameError, "unknown metric 'acuracy'"),
    ({"metrics": [["mze"]]}, UnknownNameError, "unknown metric 'mze'"),
    ({"metrics": "accuracy"}, DtypeError, r"metrics is 'accuracy', expected a list"),
    ({"weighted_metrics": ["mze"]}, UnknownNameError, "unknown metric 'mze'"),
    ({"loss_weights": ["a"]}, DtypeError, "loss_weights='a', expected a number"),
    ({"sample_weight_mode": "temporl"}, UnknownNameError, "sample_weight_mode is 'temporl'"),
    ({"mode": "FAST"}, UnknownNameError, "unknown mode of Theano 'FAST'"),
    ({"build": "tpu"}, UnknownNameError, "no build 'tpu'"),
]


def state(model):
    return model.objective, model._to_compile, dict(model.functions.options), model.optimizer


@pytest.mark.parametrize("before", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("shapes", [{}, {"input_shape": (3,)}], ids=["unbuilt", "built"])
@pytest.mark.parametrize(("options", "error", "message"), WRONG, ids=range(len(WRONG)))
def test_nothing_is_changed_by_what_is_wrong(options, error, message, shapes, before):
    model = Sequential([Dense(2, name="out", **shapes)])
    if before:
        model.compile("sgd", "mse", mode="FAST_RUN")
    expected = state(model)
    with pytest.raises(error, match=message):
        model.compile(**{"optimizer": "adam", "loss": "mae", "mode": "FAST_COMPILE", **options})
    assert state(model) == expected


@pytest.mark.parametrize(
    "options",
    [
        {"loss": {"out": "mse"}, "metrics": {"out": "mae"}, "loss_weights": {"out": 2}},
        {"loss": ["mse"], "metrics": [["mae"]], "sample_weight_mode": [None]},
        {"loss": lambda y, p: (y - p) ** 2, "metrics": ["accuracy"], "mode": "Mode"},
    ],
)
def test_what_is_right_trains(options):
    model = Sequential([Dense(2, name="out")])
    model.compile("sgd", **options)
    assert len(model.train_on_batch(np.ones((4, 3)), np.ones((4, 2)))) == 2


def test_what_only_shapes_tell_is_told_each_time():
    model = Sequential([Dense(2, name="out")])
    model.compile("sgd", "mse", sample_weight_mode="temporal")
    for _ in range(2):
        with pytest.raises(ShapeError, match="temporal.*needs predictions"):
            model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    model.compile("sgd", "mse")
    assert len(model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0).epoch) == 1
