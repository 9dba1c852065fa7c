"""Do the real Keras 1.2.2 and 2.3.1 read what theanornn writes, and go on with it?

Run by hand, with the Pythons of two environments that have them (Python 3.6, Theano 1.0.5,
numpy 1.16.6, scipy 1.2.3, h5py 2.10, ``KERAS_BACKEND=theano``)::

    python tests/check_against_keras.py PYTHON_WITH_KERAS_1 PYTHON_WITH_KERAS_2 [NAME ...]

For each model below: theanornn builds it, trains it for three steps, saves it (``model.save``,
``save_weights``, ``to_json``), and goes on for three steps. Keras loads the file, predicts and
trains for three steps; it also puts the weights file into a model made from the JSON. Everything is
in float64 and has to agree to 1e-6, the state of the optimizer included.

With ``--keras-side FOLDER`` the script is what runs inside Keras' Python.
"""

import json
import os
import subprocess
import sys
import tempfile

import numpy as np

BATCH, TIME, FEATURES, UNITS = 4, 5, 3, 4


def sequences(rng, time=TIME):
    return rng.normal(size=(BATCH, time, FEATURES))


def ids(rng):
    found = rng.integers(1, 6, size=(BATCH, TIME))
    found[0, :2] = 0
    return found


def models_of_keras1():
    """Name, model, x, y, arguments of compile."""
    from theanornn import optimizers, regularizers
    from theanornn.layers import (
        GRU,
        LSTM,
        Activation,
        BatchNormalization,
        Bidirectional,
        Conv1D,
        Dense,
        Dropout,
        Embedding,
        Input,
        MaxPooling1D,
        Merge,
        RepeatVector,
        SimpleRNN,
        TimeDistributed,
        merge,
    )
    from theanornn.models import Model, Sequential

    rng = np.random.default_rng(1)
    x, words = sequences(rng), ids(rng)
    y = rng.normal(size=(BATCH, 2))
    steps = rng.normal(size=(BATCH, TIME, 2))
    shape = (TIME, FEATURES)

    for kind in (SimpleRNN, LSTM, GRU):
        for mode in ("cpu", "mem", "gpu"):
            layers = [kind(output_dim=UNITS, consume_less=mode, input_shape=shape), Dense(2)]
            yield f"{kind.__name__}-{mode}", Sequential(layers), x, y, {"optimizer": "adam"}
        layers = [
            Bidirectional(kind(output_dim=UNITS, return_sequences=True), input_shape=shape),
            TimeDistributed(Dense(output_dim=2, W_regularizer="l2", W_constraint="maxnorm")),
        ]
        yield f"{kind.__name__}-bidirectional", Sequential(layers), x, steps, {}
    for name in ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax"):
        layers = [LSTM(output_dim=UNITS, input_shape=shape), Dense(output_dim=2, init="normal")]
        rule = getattr(optimizers, name)(lr=0.05, epsilon=1e-8) if name != "SGD" else None
        rule = rule or optimizers.SGD(lr=0.05, momentum=0.9, decay=0.1, nesterov=True)
        yield f"optimizer-{name}", Sequential(layers), x, y, {"optimizer": rule}
    layers = [
        Embedding(6, 3, init="uniform", input_length=TIME, mask_zero=True),
        LSTM(output_dim=UNITS, return_sequences=True, U_regularizer="l1", consume_less="gpu"),
        Dropout(p=0.0),
        GRU(output_dim=3),
        RepeatVector(2),
        SimpleRNN(output_dim=3, return_sequences=True),
        TimeDistributed(Dense(output_dim=2)),
        Activation("tanh"),
    ]
    yield "mixed", Sequential(layers), words, rng.normal(size=(BATCH, 2, 2)), {"optimizer": "adam"}
    layers = [
        Conv1D(nb_filter=4, filter_length=3, border_mode="same", input_shape=shape),
        MaxPooling1D(pool_length=2),
        BatchNormalization(gamma_regularizer=regularizers.l2(0.1)),
        LSTM(output_dim=UNITS),
        Dense(2),
    ]
    yield "convolution", Sequential(layers), x, y, {"optimizer": "adam"}
    branches = [Sequential([kind(output_dim=UNITS, input_shape=shape)]) for kind in (LSTM, GRU)]
    chain = Sequential([Merge(branches, mode="concat"), Dense(output_dim=2)])
    yield "merge", chain, [x, 2 * x], y, {"optimizer": "adam"}
    inner = Sequential([LSTM(output_dim=UNITS, input_shape=shape), BatchNormalization(mode=0)])
    yield "nested", Sequential([inner, Dense(output_dim=2)]), x, y, {"optimizer": "adam"}
    first, second = Input(shape=shape), Input(shape=shape)
    shared = LSTM(output_dim=UNITS)
    both = merge([shared(first), shared(second)], mode="sum")
    outputs = [Dense(output_dim=2)(both), Dense(output_dim=2)(both)]
    graph = Model(input=[first, second], output=outputs)
    arguments = {"optimizer": "adam", "loss_weights": [1.0, 0.5]}
    yield "functional", graph, [x, 2 * x], [y, -y], arguments


def models_of_keras2():
    """Name, model, x, y, arguments of compile."""
    from theanornn import optimizers
    from theanornn.layers import (
        GRU,
        LSTM,
        RNN,
        BatchNormalization,
        Bidirectional,
        Conv1D,
        Dense,
        Embedding,
        GRUCell,
        Input,
        LSTMCell,
        SimpleRNN,
        TimeDistributed,
        add,
        concatenate,
    )
    from theanornn.models import Model, Sequential

    rng = np.random.default_rng(2)
    x, words = sequences(rng), ids(rng)
    y = rng.normal(size=(BATCH, 2))
    steps = rng.normal(size=(BATCH, TIME, 2))
    shape = (TIME, FEATURES)

    for name, kind, options in (
        ("SimpleRNN", SimpleRNN, {}),
        ("LSTM", LSTM, {}),
        ("GRU", GRU, {}),
        ("GRU-reset-after", GRU, {"reset_after": True}),
    ):
        layers = [kind(units=UNITS, input_shape=shape, **options), Dense(units=2)]
        yield name, Sequential(layers), x, y, {"optimizer": "adam"}
        layers = [
            Bidirectional(kind(UNITS, return_sequences=True, **options), input_shape=shape),
            TimeDistributed(Dense(2, kernel_regularizer="l2", kernel_constraint="max_norm")),
        ]
        yield f"{name}-bidirectional", Sequential(layers), x, steps, {}
    for name in ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam"):
        layers = [LSTM(UNITS, input_shape=shape), Dense(2)]
        rule = getattr(optimizers, name)(learning_rate=0.05)
        yield f"optimizer-{name}", Sequential(layers), x, y, {"optimizer": rule}
    for name, rule in (
        ("amsgrad", optimizers.Adam(amsgrad=True, clipnorm=0.1)),
        ("momentum", optimizers.SGD(0.05, momentum=0.9, decay=0.1, nesterov=True, clipvalue=0.1)),
    ):
        layers = [LSTM(UNITS, use_bias=False, input_shape=shape), Dense(2)]
        yield f"optimizer-{name}", Sequential(layers), x, y, {"optimizer": rule}
    layers = [
        Embedding(6, 3, input_length=TIME, mask_zero=True),
        LSTM(UNITS, return_sequences=True, unit_forget_bias=False),
        RNN([LSTMCell(3), GRUCell(2)]),
        Dense(2, activation="selu"),
    ]
    yield "cells", Sequential(layers), words, y, {"optimizer": "adam"}
    layers = [
        Conv1D(4, 3, padding="causal", dilation_rate=2, input_shape=shape),
        BatchNormalization(scale=False),
        LSTM(UNITS),
        Dense(2),
    ]
    yield "convolution", Sequential(layers), x, y, {"optimizer": "adam", "metrics": ["mae"]}
    inner = Sequential([LSTM(UNITS, input_shape=shape), BatchNormalization()])
    yield "nested", Sequential([inner, Dense(2)]), x, y, {"optimizer": "adam"}
    first, second = Input(shape=shape), Input(shape=shape)
    encoded, *states = LSTM(UNITS, return_state=True)(first)
    decoded = LSTM(UNITS)(second, initial_state=states)
    outputs = [Dense(2)(concatenate([encoded, decoded])), Dense(2)(add([encoded, decoded]))]
    graph = Model([first, second], outputs)
    arguments = {"optimizer": "adam", "loss_weights": [1.0, 0.5]}
    yield "functional", graph, [x, 2 * x], [y, -y], arguments


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def write_cases(folder, cases, chosen):
    """Train, save, go on: what Keras has to agree with."""
    names = []
    for name, model, x, y, arguments in cases:
        if chosen and name not in chosen:
            continue
        names.append(name)
        model.compile(**{"optimizer": "sgd", "loss": "mse", **arguments})
        for _ in range(3):
            model.train_on_batch(x, y)
        path = os.path.join(folder, name)
        model.save(path + ".h5")
        model.save_weights(path + ".weights.h5")
        with open(path + ".json", "w") as file:
            file.write(model.to_json())
        numbered = {f"x{n}": each for n, each in enumerate(as_list(x))}
        numbered.update((f"y{n}", each) for n, each in enumerate(as_list(y)))
        numbered.update((f"p{n}", each) for n, each in enumerate(as_list(model.predict(x))))
        losses = [np.ravel(model.train_on_batch(x, y)) for _ in range(3)]
        np.savez(path + ".npz", losses=losses, **numbered)
    with open(os.path.join(folder, "names.json"), "w") as file:
        json.dump(names, file)


#: What Theano 1.0 runs convolutions with, which need its compiler, and all else, which is quick
#: without.
FLAGS = {
    "plain": "floatX=float64,mode=FAST_COMPILE,cxx=",
    "convolution": "floatX=float64,optimizer=fast_compile",
}


def keras_side(folder, part):
    """In Keras' Python: load, predict, train; print the worst relative difference of each."""
    import keras
    from keras.models import load_model, model_from_json

    print("Keras " + keras.__version__)
    with open(os.path.join(folder, "names.json")) as file:
        names = [name for name in json.load(file) if (name == "convolution") == (part != "plain")]
    failed = 0
    for name in names:
        path = os.path.join(folder, name)
        arrays = np.load(path + ".npz")
        x, y, p = ([arrays[k] for k in sorted(arrays.files) if k[0] == c] for c in "xyp")
        x, y = (each if len(each) > 1 else each[0] for each in (x, y))
        try:
            model = load_model(path + ".h5")
            other = model_from_json(open(path + ".json").read())
            other.load_weights(path + ".weights.h5")
            worst = max(
                difference(got, want)
                for each in (model, other)
                for got, want in zip(as_list(each.predict(x)), p)
            )
            losses = [np.ravel(model.train_on_batch(x, y)) for _ in range(3)]
            worst_loss = difference(np.array(losses), arrays["losses"])
            good = worst < 1e-6 and worst_loss < 1e-6
            print("%-28s predict %.0e  losses %.0e" % (name, worst, worst_loss))  # noqa: UP031
        except Exception as error:
            good = False
            print("%-28s %s: %s" % (name, type(error).__name__, error))  # noqa: UP031
        failed += not good
        sys.stdout.flush()
    print("%d models, %d failed" % (len(names), failed))  # noqa: UP031
    return failed


def difference(got, want):
    return float(np.max(np.abs(got - want) / (np.abs(want) + 1e-3)))


def main(python1, python2, *chosen):
    os.environ["THEANO_FLAGS"] = "floatX=float64,mode=FAST_COMPILE,cxx="
    failed = 0
    for python, cases in ((python1, models_of_keras1()), (python2, models_of_keras2())):
        with tempfile.TemporaryDirectory() as folder:
            write_cases(folder, cases, chosen)
            settings = {"floatx": "float64", "backend": "theano", "epsilon": 1e-7}
            settings.update(image_dim_ordering="th", image_data_format="channels_last")
            os.makedirs(os.path.join(folder, ".keras"))
            for place in (".keras/keras.json", "keras.json"):
                with open(os.path.join(folder, place), "w") as file:
                    json.dump(settings, file)
            environment = {
                **os.environ,
                "KERAS_BACKEND": "theano",
                "HOME": folder,
                "KERAS_HOME": folder,
            }
            environment.pop("PYTHONPATH", None)
            for part, flags in FLAGS.items():
                environment["THEANO_FLAGS"] = f"{flags},base_compiledir={folder}/compiled"
                command = [python, os.path.abspath(__file__), "--keras-side", folder, part]
                failed += subprocess.call(command, env=environment)
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--keras-side"]:
        del sys.path[0]  # where the folder of tests of theanornn.keras is called keras, too
        import theano.ifelse  # noqa: F401  (Keras 1 does not import it, and needs it)

        sys.exit(keras_side(sys.argv[2], sys.argv[3]))
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
