"""Ways to run the recurrences of recurrence_cases.py and their gradients: ours, and peers.

Every build gets the same numbers in our layout, puts them into its own, and gives back results in
ours, so that all can be compared.
"""

from functools import partial

import numpy as np
import our_builds
from recurrence_cases import data
from recurrence_peers import Jax, KerasJax, KerasTorch, Torch


class Theanornn:
    """`theanornn.builders` in a ``theanornn.function``; see `workers`."""

    def __init__(self, build):
        self.build, self.versions = build, our_builds.versions(build)

    def prepare(self, case, mode):
        import theano
        import theano.tensor as T

        import theanornn
        from theanornn import builders

        given = data(case)
        x, weighting = T.tensor3("x"), T.tensor3("weighting")
        hs, weights = x, []
        for arrays in given.layers:
            W, U, b, *rest = mine = [theano.shared(array) for array in arrays]
            weights += mine
            if case.cell == "lstm":
                hs, _ = builders.lstm(hs, W, U, b)
            elif case.cell == "gru":
                hs = builders.gru(hs, W, U, b, reset_after=True, b_recurrent=rest[0])
            else:
                hs = builders.simple_rnn(hs, W, U, b)
        if mode == "fwd":
            forward = theanornn.function([x], [hs], build=self.build)
            return lambda: forward(given.x)
        gradients = T.grad(T.sum(hs * weighting), weights)
        gradient = theanornn.function([x, weighting], gradients, build=self.build)
        return lambda: gradient(given.x, given.weighting)

    def numbers(self, case, mode, result):
        return list(map(np.asarray, result))


BUILDS = {
    **{build: partial(Theanornn, build) for build in our_builds.NAMES},
    "torch": Torch,
    "torch-gpu": partial(Torch, device="cuda"),
    "jax": Jax,
    "keras-jax": KerasJax,
    "keras-torch": KerasTorch,
}
