"""Ways to run a recurrence and its gradient: ours, and what else one could use.

Every build gets the same numbers (`data`) in our layout, puts them into its own, and gives back
results in ours, so that all can be compared.
"""

from importlib.metadata import version
from typing import NamedTuple

import numpy as np

GATES = {"lstm": "ifco", "gru": "zrh", "simplernn": "h"}


class Case(NamedTuple):
    """A cell and its sizes.

    Modes: ``fwd``, the outputs at all steps; ``fb``, the gradients of the sum of those, each times
    a number, with respect to ``W``, ``U`` and the biases.
    """

    cell: str
    batch: int
    steps: int
    inputs: int
    units: int
    modes: tuple = ("fwd", "fb")

    @property
    def name(self):
        return f"{self.cell} {self.batch}x{self.steps}x{self.inputs}x{self.units}"

    def operations(self, mode):
        """Floating-point operations in matrix products."""
        rows = 2 * self.batch * self.steps * len(GATES[self.cell]) * self.units
        products = (self.inputs, self.units) if mode == "fwd" else (2 * self.inputs, 3 * self.units)
        return rows * sum(products)


class Data(NamedTuple):
    """The numbers of a case, float32.

    ``x (steps, batch, inputs)``, ``W (inputs, gates*units)``, ``U (units, gates*units)``,
    ``b (gates*units,)``, for the GRU (reset after) ``b_recurrent`` like it, and what the outputs
    are multiplied with, ``weighting (steps, batch, units)``.
    """

    x: np.ndarray
    W: np.ndarray
    U: np.ndarray
    b: np.ndarray
    b_recurrent: object
    weighting: np.ndarray


def data(case):
    """The numbers of a case: always the same."""
    rng = np.random.default_rng(20161)
    width = len(GATES[case.cell]) * case.units

    def draw(scale, *shape):
        return (scale * rng.standard_normal(shape)).astype("float32")

    return Data(
        x=draw(1.0, case.steps, case.batch, case.inputs),
        W=draw(case.inputs**-0.5, case.inputs, width),
        U=draw(0.5 * case.units**-0.5, case.units, width),
        b=draw(0.1, width),
        b_recurrent=draw(0.1, width) if case.cell == "gru" else None,
        weighting=draw(1.0, case.steps, case.batch, case.units),
    )


class Theanornn:
    """`theanornn.builders` in a ``theanornn.function``."""

    how = "fused"
    build = "cpu"

    def __init__(self):
        import theanornn  # before Theano, which works only then where nothing is installed

        self.versions = {"theanornn": theanornn.__version__, "theano": version("Theano-PyMC")}

    def prepare(self, case, mode):
        import theano
        import theano.tensor as T

        import theanornn
        from theanornn import builders

        given = data(case)
        weights = [theano.shared(w) for w in (given.W, given.U, given.b)]
        x, weighting = T.tensor3("x"), T.tensor3("weighting")
        if case.cell == "lstm":
            hs, _ = builders.lstm(x, *weights, how=self.how)
        elif case.cell == "gru":
            weights.append(theano.shared(given.b_recurrent))
            W, U, b, b_recurrent = weights
            hs = builders.gru(x, W, U, b, reset_after=True, b_recurrent=b_recurrent, how=self.how)
        else:
            hs = builders.simple_rnn(x, *weights, how=self.how)
        if mode == "fwd":
            forward = theanornn.function([x], [hs], build=self.build)
            return lambda: forward(given.x)
        gradients = T.grad(T.sum(hs * weighting), weights)
        gradient = theanornn.function([x, weighting], gradients, build=self.build)
        return lambda: gradient(given.x, given.weighting)

    def numbers(self, case, mode, result):
        return list(map(np.asarray, result))


class TheanornnScan(Theanornn):
    """The same by ``theano.scan``."""

    how = "scan"


class TheanornnJax(Theanornn):
    """The same graph in the JAX build."""

    build = "jax-cpu"

    def __init__(self):
        import jax

        super().__init__()
        self.versions["jax"] = jax.__version__


class TheanornnJaxGpu(TheanornnJax):
    """The same on a GPU."""

    build = "jax-gpu"

    def __init__(self):
        from jax import local_devices

        try:
            gpu = local_devices(backend="gpu")[0]
        except RuntimeError as error:
            raise ImportError(f"JAX finds no GPU: {error}") from None
        super().__init__()
        self.versions["gpu"] = gpu.device_kind


class Torch:
    """``torch.nn.LSTM``, ``GRU`` and ``RNN``: time first, inference mode for ``fwd``."""

    def __init__(self):
        import os

        import torch

        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        self.torch = torch
        self.versions = {"torch": torch.__version__}

    def prepare(self, case, mode):
        torch, given = self.torch, data(case)
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "simplernn": torch.nn.RNN}[case.cell]
        layer = kind(case.inputs, case.units)
        biases = given.b, np.zeros_like(given.b)
        if case.cell == "gru":
            biases = given.b, given.b_recurrent
        arrays = (given.W.T, given.U.T, *biases)
        with torch.no_grad():
            for parameter, array in zip(layer.parameters(), arrays):
                parameter.copy_(torch.from_numpy(_reordered(case, array, axis=0).copy()))
        x, weighting = torch.from_numpy(given.x), torch.from_numpy(given.weighting)
        if mode == "fwd":

            def forward():
                with torch.inference_mode():
                    return [layer(x)[0]]

            return forward
        parameters = list(layer.parameters())
        return lambda: torch.autograd.grad((layer(x)[0] * weighting).sum(), parameters)

    def numbers(self, case, mode, result):
        arrays = [tensor.numpy() for tensor in result]
        if mode == "fwd":
            return arrays
        W, U, b, b_recurrent = (_reordered(case, array, axis=0) for array in arrays)
        return [W.T, U.T, b] + [b_recurrent] * (case.cell == "gru")


class Jax:
    """``jax.lax.scan`` over one step, the input multiplied for all steps at once; jitted."""

    def __init__(self):
        import jax

        self.jax = jax
        self.versions = {"jax": jax.__version__}

    def prepare(self, case, mode):
        jax, given = self.jax, data(case)
        weights = [w for w in given[1:5] if w is not None]
        x, weighting, *weights = map(jax.device_put, (given.x, given.weighting, *weights))
        if mode == "fwd":
            function, arguments = jax.jit(self._outputs(case)), (weights, x)
        else:
            outputs = self._outputs(case)
            function = jax.jit(jax.grad(lambda w, x, r: (outputs(w, x) * r).sum()))
            arguments = weights, x, weighting
        return lambda: jax.block_until_ready(function(*arguments))

    def _outputs(self, case):
        jax = self.jax
        np_, sigmoid, split = jax.numpy, jax.nn.sigmoid, jax.numpy.split

        def lstm(weights, states, z):
            h, c = states
            i, f, g, o = split(z + h @ weights[1], 4, axis=-1)
            c = sigmoid(f) * c + sigmoid(i) * np_.tanh(g)
            h = sigmoid(o) * np_.tanh(c)
            return (h, c), h

        def gru(weights, states, x):
            (h,) = states
            x_z, x_r, x_h = split(x, 3, axis=-1)
            h_z, h_r, h_h = split(h @ weights[1] + weights[3], 3, axis=-1)
            z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
            h = z * h + (1 - z) * np_.tanh(x_h + r * h_h)
            return (h,), h

        def simplernn(weights, states, z):
            h = np_.tanh(z + states[0] @ weights[1])
            return (h,), h

        step = {"lstm": lstm, "gru": gru, "simplernn": simplernn}[case.cell]
        zeros = np_.zeros((case.batch, case.units), "float32")
        initial = (zeros, zeros) if case.cell == "lstm" else (zeros,)

        def outputs(weights, x):
            z = x @ weights[0] + weights[2]
            return jax.lax.scan(lambda states, z: step(weights, states, z), initial, z)[1]

        return outputs

    def numbers(self, case, mode, result):
        return [np.asarray(array) for array in (result if mode == "fb" else [result])]


class KerasJax:
    """A layer of Keras 3 on JAX, stateless and jitted; batch first, as Keras has it."""

    backend = "jax"

    def __init__(self):
        import os

        os.environ["KERAS_BACKEND"] = self.backend
        import keras

        self.keras = keras
        self.versions = {"keras": keras.__version__}

    def layer(self, case):
        """The layer with the weights of the case, and its input and weighting, batch first."""
        given, layers = data(case), self.keras.layers
        kind = {"lstm": layers.LSTM, "gru": layers.GRU, "simplernn": layers.SimpleRNN}[case.cell]
        layer = kind(case.units, return_sequences=True)
        layer.build((case.batch, case.steps, case.inputs))
        bias = given.b
        if case.cell == "gru":
            bias = np.stack([given.b, given.b_recurrent])
        layer.set_weights([given.W, given.U, bias])
        batch_first = [np.ascontiguousarray(a.swapaxes(0, 1)) for a in (given.x, given.weighting)]
        return layer, *batch_first

    def prepare(self, case, mode):
        import jax

        layer, x, weighting = self.layer(case)
        weights = [variable.value for variable in layer.trainable_variables]
        others = [variable.value for variable in layer.non_trainable_variables]
        x, weighting = jax.device_put(x), jax.device_put(weighting)

        def outputs(weights, x):
            return layer.stateless_call(weights, others, x)[0]

        if mode == "fwd":
            function, arguments = jax.jit(outputs), (weights, x)
        else:
            function = jax.jit(jax.grad(lambda w, x, r: (outputs(w, x) * r).sum()))
            arguments = weights, x, weighting
        return lambda: jax.block_until_ready(function(*arguments))

    def numbers(self, case, mode, result):
        if mode == "fwd":
            return [np.asarray(result).swapaxes(0, 1)]
        W, U, b = map(np.asarray, result)
        return [W, U, *(b if case.cell == "gru" else [b])]


class KerasTorch(KerasJax):
    """A layer of Keras 3 on PyTorch."""

    backend = "torch"

    def __init__(self):
        self.torch = Torch().torch
        super().__init__()

    def prepare(self, case, mode):
        torch = self.torch
        layer, x, weighting = self.layer(case)
        x, weighting = torch.from_numpy(x), torch.from_numpy(weighting)
        if mode == "fwd":

            def forward():
                with torch.inference_mode():
                    return layer(x)

            return forward
        parameters = [variable.value for variable in layer.trainable_variables]
        return lambda: torch.autograd.grad((layer(x) * weighting).sum(), parameters)

    def numbers(self, case, mode, result):
        if mode == "fwd":
            return super().numbers(case, mode, result.numpy())
        return super().numbers(case, mode, [tensor.numpy() for tensor in result])


def _reordered(case, array, axis):
    """Gates in PyTorch's order from ours, and back: z and r of the GRU change places."""
    if case.cell != "gru":
        return array
    z, r, h = np.split(array, 3, axis)
    return np.concatenate([r, z, h], axis)


BUILDS = {
    "cpu": Theanornn,
    "cpu-scan": TheanornnScan,
    "jax-cpu": TheanornnJax,
    "jax-gpu": TheanornnJaxGpu,
    "torch": Torch,
    "jax": Jax,
    "keras-jax": KerasJax,
    "keras-torch": KerasTorch,
}
