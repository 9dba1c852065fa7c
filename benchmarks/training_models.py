"""Models to be trained, each described once: sizes, weights and batches, for all builds alike.

A model is perhaps an embedding, one or more recurrent layers of one size, and a dense layer after
the last step or after each. Every build makes its own from the description, starts from the same
weights and sees the same batches.

Public names: `Case`, `Data`, `data`, `layers_of`, `ACTIVATIONS`.
"""

from typing import NamedTuple

import numpy as np

#: What the output goes through, by the loss.
ACTIVATIONS = {
    "binary_crossentropy": "sigmoid",
    "mse": "linear",
    "sparse_categorical_crossentropy": "softmax",
}
GATES = {"lstm": 4, "gru": 3}
_BATCHES = 8  # taken in turn


class Case(NamedTuple):
    """A model, its sizes and how it is trained.

    Attributes
    ----------
    name : str
    vocabulary : int
        Of an embedding with `inputs` numbers for each word; 0: numbers come in.
    cell : {"lstm", "gru"}
        The GRU resets after the recurrent product: that is what all peers have.
    everywhere : bool
        An output at each step, and not only after the last.
    loss : str
        One of `ACTIVATIONS`.
    optimizer : {"adam", "sgd"}
    clip : float or None
        The norm of all gradients together is cut to this.
    dropout : float
        Of the input and of the state of the recurrent layers. Every build draws masks of its own
        then: no numbers are compared but those of the same model without.
    tolerance : float
        How far weights may be apart after some updates, relative to the largest change: Adam makes
        large changes of small gradients, with their errors; PyTorch's norm of millions of float32
        numbers, by which gradients are cut, is off by 1e-4.
    """

    name: str
    vocabulary: int = 0
    inputs: int = 128
    cell: str = "lstm"
    units: int = 128
    layers: int = 1
    outputs: int = 1
    everywhere: bool = False
    loss: str = "binary_crossentropy"
    optimizer: str = "adam"
    rate: float = 0.001
    clip: object = None
    dropout: float = 0.0
    steps: int = 100
    batch: int = 32
    modes: tuple = ("step",)
    tolerance: float = 5e-4


class Data(NamedTuple):
    """Batches and initial weights.

    ``batches``: pairs of ids ``(batch, steps)`` or numbers ``(batch, steps, inputs)``, and targets
    ``(batch, 1)``, or ``(batch, steps, 1)`` where there is an output at each step.
    ``weights``: the embedding, if any; W, U and b of each recurrent layer (gates i, f, c, o or z,
    r, h; b of the GRU has two rows, of the input and of the state); W and b of the output.
    """

    batches: list
    weights: list


def data(case):
    """The numbers of a case: always the same."""
    rng = np.random.default_rng(20161)
    return Data([_batch(case, rng) for _ in range(_BATCHES)], _weights(case, rng))


def _batch(case, rng):
    shape = (case.batch, case.steps)
    if case.vocabulary:
        inputs = rng.integers(1, case.vocabulary, shape).astype("int32")
    else:
        inputs = rng.uniform(-1, 1, (*shape, case.inputs)).astype("float32")
    shape = (*shape, 1) if case.everywhere else (case.batch, 1)
    if case.loss == "sparse_categorical_crossentropy":
        return inputs, rng.integers(0, case.outputs, shape).astype("int32")
    if case.loss == "binary_crossentropy":
        return inputs, rng.integers(0, 2, shape).astype("float32")
    return inputs, rng.uniform(-1, 1, shape).astype("float32")


def _weights(case, rng):
    def draw(scale, *shape):
        return rng.uniform(-scale, scale, shape).astype("float32")

    weights = [draw(0.05, case.vocabulary, case.inputs)] if case.vocabulary else []
    width, inputs = GATES[case.cell] * case.units, case.inputs
    for _ in range(case.layers):
        biases = (2, width) if case.cell == "gru" else (width,)
        weights += [draw(0.1, inputs, width), draw(0.1, case.units, width), draw(0.1, *biases)]
        inputs = case.units
    return [*weights, draw(0.2, case.units, case.outputs), draw(0.1, case.outputs)]


def layers_of(case, layers):
    """The layers of a case, after its input, in the words of Keras.

    Parameters
    ----------
    case : Case
    layers : module
        ``theanornn.keras.layers`` or ``keras.layers``.
    """
    kind, own = layers.LSTM, {}
    if case.cell == "gru":
        kind, own = layers.GRU, {"reset_after": True}
    if case.dropout:
        own.update(dropout=case.dropout, recurrent_dropout=case.dropout)
    made = [layers.Embedding(case.vocabulary, case.inputs)] if case.vocabulary else []
    for number in range(case.layers):
        every_step = case.everywhere or number < case.layers - 1
        made.append(kind(case.units, return_sequences=every_step, **own))
    output = layers.Dense(case.outputs, activation=ACTIVATIONS[case.loss])
    return [*made, layers.TimeDistributed(output) if case.everywhere else output]
