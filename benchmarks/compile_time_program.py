"""What compile_time.py runs: two models of one architecture, a step each, and what it took.

Arguments: the package to import first, the case, the build, perhaps ``--quick``.
"""

import importlib
import json
import sys
import time

started = time.perf_counter()
importlib.import_module(sys.argv[1])
imported = time.perf_counter()


def sentiment(build, small):
    """A step of the sentiment model of training_step.py."""
    import training_models
    from training_builds import TRAINERS

    sizes = {"vocabulary": 50, "inputs": 4, "units": 5, "steps": 6, "batch": 3}
    case = training_models.Case("sentiment", **(sizes if small else {"vocabulary": 20000}))
    trainer, given = TRAINERS[build](), training_models.data(case)
    batch = given.batches[0]
    return (
        trainer.versions,
        lambda: trainer.build(case, given.weights)[0],
        lambda step: step(*batch),
    )


def by_hand(build, small):
    """A step of an LSTM written in ``theano.scan``, with plain gradient descent."""
    import numpy as np
    import our_builds

    versions = our_builds.versions(build)
    import theano
    import theano.tensor as T

    import theanornn

    features, units, batch, steps = (4, 5, 3, 6) if small else (128, 128, 32, 100)

    def compiled():
        rng = np.random.default_rng(1)

        def weight(*shape):
            return theano.shared(rng.normal(size=shape).astype("float32") * np.float32(0.1))

        x, W, U = T.ftensor3("x"), weight(features, 4 * units), weight(units, 4 * units)

        def step(z, h, c, U):
            a = z + T.dot(h, U)
            i, f, g, o = (a[:, k * units : (k + 1) * units] for k in range(4))
            c = T.nnet.sigmoid(f) * c + T.nnet.sigmoid(i) * T.tanh(g)
            return T.nnet.sigmoid(o) * T.tanh(c), c

        zeros = T.zeros((x.shape[1], units), "float32")
        (h, _), _ = theano.scan(step, [T.dot(x, W)], [zeros, zeros], [U])
        loss = T.sqr(h[-1]).mean()
        rate = np.float32(0.1)
        updates = [(w, w - rate * g) for w, g in zip((W, U), T.grad(loss, [W, U]))]
        return theanornn.function([x], loss, updates=updates, build=build)

    x = np.random.default_rng(2).normal(size=(steps, batch, features)).astype("float32")
    return versions, compiled, lambda function: function(x)


PROGRAMS = {"sentiment": sentiment, "scan by hand": by_hand}


def main():
    """Print one line of JSON."""
    from workers import Skipped

    case, build, *rest = sys.argv[2:]
    try:
        versions, compiled, step = PROGRAMS[case](build, "--quick" in rest)
    except (Skipped, ImportError) as reason:
        print(json.dumps({"skipped": str(reason)}))
        return
    ready = time.perf_counter()
    first = compiled()
    built = time.perf_counter()
    loss = float(step(first))
    ended = time.perf_counter()
    second = compiled()
    again = float(step(second))
    over = time.perf_counter()
    told = {
        "import": imported - started,
        "second": over - ended,
        "loss": loss if loss == again else float("nan"),
        "parts": {"imports": ready - started, "model": built - ready, "step": ended - built},
        "versions": versions,
    }
    print(json.dumps(told))


main()
