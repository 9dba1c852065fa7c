"""What compile_time.py runs: two models of one architecture, a step each, and what it took."""

import json
import sys
import time

started = time.perf_counter()
import theanornn  # noqa: E402

imported = time.perf_counter()


def sentiment(how, small):
    """A step of the sentiment model, built from its layers."""
    import numpy as np

    from theanornn.keras.layers import LSTM, Dense, Embedding
    from theanornn.keras.models import Sequential

    vocabulary, features, units, batch, steps = (50, 4, 5, 3, 6) if small else BIG

    def build():
        model = Sequential(seed=1)
        model.add(Embedding(vocabulary, features, input_length=steps))
        model.add(LSTM(units, how=how))
        model.add(Dense(1, activation="sigmoid"))
        model.compile("adam", "binary_crossentropy")
        return model

    rng = np.random.default_rng(1)
    words = rng.integers(1, vocabulary, (batch, steps))
    truth = rng.integers(0, 2, (batch, 1))
    return build, lambda model: model.train_on_batch(words, truth)


def by_hand(how, small):
    """A step of an LSTM written in ``theano.scan``, with plain gradient descent."""
    import numpy as np
    import theano
    import theano.tensor as T

    _, features, units, batch, steps = (50, 4, 5, 3, 6) if small else BIG

    def build():
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
        return theanornn.function([x], loss, updates=updates)

    x = np.random.default_rng(2).normal(size=(steps, batch, features)).astype("float32")
    return build, lambda compiled: compiled(x)


BIG = (20000, 128, 128, 32, 100)
PROGRAMS = {"sentiment": sentiment, "scan by hand": by_hand}


def main():
    """Print one line of JSON."""
    case, build_name, *rest = sys.argv[1:]
    how = "scan" if build_name == "cpu-scan" else "auto"
    build, step = PROGRAMS[case](how, "--quick" in rest)
    ready = time.perf_counter()
    model = build()
    built = time.perf_counter()
    loss = float(step(model))
    ended = time.perf_counter()
    second = build()
    again = float(step(second))
    over = time.perf_counter()
    import numpy
    import theano

    told = {
        "import": imported - started,
        "second": over - ended,
        "loss": loss if loss == again else float("nan"),
        "parts": {"imports": ready - started, "model": built - ready, "step": ended - built},
        "versions": {
            "theanornn": theanornn.__version__,
            "theano": theano.__version__,
            "numpy": numpy.__version__,
        },
    }
    print(json.dumps(told))


main()
