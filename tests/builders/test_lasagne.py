"""What Lasagne's recurrent layers computed, from our builders with ``like="lasagne"``.

``tests/data/golden/lasagne`` is told in ``tests/data/golden/README.md``.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import builders, updates

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "lasagne"
LAYERS = json.loads((GOLDEN / "layers.json").read_text())

# Which builder, with which of Lasagne's arguments, and how it was trained.
NETWORKS = {
    "lasagne_recurrent": ("recurrent", {}, "sgd"),
    "lasagne_recurrent_mask": ("recurrent", {"mask": True, "nonlinearity": "tanh"}, "adam"),
    "lasagne_lstm_peepholes": ("lstm", {}, "sgd"),
    "lasagne_lstm_mask_clip": ("lstm", {"mask": True, "grad_clipping": 0.01}, "adam"),
    "lasagne_lstm_backwards_learn_init": ("lstm", {"mask": True, "backwards": True}, "adam"),
    "lasagne_gru_mask": ("gru", {"mask": True}, "adam"),
    "lasagne_gru_gradient_steps": ("gru", {"gradient_steps": 3}, "sgd"),
    "lasagne_bidirectional": ("bidirectional", {"mask": True}, "adam"),
}


def by_gate(names, found, weight):
    """The variables of one weight, one for each gate, in Lasagne's order."""
    return [v for name, v in zip(names, found) if name.startswith(weight)]


def layer(kind, x, names, found, **options):
    """The output of a recurrent layer over variables in the order of ``get_all_param_values``."""
    at = dict(zip(names, found))
    if kind == "recurrent":
        names = "input_to_hidden.W", "hidden_to_hidden.W", "input_to_hidden.b"
        weights = [at[name] for name in names]
        return builders.simple_rnn(x, *weights, hid_init=at["hid_init"], like="lasagne", **options)
    weights = [by_gate(names, found, weight) for weight in ("W_in_to", "W_hid_to", "b_")]
    options.update(hid_init=at["hid_init"], like="lasagne")
    if kind == "gru":
        return builders.gru(x, *weights, **options)
    peepholes = by_gate(names, found, "W_cell_to") or None
    cell_init = at["cell_init"]
    return builders.lstm(x, *weights, cell_init=cell_init, peepholes=peepholes, **options)[0]


def last_of(kind, x, names, found, **options):
    """The last output of a network's recurrent layer or layers."""
    options["only_return_final"] = True
    if kind != "bidirectional":
        return layer(kind, x, names, found, **options)
    half = len(names) // 2
    return T.concatenate(
        [
            layer("lstm", x, names[:half], found[:half], **options),
            layer("lstm", x, names[half:], found[half:], backwards=True, **options),
        ],
        axis=1,
    )


def test_every_lasagne_network_is_tested():
    assert {path.stem for path in GOLDEN.glob("*.npz")} == set(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_lasagne_network(name):
    """Outputs, five losses, and final parameters."""
    kind, options, rule = NETWORKS[name]
    recorded = dict(np.load(GOLDEN / f"{name}.npz"))
    names = [str(each) for each in recorded["names"]]
    found = [theano.shared(recorded[f"arr_{k}"], name=each) for k, each in enumerate(names)]
    learned = found
    if "learn_init" not in name:
        learned = [v for v in found if v.name not in ("cell_init", "hid_init")]
    options = dict(options)
    if options.pop("mask", False):
        options["mask_input"] = recorded["mask"].T
    x = recorded["x"].transpose(1, 0, 2)
    h = last_of(kind, x, names[:-2], found[:-2], **options)
    output = T.dot(h, found[-2]) + found[-1]
    loss = T.mean(T.sqr(output - recorded["y"]))
    rate = {"sgd": {"learning_rate": 0.1}, "adam": {}}[rule]
    changes = getattr(updates, rule)(loss, learned, **rate)
    train = theano.function([], [output, loss], updates=changes)
    results = [train() for _ in range(5)]

    def close(got, expected):
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)

    close(results[0][0], recorded["output"])
    close([loss for _, loss in results], recorded["losses"])
    for k, variable in enumerate(found):
        close(variable.get_value(), recorded[f"arr_after_{k}"])
    close(train()[0], recorded["output_after"])


@pytest.mark.parametrize("how", ["scan", "unroll", "fused"])
@pytest.mark.parametrize("name", LAYERS["cases"])
def test_lasagne_gradients(name, how):
    """Clipped and truncated gradients, by every driver, of every weight and initial state."""
    case, options = LAYERS["cases"][name], dict(LAYERS["cases"][name]["options"])
    options.pop("learn_init", None)
    options.pop("unroll_scan", None)
    options.pop("peepholes", None)
    found = [theano.shared(np.array(value)) for value in case["values"]]
    x, mask = np.array(LAYERS["x"]), np.array(LAYERS["mask"])
    kind = name.split("_")[0]
    hs = layer(kind, x, case["names"], found, mask_input=mask, how=how, **options)
    assert hs.tag.theanornn_driver.driver == how
    values, *gradients = theano.function([], [hs, *T.grad(T.sum(T.sqr(hs)), found)])()
    values = values.swapaxes(0, 1) if values.ndim == 3 else values
    np.testing.assert_allclose(values, case["output"], rtol=1e-9)
    for got, expected in zip(gradients, case["gradients"]):
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


def test_each_bound_of_clipping_has_its_own_gradient():
    """Kernels are kept by what they compute, and Theano's operation has no properties."""
    W, U = theano.shared(np.ones((1, 4))), theano.shared(np.ones((1, 4)))
    gradients = []
    for bound in (0.01, 0.02, 0):
        hs, _ = builders.lstm(np.ones((1, 1, 1)), W, U, None, how="fused", grad_clipping=bound)
        gradients.append(T.grad(10 * hs.sum(), W).eval()[0])
    np.testing.assert_allclose(gradients[0], [0.01, 0, 0.01, 0.01])
    np.testing.assert_allclose(gradients[1], [0.02, 0, 0.02, 0.02])
    assert gradients[2].max() > 0.5
