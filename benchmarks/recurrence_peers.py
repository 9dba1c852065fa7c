"""PyTorch, JAX and Keras 3 run the recurrences of recurrence_cases.py."""

import numpy as np
import peers
from recurrence_cases import data


class Torch:
    """``torch.nn.LSTM``, ``GRU`` and ``RNN``: time first, inference mode for ``fwd``."""

    def __init__(self, device="cpu"):
        self.torch, self.versions = peers.torch_on(device)
        self.device = device

    def prepare(self, case, mode):
        torch, given = self.torch, data(case)
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "simplernn": torch.nn.RNN}[case.cell]
        layer = kind(case.inputs, case.units, num_layers=case.layers)
        arrays = []
        for W, U, b, *b_recurrent in given.layers:
            arrays += [W.T, U.T, b, *(b_recurrent or [np.zeros_like(b)])]
        with torch.no_grad():
            for parameter, array in zip(layer.parameters(), arrays):
                array = peers.torch_gates(case.cell, array)
                parameter.copy_(torch.from_numpy(np.array(array)))
        layer.to(self.device)
        x, weighting = (torch.from_numpy(a).to(self.device) for a in (given.x, given.weighting))
        if mode == "fwd":

            def forward():
                with torch.inference_mode():
                    return self._done([layer(x)[0]])

            return forward
        parameters = list(layer.parameters())
        return lambda: self._done(torch.autograd.grad((layer(x)[0] * weighting).sum(), parameters))

    def _done(self, result):
        if self.device == "cuda":
            self.torch.cuda.synchronize()
        return result

    def numbers(self, case, mode, result):
        arrays = [tensor.cpu().numpy() for tensor in result]
        if mode == "fwd":
            return arrays
        ours = []
        for layer in zip(*(arrays[k::4] for k in range(4))):
            W, U, b, b_recurrent = (peers.torch_gates(case.cell, array) for array in layer)
            ours += [W.T, U.T, b] + [b_recurrent] * (case.cell == "gru")
        return ours


class Jax:
    """``jax.lax.scan`` over one step, the input multiplied for all steps at once; jitted."""

    def __init__(self):
        import jax

        self.jax = jax
        self.versions = {"jax": jax.__version__}

    def prepare(self, case, mode):
        import jax_cells

        jax, given = self.jax, data(case)
        x, weighting, layers = jax.device_put((given.x, given.weighting, given.layers))

        def outputs(layers, x):
            for weights in layers:
                x = jax_cells.outputs(case.cell, weights, x)
            return x

        if mode == "fwd":
            function, arguments = jax.jit(outputs), (layers, x)
        else:
            function = jax.jit(jax.grad(lambda w, x, r: (outputs(w, x) * r).sum()))
            arguments = layers, x, weighting
        return lambda: jax.block_until_ready(function(*arguments))

    def numbers(self, case, mode, result):
        return [np.asarray(array) for array in self.jax.tree.leaves(result)]


class KerasJax:
    """Layers of Keras 3 on JAX, stateless and jitted; batch first, as Keras has it."""

    backend = "jax"

    def __init__(self):
        self.keras, self.versions = peers.keras_on(self.backend)

    def layers(self, case):
        """The layers with the weights of the case, and input and weighting, batch first."""
        given, kinds = data(case), self.keras.layers
        kind = {"lstm": kinds.LSTM, "gru": kinds.GRU, "simplernn": kinds.SimpleRNN}[case.cell]
        layers = []
        for W, U, *biases in given.layers:
            layer = kind(case.units, return_sequences=True)
            layer.build((case.batch, case.steps, len(W)))
            layer.set_weights([W, U, np.stack(biases) if case.cell == "gru" else biases[0]])
            layers.append(layer)
        batch_first = [np.ascontiguousarray(a.swapaxes(0, 1)) for a in (given.x, given.weighting)]
        return layers, *batch_first

    def prepare(self, case, mode):
        import jax

        layers, x, weighting = self.layers(case)
        weights = [[v.value for v in layer.trainable_variables] for layer in layers]
        others = [[v.value for v in layer.non_trainable_variables] for layer in layers]
        x, weighting = jax.device_put(x), jax.device_put(weighting)

        def outputs(weights, x):
            for layer, mine, other in zip(layers, weights, others):
                x = layer.stateless_call(mine, other, x)[0]
            return x

        if mode == "fwd":
            function, arguments = jax.jit(outputs), (weights, x)
        else:
            function = jax.jit(jax.grad(lambda w, x, r: (outputs(w, x) * r).sum()))
            arguments = weights, x, weighting
        return lambda: jax.block_until_ready(function(*arguments))

    def numbers(self, case, mode, result):
        if mode == "fwd":
            return [np.asarray(result).swapaxes(0, 1)]
        arrays = []
        for layer in result:
            W, U, b = map(np.asarray, layer)
            arrays += [W, U, *(b if case.cell == "gru" else [b])]
        return arrays


class KerasTorch(KerasJax):
    """Layers of Keras 3 on PyTorch."""

    backend = "torch"

    def prepare(self, case, mode):
        import torch

        layers, x, weighting = self.layers(case)
        x, weighting = torch.from_numpy(x), torch.from_numpy(weighting)

        def outputs():
            hs = x
            for layer in layers:
                hs = layer(hs)
            return hs

        if mode == "fwd":

            def forward():
                with torch.inference_mode():
                    return outputs()

            return forward
        parameters = [v.value for layer in layers for v in layer.trainable_variables]
        return lambda: torch.autograd.grad((outputs() * weighting).sum(), parameters)

    def numbers(self, case, mode, result):
        if mode == "fwd":
            return super().numbers(case, mode, result.numpy())
        arrays = [tensor.numpy() for tensor in result]
        return super().numbers(case, mode, list(zip(*(arrays[k::3] for k in range(3)))))
