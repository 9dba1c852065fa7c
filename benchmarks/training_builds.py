"""Ways to train the models of training_models.py: ours, and peers; a full update at each call."""

import itertools
from functools import partial

import numpy as np
import our_builds
from training_models import data, layers_of
from training_peers import Jax, KerasJax, KerasTorch, Torch

_CHECKED = 3  # updates after which losses and weights are compared
_MOST = 200_000  # of larger arrays so many numbers are compared, and the norm


class Training:
    """A process with one way to train; see `workers`.

    Parameters
    ----------
    trainer : object
        Has ``versions``, and ``build(case, weights)``: ``step(inputs, targets)``, which makes an
        update and returns the loss, and ``weights()``, those of the moment.
    """

    def __init__(self, trainer):
        self.trainer = trainer
        self.versions = trainer.versions

    def prepare(self, case, mode):
        given = data(case)
        step, weights = self.trainer.build(case, given.weights)
        losses = [float(step(*batch)) for batch in given.batches[:_CHECKED]]
        self._checked = [] if case.dropout else [np.array(losses)]
        if not case.dropout:
            for new, old in zip(weights(), given.weights):
                self._checked += _compared(np.asarray(new) - old)
        batches = itertools.cycle(given.batches)
        return lambda: step(*next(batches))

    def numbers(self, case, mode, result):
        return self._checked


def _compared(change):
    if change.size <= _MOST:
        return [change]
    stride = change.size // _MOST | 1  # odd: no row or column is left out
    return [change.ravel()[::stride].copy(), np.array([np.linalg.norm(change)])]


class Model:
    """A Keras-style model of ours: ``train_on_batch``."""

    def __init__(self, build):
        self.compiled_for, self.versions = build, our_builds.versions(build)

    def build(self, case, weights):
        from theanornn import optimizers
        from theanornn.keras import layers
        from theanornn.keras.models import Sequential

        shape = (case.steps,) if case.vocabulary else (case.steps, case.inputs)
        dtype = {"input_dtype": "int32"} if case.vocabulary else {}
        model = Sequential([layers.InputLayer(shape, **dtype), *layers_of(case, layers)], seed=1)
        kind = {"adam": optimizers.Adam, "sgd": optimizers.SGD}[case.optimizer]
        optimizer = kind(learning_rate=case.rate, clipnorm=case.clip)
        model.compile(optimizer=optimizer, loss=case.loss, build=self.compiled_for)
        model.set_weights(weights)
        return model.train_on_batch, model.get_weights


class Graph:
    """The same by hand: a Theano graph with cells and an optimizer of ours."""

    def __init__(self, build):
        self.compiled_for, self.versions = build, our_builds.versions(build)

    def build(self, case, weights):
        import theano
        import theano.tensor as T

        import theanornn
        from theanornn import optimizers

        shared = [theano.shared(array) for array in weights]
        *below, W_out, b_out = shared
        if case.vocabulary:
            inputs = T.imatrix("ids")
            sequence = below.pop(0)[inputs.T]
        else:
            inputs = T.tensor3("numbers")
            sequence = inputs.dimshuffle(1, 0, 2)
        output = T.dot(self._recurrent(case, sequence, below), W_out) + b_out
        targets, loss = self._loss(case, output)
        kind = {"adam": optimizers.Adam, "sgd": optimizers.SGD}[case.optimizer]
        optimizer = kind(learning_rate=case.rate, clipnorm=case.clip)
        updates = optimizer.get_updates(shared, {}, loss)
        step = theanornn.function([inputs, targets], loss, updates=updates, build=self.compiled_for)
        return step, lambda: [variable.get_value() for variable in shared]

    def _recurrent(self, case, sequence, weights):
        """All states of the last layer, or the last of them."""
        from theanornn.cells import GRUCell, LSTMCell
        from theanornn.layers.dropout import dropout_mask
        from theanornn.randomness import RandomSource
        from theanornn.recurrence import recur

        source, state_dropout = RandomSource(1), None
        for W, U, b in zip(weights[::3], weights[1::3], weights[2::3]):
            if case.cell == "gru":
                cell = GRUCell.over(W=W, U=U, b=b[0], b_recurrent=b[1], reset_after=True)
            else:
                cell = LSTMCell.over(W=W, U=U, b=b)
            if case.dropout:
                batch = sequence.shape[1]
                sequence *= dropout_mask(source, (batch, sequence.shape[2]), case.dropout)
                state_dropout = dropout_mask(source, (batch, case.units), case.dropout)
            sequence = recur(cell, sequence, state_dropout=state_dropout)[0]
        return sequence if case.everywhere else sequence[-1]

    def _loss(self, case, output):
        """The variable of the targets, and the loss."""
        import theano.tensor as T

        if case.loss == "sparse_categorical_crossentropy":
            targets = T.itensor3("classes") if case.everywhere else T.imatrix("classes")
            classes = targets.T.flatten()  # time first, as all the rest
            probabilities = T.nnet.softmax(output.reshape((-1, case.outputs)))
            return targets, T.mean(T.nnet.categorical_crossentropy(probabilities, classes))
        targets = T.matrix("targets")
        if case.loss == "mse":
            return targets, T.mean(T.sqr(output - targets))
        output = T.clip(T.nnet.sigmoid(output), 1e-7, 1 - 1e-7)
        return targets, T.mean(T.nnet.binary_crossentropy(output, targets))


TRAINERS = {
    **{build: partial(Model, build) for build in our_builds.NAMES},
    "cpu-graph": partial(Graph, "cpu"),
    "torch": Torch,
    "torch-fused": partial(Torch, fused=True),
    "torch-gpu": partial(Torch, device="cuda"),
    "jax": Jax,
    "keras-jax": KerasJax,
    "keras-torch": KerasTorch,
}
OURS = (*our_builds.NAMES, "cpu-graph")


def _training(trainer):
    return lambda: Training(trainer())


BUILDS = {name: _training(trainer) for name, trainer in TRAINERS.items()}
