"""Ways to train the sentiment model of Keras' ``imdb_lstm`` example: ours, and peers.

Embedding, LSTM, one sigmoid unit; binary cross-entropy; Adam with Keras' numbers. Every build
starts from the same weights, sees the same batches, and makes a full update at each call.
"""

import itertools
from importlib.metadata import version
from typing import NamedTuple

import numpy as np
from recurrence_builds import KerasJax as KerasJaxLayer
from recurrence_builds import KerasTorch as KerasTorchLayer
from recurrence_builds import Torch as TorchLayer
from workers import Skipped

BETA_2, EPSILON = 0.999, 1e-7
_BATCHES = 8  # taken in turn
_CHECKED = 3  # updates after which losses and weights are compared


class Case(NamedTuple):
    """The model and its sizes; `dropout` is that of the input and of the state of the LSTM.

    With dropout every build draws masks of its own: then no numbers are compared, but those of the
    same model without.
    """

    name: str
    dropout: float = 0.0
    vocabulary: int = 20000
    features: int = 128
    units: int = 128
    steps: int = 100
    batch: int = 32
    modes: tuple = ("step",)


class Data(NamedTuple):
    """Batches ``(ids (batch, steps) int32, targets (batch, 1) float32)``, and initial weights:

    embedding, W, U, b (gates i, f, c, o), and W and b of the output.
    """

    batches: list
    weights: list


def data(case):
    """The numbers of a case: always the same."""
    rng = np.random.default_rng(20161)

    def draw(scale, *shape):
        return rng.uniform(-scale, scale, shape).astype("float32")

    batches = [
        (
            rng.integers(1, case.vocabulary, (case.batch, case.steps)).astype("int32"),
            rng.integers(0, 2, (case.batch, 1)).astype("float32"),
        )
        for _ in range(_BATCHES)
    ]
    weights = [
        draw(0.05, case.vocabulary, case.features),
        draw(0.1, case.features, 4 * case.units),
        draw(0.1, case.units, 4 * case.units),
        draw(0.1, 4 * case.units),
        draw(0.2, case.units, 1),
        draw(0.1, 1),
    ]
    return Data(batches, weights)


class Training:
    """A build that trains; a subclass makes ``self.step(ids, targets)`` and ``self.weights()``."""

    def prepare(self, case, mode):
        given = data(case)
        self.build(case, given.weights)
        losses = [float(self.step(*batch)) for batch in given.batches[:_CHECKED]]
        changes = [new - old for new, old in zip(self.weights(), given.weights)]
        self._checked = [] if case.dropout else [np.array(losses), *changes]
        batches = itertools.cycle(given.batches)
        return lambda: self.step(*next(batches))

    def numbers(self, case, mode, result):
        return self._checked


class TheanornnModel(Training):
    """A Keras-style model of ours: ``train_on_batch``."""

    how = "auto"
    compiled_for = "cpu"

    def __init__(self):
        import theanornn

        self.versions = {"theanornn": theanornn.__version__, "theano": version("Theano-PyMC")}

    def build(self, case, weights):
        from theanornn.keras.layers import LSTM, Dense, Embedding
        from theanornn.keras.models import Sequential

        dropouts = {"dropout": case.dropout, "recurrent_dropout": case.dropout}
        model = Sequential(
            [
                Embedding(case.vocabulary, case.features, input_length=case.steps),
                LSTM(case.units, how=self.how, **dropouts),
                Dense(1, activation="sigmoid"),
            ],
            seed=1,
        )
        model.compile(optimizer="adam", loss="binary_crossentropy", build=self.compiled_for)
        model.set_weights(weights)
        self.step, self.weights = model.train_on_batch, model.get_weights


class TheanornnJax(TheanornnModel):
    """The same model in the JAX build."""

    compiled_for = "jax-cpu"

    def __init__(self):
        import jax

        super().__init__()
        self.versions["jax"] = jax.__version__


class TheanornnJaxGpu(TheanornnJax):
    """The same on a GPU."""

    compiled_for = "jax-gpu"

    def __init__(self):
        from recurrence_builds import TheanornnJaxGpu as Layer

        self.versions = Layer().versions


class TheanornnScan(TheanornnModel):
    """The same model by ``theano.scan``."""

    how = "scan"


class TheanornnGraph(TheanornnModel):
    """The same by hand: a Theano graph with `theanornn.builders` and an optimizer of ours."""

    def build(self, case, weights):
        import theano
        import theano.tensor as T

        from theanornn.cells import LSTMCell
        from theanornn.layers.dropout import dropout_mask
        from theanornn.optimizers import Adam
        from theanornn.randomness import RandomSource
        from theanornn.recurrence import recur

        shared = [theano.shared(array) for array in weights]
        embedding, W, U, b, W_out, b_out = shared
        ids, targets = T.imatrix("ids"), T.matrix("targets")
        x, state_dropout = embedding[ids.T], None
        if case.dropout:
            source = RandomSource(1)
            x *= dropout_mask(source, (ids.shape[0], case.features), case.dropout)
            state_dropout = dropout_mask(source, (ids.shape[0], case.units), case.dropout)
        hs, _ = recur(LSTMCell.over(W=W, U=U, b=b), x, state_dropout=state_dropout)
        output = T.nnet.sigmoid(T.dot(hs[-1], W_out) + b_out)
        loss = T.mean(T.nnet.binary_crossentropy(T.clip(output, EPSILON, 1 - EPSILON), targets))
        updates = Adam(epsilon=EPSILON).get_updates(shared, {}, loss)
        self.step = theano.function([ids, targets], loss, updates=updates)
        self.weights = lambda: [variable.get_value() for variable in shared]


class Torch(Training, TorchLayer):
    """``torch.nn``: Embedding, LSTM, Linear, BCELoss, Adam."""

    fused = None

    def build(self, case, weights):
        torch = self.torch
        if case.dropout:
            raise Skipped("torch.nn.LSTM has no dropout of the state")
        embedding = torch.nn.Embedding(case.vocabulary, case.features)
        lstm = torch.nn.LSTM(case.features, case.units, batch_first=True)
        output = torch.nn.Linear(case.units, 1)
        vectors, W, U, b, W_out, b_out = weights
        layers = torch.nn.ModuleList([embedding, lstm, output])
        arrays = [vectors, W.T, U.T, b, np.zeros_like(b), W_out.T, b_out]
        with torch.no_grad():
            for parameter, array in zip(layers.parameters(), arrays):
                parameter.copy_(torch.from_numpy(array.copy()))
        lstm.bias_hh_l0.requires_grad_(False)  # Keras has one bias
        trained = [p for p in layers.parameters() if p.requires_grad]
        adam = torch.optim.Adam(trained, eps=EPSILON, fused=self.fused)
        criterion, updates = torch.nn.BCELoss(), itertools.count(1)

        def step(ids, targets):
            # PyTorch adds epsilon to a larger number than Keras does, by this factor.
            adam.param_groups[0]["eps"] = EPSILON / (1 - BETA_2 ** next(updates)) ** 0.5
            adam.zero_grad()
            hs, _ = lstm(embedding(torch.from_numpy(ids)))
            loss = criterion(torch.sigmoid(output(hs[:, -1])), torch.from_numpy(targets))
            loss.backward()
            adam.step()
            return loss.item()

        def weights_now():
            vectors, W, U, b, _, W_out, b_out = (
                p.detach().numpy().copy() for p in layers.parameters()
            )
            return [vectors, W.T, U.T, b, W_out.T, b_out]

        self.step, self.weights = step, weights_now

    prepare, numbers = Training.prepare, Training.numbers


class TorchFused(Torch):
    """The same with ``Adam(fused=True)``."""

    fused = True


class KerasJax(Training, KerasJaxLayer):
    """Keras 3 on JAX: ``train_on_batch``."""

    def build(self, case, weights):
        keras, layers = self.keras, self.keras.layers
        dropouts = {"dropout": case.dropout, "recurrent_dropout": case.dropout}
        model = keras.Sequential(
            [
                keras.Input((case.steps,), dtype="int32"),
                layers.Embedding(case.vocabulary, case.features),
                layers.LSTM(case.units, **dropouts),
                layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(optimizer=keras.optimizers.Adam(), loss="binary_crossentropy")
        model.set_weights(weights)
        self.step, self.weights = model.train_on_batch, model.get_weights


class KerasTorch(KerasJax, KerasTorchLayer):
    """Keras 3 on PyTorch: ``train_on_batch``."""


BUILDS = {
    "cpu": TheanornnModel,
    "cpu-graph": TheanornnGraph,
    "cpu-scan": TheanornnScan,
    "jax-cpu": TheanornnJax,
    "jax-gpu": TheanornnJaxGpu,
    "torch": Torch,
    "torch-fused-adam": TorchFused,
    "keras-jax": KerasJax,
    "keras-torch": KerasTorch,
}
