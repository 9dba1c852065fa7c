"""What holds for every model: tried on small ones at random.

``THEANORNN_EXAMPLES=1000 pytest tests/models/test_properties.py`` tries more of them, and others.
"""

import os
import tempfile
import warnings

import numpy as np
import pytest
import theano
from hypothesis import HealthCheck, Phase, given, settings

from tests.models import stacks
from theanornn.models import load_model, model_from_json

EXAMPLES = int(os.environ.get("THEANORNN_EXAMPLES", "0"))


def tried(few):
    """So many examples, always the same ones; or as many as the environment says."""
    return settings(
        max_examples=EXAMPLES or few,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # to shrink one costs more than to look at it
        suppress_health_check=list(HealthCheck),
    )


#: Compiling C would take longer than all else.
without_c = theano.config.change_flags(cxx="")


def _same(found, expected, tolerance=1e-10):
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@tried(4)
@given(stacks.models())
@without_c
def test_predictions(spec):
    model, (x, _) = stacks.built(spec), stacks.data(spec)
    expected = model.predict(x)
    _same(model.to_numpy().predict(x), expected, 1e-8)
    _same(np.concatenate([model.predict(part[None]) for part in x]), expected)
    _same(model.predict(x, batch_size=2), expected)
    model.set_weights(model.get_weights())
    assert np.array_equal(model.predict(x), expected)
    again = model_from_json(model.to_json())
    assert again.get_config() == model.get_config()
    assert again.output_shape == model.output_shape == (None, *_steps(spec), spec["outputs"])
    again.set_weights(model.get_weights())
    assert np.array_equal(again.predict(x), expected)
    if spec["masked"] and not stacks.reversed_sequences(spec):
        longer = np.concatenate([x, np.zeros_like(x[:, :1])], axis=1)
        with_padding = model.predict(longer)
        _same(with_padding[:, : x.shape[1]] if spec["sequences"] else with_padding, expected)


def _steps(spec):
    return (None,) if spec["sequences"] else ()


@tried(2)
@given(stacks.models())
@without_c
def test_training(spec):
    model, (x, y) = stacks.built(spec), stacks.data(spec)
    model.compile("adam", "mse")
    assert model.train_graph.updates  # now there are streams, whose states can be had
    weights, random = model.get_weights(), model.get_random_state()
    loss = model.train_on_batch(x, y)
    after = model.get_weights()
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("safetensors", "h5"):
            path = os.path.join(folder, f"model.{ending}")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Keras 1 has no name for some things
                model.save(path)
                again = load_model(path)
            assert np.array_equal(again.predict(x), model.predict(x))
            if ending == "safetensors" or not stacks.draws(spec):
                next_random = model.get_random_state()
                kept = model.get_weights(), model.optimizer.get_weights()
                assert again.train_on_batch(x, y) == model.train_on_batch(x, y)
                for one, other in zip(again.get_weights(), model.get_weights()):
                    np.testing.assert_array_equal(one, other)
                model.set_random_state(next_random)
                model.set_weights(kept[0])
                model.optimizer.set_weights(kept[1])
    model.set_weights(weights)
    model.optimizer.set_weights([np.zeros_like(each) for each in model.optimizer.get_weights()])
    model.set_random_state(random)
    history = model.fit(x, y, batch_size=len(x), epochs=1, shuffle=False, verbose=0)
    assert history.history["loss"] == [loss]
    for one, other in zip(model.get_weights(), after):
        np.testing.assert_array_equal(one, other)


@pytest.mark.compiled
@pytest.mark.skipif(not EXAMPLES, reason="compiles C for each; see tests.recurrence.fused")
@tried(1)
@given(stacks.models())
def test_drivers(spec):
    (x, y), found = stacks.data(spec), []
    for how in ("scan", "fused"):
        model = stacks.built(spec, how)
        model.compile("sgd", "mse", mode="FAST_RUN")
        found.append([model.predict(x), model.train_on_batch(x, y), *model.get_weights()])
    for scan, fused in zip(*found):
        _same(fused, scan, 1e-8)
