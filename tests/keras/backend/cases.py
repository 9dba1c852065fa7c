"""Expressions in terms of Keras' backend, for the real ones and for ours.

``python cases.py 1 keras1.npz`` (with 2 for Keras 2) in an environment that has the real Keras,
floatX float64, records what comes out there: that is where ``tests/data/golden/backend`` is from.
"""

import sys
from types import SimpleNamespace

import numpy as np


def arrays():
    """The arrays that the expressions are over."""
    rng = np.random.RandomState(20170201)
    return {
        "m": rng.normal(size=(3, 4)),
        "n": rng.normal(size=(4, 5)),
        "x": rng.normal(size=(3, 4, 2)),
        "y": rng.normal(size=(3, 2, 5)),
        "q": rng.normal(size=(3, 5, 4)),
        "k": rng.normal(size=(2, 3)),
        "v": rng.normal(size=(4,)),
        "one": rng.normal(size=(3, 1)),
        "p": rng.uniform(0.05, 0.95, size=(3, 4)),
        "t": np.eye(4)[[1, 3, 0]],
        "mask": np.array([[1.0, 1, 0, 1], [0, 0, 1, 1], [1, 1, 1, 0]]),
        "h": rng.normal(size=(3, 2)),
        "kernel": rng.normal(size=(3, 2, 5)),
        "r": rng.uniform(0.05, 0.95, size=(3, 4, 5)),
        "local": rng.normal(size=(2, 4, 3)),
    }


#: Name to expression over the backend and the variables; the same in both Keras.
BOTH = {
    "dot": lambda K, a: K.dot(a.m, a.n),
    "dot 3d 2d": lambda K, a: K.dot(a.x, a.k),
    "dot 3d 3d": lambda K, a: K.dot(a.x, a.y),
    "dot 3d 1d": lambda K, a: K.dot(a.q, a.v),
    "batch_dot": lambda K, a: K.batch_dot(a.x, a.y),
    "batch_dot 21": lambda K, a: K.batch_dot(a.x, a.y, axes=[2, 1]),
    "batch_dot 12": lambda K, a: K.batch_dot(a.x, a.q, axes=(1, 2)),
    "batch_dot 1": lambda K, a: K.batch_dot(a.m, a.p, axes=1),
    "batch_dot 3d 2d": lambda K, a: K.batch_dot(a.x, a.m, axes=(1, 1)),
    "transpose": lambda K, a: K.transpose(a.x),
    "gather": lambda K, a: K.gather(a.m, K.variable([[2, 0], [1, 1]], dtype="int32")),
    "max": lambda K, a: K.max(a.x, axis=1, keepdims=True),
    "min": lambda K, a: K.min(a.x, axis=-1),
    "sum": lambda K, a: K.sum(a.x, axis=(0, 2)),
    "prod": lambda K, a: K.prod(a.x),
    "mean": lambda K, a: K.mean(a.x, axis=[1, 2]),
    "mean int": lambda K, a: K.mean(K.variable([[1, 2], [4, 6]], dtype="int32"), axis=-1),
    "mean of comparison": lambda K, a: K.mean(K.equal(a.mask, 1.0)),
    "std": lambda K, a: K.std(a.x, axis=1),
    "var": lambda K, a: K.var(a.x, axis=0, keepdims=True),
    "any": lambda K, a: K.any(a.mask, axis=0),
    "all": lambda K, a: K.all(a.mask, axis=1, keepdims=True),
    "argmax": lambda K, a: K.argmax(a.m),
    "argmin": lambda K, a: K.argmin(a.m, axis=0),
    "square": lambda K, a: K.square(a.m),
    "abs": lambda K, a: K.abs(a.m),
    "sqrt": lambda K, a: K.sqrt(a.m),
    "exp": lambda K, a: K.exp(a.m),
    "log": lambda K, a: K.log(a.p),
    "round": lambda K, a: K.round(K.variable([-2.5, -1.5, -0.4, 0.5, 1.5, 2.6])),
    "sign": lambda K, a: K.sign(a.m),
    "pow": lambda K, a: K.pow(a.p, 3),
    "clip": lambda K, a: K.clip(a.m, -0.3, 0.4),
    "clip upside down": lambda K, a: K.clip(a.m, 0.3, -0.4),
    "cast": lambda K, a: K.cast(a.m, "int32"),
    "equal": lambda K, a: K.equal(a.mask, a.t),
    "not_equal": lambda K, a: K.not_equal(a.mask, a.t),
    "greater": lambda K, a: K.greater(a.m, a.p),
    "greater_equal": lambda K, a: K.greater_equal(a.mask, a.t),
    "maximum": lambda K, a: K.maximum(a.m, a.p),
    "minimum": lambda K, a: K.minimum(a.m, 0.1),
    "sin": lambda K, a: K.sin(a.m),
    "cos": lambda K, a: K.cos(a.m),
    "batch norm in training": lambda K, a: K.normalize_batch_in_training(
        a.x, K.variable([1.0, 2.0]), K.variable([3.0, 4.0]), [0, 1]
    )[0],
    "its mean": lambda K, a: K.normalize_batch_in_training(
        a.x, K.variable([1.0, 2.0]), K.variable([3.0, 4.0]), [0, 1]
    )[1],
    "its variance": lambda K, a: K.normalize_batch_in_training(
        a.x, K.variable([1.0, 2.0]), K.variable([3.0, 4.0]), [0, 1], epsilon=0.1
    )[2],
    "batch norm": lambda K, a: K.batch_normalization(
        a.x, K.variable([1.0, 2]), K.variable([3.0, 4]), K.variable([5.0, 6]), K.variable([7.0, 8])
    ),
    "batch norm of axis 1": lambda K, a: K.batch_normalization(
        a.x, *[K.reshape(a.v + i + 2, (1, 4, 1)) for i in range(4)], epsilon=0.01
    ),
    "concatenate": lambda K, a: K.concatenate([a.x, a.x * 2], axis=1),
    "concatenate last": lambda K, a: K.concatenate([a.m, a.one]),
    "reshape": lambda K, a: K.reshape(a.x, (-1, 8)),
    "permute_dimensions": lambda K, a: K.permute_dimensions(a.x, (0, 2, 1)),
    "repeat_elements": lambda K, a: K.repeat_elements(a.x, 3, axis=1),
    "repeat": lambda K, a: K.repeat(a.m, 3),
    "arange": lambda K, a: K.arange(2, 11, 3),
    "arange to": lambda K, a: K.arange(4),
    "tile": lambda K, a: K.tile(a.m, [2, 1]),
    "tile last": lambda K, a: K.tile(a.m, 2),
    "flatten": lambda K, a: K.flatten(a.x),
    "batch_flatten": lambda K, a: K.batch_flatten(a.x),
    "expand_dims": lambda K, a: K.expand_dims(a.m),
    "expand_dims 1": lambda K, a: K.expand_dims(a.m, 1),
    "expand_dims -2": lambda K, a: K.expand_dims(a.m, -2),
    "squeeze": lambda K, a: K.squeeze(a.one, 1),
    "stack": lambda K, a: K.stack([a.m, a.p]),
    "one_hot": lambda K, a: K.one_hot(K.variable([[2, 0], [1, 3]], dtype="int32"), 4),
    "reverse": lambda K, a: K.reverse(a.x, 1),
    "reverse two": lambda K, a: K.reverse(a.x, [0, 2]),
    "relu": lambda K, a: K.relu(a.m),
    "relu leaky": lambda K, a: K.relu(a.m, alpha=0.2),
    "relu limited": lambda K, a: K.relu(a.m, max_value=0.5),
    "elu": lambda K, a: K.elu(a.m, 0.7),
    "softmax": lambda K, a: K.softmax(a.m),
    "softplus": lambda K, a: K.softplus(a.m),
    "softsign": lambda K, a: K.softsign(a.m),
    "sigmoid": lambda K, a: K.sigmoid(a.m),
    "hard_sigmoid": lambda K, a: K.hard_sigmoid(a.m * 3),
    "tanh": lambda K, a: K.tanh(a.m),
    "l2_normalize": lambda K, a: K.l2_normalize(a.x, axis=-1),
    "in_top_k": lambda K, a: K.in_top_k(a.p, K.variable([1, 3, 0], dtype="int32"), 2),
    "categorical_crossentropy": lambda K, a: K.categorical_crossentropy(target=a.t, output=a.p),
    "categorical_crossentropy of logits": lambda K, a: K.categorical_crossentropy(
        target=a.t, output=a.m, from_logits=True
    ),
    "sparse_categorical_crossentropy": lambda K, a: K.sparse_categorical_crossentropy(
        target=K.variable([1, 3, 0], dtype="int32"), output=a.p
    ),
    "binary_crossentropy": lambda K, a: K.binary_crossentropy(target=a.mask, output=a.p),
    "binary_crossentropy of logits": lambda K, a: K.binary_crossentropy(
        target=a.mask, output=a.m, from_logits=True
    ),
    "switch": lambda K, a: K.switch(K.greater(K.sum(a.m), 100.0), a.m, a.p),
    "map_fn": lambda K, a: K.map_fn(lambda row: K.sum(row) * row, a.m),
    "foldl": lambda K, a: K.foldl(lambda so_far, row: 2 * so_far + row, a.m),
    "foldr": lambda K, a: K.foldr(lambda so_far, row: 2 * so_far + row, a.m, a.v),
    "gradient": lambda K, a: K.gradients(K.sum(K.square(a.m) * a.p), a.m),
    "stopped gradient": lambda K, a: K.gradients(K.sum(K.stop_gradient(a.m) * a.m), [a.m])[0],
    "update_sub": lambda K, a: K.update_sub(a.m, a.p)[1],
    "moving_average_update": lambda K, a: K.moving_average_update(a.m, a.p, 0.9)[1],
    "ones_like": lambda K, a: K.ones_like(a.m),
    "eye": lambda K, a: K.eye(3),
}


def rnn(K, a, part, masked=False, constant=False, **options):
    """One part of what ``K.rnn`` returns for a small recurrent step with two states."""

    def step(x, states):
        h, count = states[:2]
        z = K.dot(x, a.k[:, :2]) + h * (states[2] if constant else 1.0)
        return K.tanh(z), [K.tanh(z), count + K.sum(x, axis=-1, keepdims=True) * K.ones_like(h)]

    if masked:
        options["mask"] = a.mask
    if constant:
        options["constants"] = [a.h * 2]
    last, outputs, states = K.rnn(step, a.x, [a.h, a.h * 0], **options)
    return {"last": last, "outputs": outputs, "state": states[0], "count": states[1]}[part]


for part in ("last", "outputs", "state", "count"):
    BOTH[f"rnn {part}"] = lambda K, a, part=part: rnn(K, a, part)
    BOTH[f"rnn backwards {part}"] = lambda K, a, part=part: rnn(K, a, part, go_backwards=True)
    BOTH[f"rnn constants {part}"] = lambda K, a, part=part: rnn(K, a, part, constant=True)
    BOTH[f"rnn masked {part}"] = lambda K, a, part=part: rnn(K, a, part, masked=True)
    BOTH[f"rnn masked backwards constants {part}"] = lambda K, a, part=part: rnn(
        K, a, part, masked=True, constant=True, go_backwards=True
    )
    BOTH[f"rnn unrolled {part}"] = lambda K, a, part=part: rnn(
        K, a, part, unroll=True, input_length=4
    )
    BOTH[f"rnn unrolled masked {part}"] = lambda K, a, part=part: rnn(
        K, a, part, masked=True, unroll=True, input_length=4
    )
    BOTH[f"rnn unrolled masked backwards {part}"] = lambda K, a, part=part: rnn(
        K, a, part, masked=True, go_backwards=True, unroll=True, input_length=4
    )

KERAS1 = {
    "lesser": lambda K, a: K.lesser(a.m, a.p),
    "lesser_equal": lambda K, a: K.lesser_equal(a.mask, a.t),
    "expand_dims dim": lambda K, a: K.expand_dims(a.m, dim=0),
    "one_hot nb_classes": lambda K, a: K.one_hot(K.variable([2, 0], dtype="int32"), nb_classes=3),
    "temporal_padding": lambda K, a: K.temporal_padding(a.x, 2),
    "asymmetric_temporal_padding": lambda K, a: K.asymmetric_temporal_padding(a.x, 2, 1),
    "batch norm epsilon": lambda K, a: K.batch_normalization(
        a.x,
        K.variable([1.0, 2]),
        K.variable([3.0, 4]),
        K.variable([5.0, 6]),
        K.variable([7.0, 8]),
        0.1,
    ),
}

KERAS2 = {
    "batch_dot 2d 2d": lambda K, a: K.batch_dot(a.m, a.p),
    "cumsum": lambda K, a: K.cumsum(a.x, axis=1),
    "cumprod": lambda K, a: K.cumprod(a.x, axis=2),
    "logsumexp": lambda K, a: K.logsumexp(a.x, axis=1),
    "less": lambda K, a: K.less(a.m, a.p),
    "less_equal": lambda K, a: K.less_equal(a.mask, a.t),
    "temporal_padding": lambda K, a: K.temporal_padding(a.x, (2, 1)),
    "stack last": lambda K, a: K.stack([a.m, a.p], axis=-1),
    "slice": lambda K, a: K.slice(a.x, [0, 1, 0], [3, 2, 1]),
    "constant": lambda K, a: K.constant(3, shape=[2, 3]),
    "softmax axis": lambda K, a: K.softmax(a.x, axis=1),
    "relu threshold": lambda K, a: K.relu(a.m, alpha=0.3, max_value=0.9, threshold=0.2),
    "l2_normalize all": lambda K, a: K.l2_normalize(a.x),
    "bias_add": lambda K, a: K.bias_add(a.x, K.variable([1.0, 2.0])),
    "bias_add first": lambda K, a: K.bias_add(a.x, a.v, data_format="channels_first"),
    "switch rows": lambda K, a: K.switch(K.greater(a.m[:, 0], 0.0), a.m, a.p),
    "conv1d": lambda K, a: K.conv1d(a.x, a.kernel),
    "conv1d same": lambda K, a: K.conv1d(a.x, a.kernel, strides=2, padding="same"),
    "conv1d causal": lambda K, a: K.conv1d(a.x, a.kernel, padding="causal"),
    "local_conv1d": lambda K, a: K.local_conv1d(a.x, a.local, (2,), (2,)),
    "categorical_crossentropy axis": lambda K, a: K.categorical_crossentropy(
        K.permute_dimensions(K.one_hot(K.argmax(a.q), 4), (0, 2, 1)),
        a.r,
        axis=1,
    ),
}
CASES = {1: dict(BOTH, **KERAS1), 2: dict(BOTH, **KERAS2)}


def expression(K, generation, name, dtype="float64"):
    """One expression, over variables of some dtype."""
    variables = {key: K.variable(value, dtype=dtype) for key, value in arrays().items()}
    return CASES[generation][name](K, SimpleNamespace(**variables))


def evaluated(K, generation, name):
    """The value of one expression."""
    return K.eval(expression(K, generation, name))


if __name__ == "__main__":
    from keras import backend

    generation, path = int(sys.argv[1]), sys.argv[2]
    results = {}
    for name in CASES[generation]:
        try:
            results[name] = np.asarray(evaluated(backend, generation, name))
        except Exception as error:  # what the original cannot do is shown, left out
            print(f"{name}: {str(error).splitlines()[:1]}")
    np.savez_compressed(path, **results)
