"""Every rule, step by step, against its equations in NumPy; float64 and float32."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import optimizers

STEPS = 6


def sgd(p, g, t, s, lr, momentum=0.0, nesterov=False):
    s["v"] = momentum * s.get("v", 0.0) - lr * g
    return p + (momentum * s["v"] - lr * g if nesterov else s["v"])


def rmsprop(p, g, t, s, lr=0.001, rho=0.9, eps=1e-7):
    s["a"] = rho * s.get("a", 0.0) + (1 - rho) * g**2
    return p - lr * g / (np.sqrt(s["a"]) + eps)


def adagrad(p, g, t, s, lr=0.01, eps=1e-7):
    s["a"] = s.get("a", 0.0) + g**2
    return p - lr * g / (np.sqrt(s["a"]) + eps)


def adadelta(p, g, t, s, lr=1.0, rho=0.95, eps=1e-7):
    s["a"] = rho * s.get("a", 0.0) + (1 - rho) * g**2
    step = g * np.sqrt(s.get("d", 0.0) + eps) / np.sqrt(s["a"] + eps)
    s["d"] = rho * s.get("d", 0.0) + (1 - rho) * step**2
    return p - lr * step


def adam(p, g, t, s, lr=0.001, b1=0.9, b2=0.999, eps=1e-7, amsgrad=False):
    s["m"] = b1 * s.get("m", 0.0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0.0) + (1 - b2) * g**2
    s["largest"] = np.maximum(s.get("largest", 0.0), s["v"])
    rate = lr * np.sqrt(1 - b2**t) / (1 - b1**t)
    return p - rate * s["m"] / (np.sqrt(s["largest"] if amsgrad else s["v"]) + eps)


def adamax(p, g, t, s, lr=0.002, b1=0.9, b2=0.999, eps=1e-7):
    s["m"] = b1 * s.get("m", 0.0) + (1 - b1) * g
    s["u"] = np.maximum(b2 * s.get("u", 0.0), abs(g))
    return p - lr / (1 - b1**t) * s["m"] / (s["u"] + eps)


def nadam(p, g, t, s, lr=0.002, b1=0.9, b2=0.999, eps=1e-7, decay=0.004):
    def momentum(step):
        return b1 * (1 - 0.5 * 0.96 ** (step * decay))

    s["product"] = s.get("product", 1.0) * momentum(t)
    s["m"] = b1 * s.get("m", 0.0) + (1 - b1) * g
    s["v"] = b2 * s.get("v", 0.0) + (1 - b2) * g**2
    m_hat = s["m"] / (1 - s["product"] * momentum(t + 1))
    m_bar = (1 - momentum(t)) * g / (1 - s["product"]) + momentum(t + 1) * m_hat
    return p - lr * m_bar / (np.sqrt(s["v"] / (1 - b2**t)) + eps)


# What is made, and the same in NumPy.
RULES = {
    "SGD": (optimizers.SGD(0.1), lambda *a: sgd(*a, lr=0.1)),
    "SGD momentum": (
        optimizers.SGD(0.1, momentum=0.9),
        lambda *a: sgd(*a, lr=0.1, momentum=0.9),
    ),
    "SGD nesterov": (
        optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        lambda *a: sgd(*a, lr=0.1, momentum=0.9, nesterov=True),
    ),
    "SGD decay": (
        optimizers.SGD(0.1, decay=0.5),
        lambda p, g, t, s: sgd(p, g, t, s, lr=0.1 / (1 + 0.5 * (t - 1))),
    ),
    "RMSprop": (optimizers.RMSprop(), rmsprop),
    "RMSprop options": (
        optimizers.RMSprop(0.01, rho=0.5, epsilon=0.1),
        lambda *a: rmsprop(*a, lr=0.01, rho=0.5, eps=0.1),
    ),
    "Adagrad": (optimizers.Adagrad(), adagrad),
    "Adadelta": (optimizers.Adadelta(), adadelta),
    "Adam": (optimizers.Adam(), adam),
    "Adam options": (
        optimizers.Adam(0.1, beta_1=0.5, beta_2=0.6, epsilon=0.01),
        lambda *a: adam(*a, lr=0.1, b1=0.5, b2=0.6, eps=0.01),
    ),
    "Adam amsgrad": (
        optimizers.Adam(0.1, beta_2=0.1, amsgrad=True),
        lambda *a: adam(*a, lr=0.1, b2=0.1, amsgrad=True),
    ),
    "Adamax": (optimizers.Adamax(), adamax),
    "Nadam": (optimizers.Nadam(), nadam),
}


def test_every_rule_is_tested():
    tested = {type(optimizer) for optimizer, _ in RULES.values()}
    assert tested == set(optimizers.OPTIMIZERS.values())


@pytest.mark.parametrize("dtype, tolerance", [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("name", RULES)
def test_steps(name, dtype, tolerance, rng):
    template, rule = RULES[name]
    with theano.config.change_flags(floatX=dtype):
        optimizer = type(template)(**template.get_config())
        start = rng.normal(size=3)
        p = theano.shared(start.astype(dtype), name="p")
        gradient = T.TensorType(dtype, (False,))("g")
        updates = optimizer.get_updates([p], {}, T.sum(p * gradient))
        update = theano.function([gradient], [], updates=updates)
    expected, state = start.astype(dtype).astype(float), {}
    for step, g in enumerate(rng.normal(size=(STEPS, 3)).astype(dtype), start=1):
        update(g)
        expected = rule(expected, g.astype(float), step, state)
        np.testing.assert_allclose(p.get_value(), expected, rtol=tolerance)
    assert p.dtype == dtype
    assert all(weight.dtype in (dtype, "int64") for weight in optimizer.weights)
    assert int(optimizer.iterations.get_value()) == STEPS
