"""PyTorch, JAX and Keras 3 train the models of training_models.py, with Keras' numbers of Adam."""

import itertools

import numpy as np
import peers
from training_models import layers_of
from workers import Skipped

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7


class Torch:
    """``torch.nn``: Embedding, LSTM or GRU, Linear, and an optimizer, as it is or in one kernel."""

    def __init__(self, device="cpu", fused=None):
        self.torch, self.versions = peers.torch_on(device)
        self.device, self.fused = device, fused

    def build(self, case, weights):
        torch = self.torch
        if case.dropout:
            raise Skipped("torch.nn.LSTM has no dropout of the state")
        modules = self._modules(case, weights)
        optimizer = self._optimizer(case, [p for p in modules.parameters() if p.requires_grad])
        *embedding, recurrent, output = modules
        criterion = self._criterion(case)

        def step(inputs, targets):
            inputs, targets = (torch.from_numpy(a).to(self.device) for a in (inputs, targets))
            optimizer.zero_grad()
            hs, _ = recurrent(embedding[0](inputs) if embedding else inputs)
            loss = criterion(output(hs if case.everywhere else hs[:, -1]), targets)
            loss.backward()
            optimizer.step()
            return loss.item()

        return step, lambda: _ours_from(
            case, [p.detach().cpu().numpy() for p in modules.parameters()]
        )

    def _modules(self, case, weights):
        nn = self.torch.nn
        modules = [nn.Embedding(case.vocabulary, case.inputs)] if case.vocabulary else []
        kind = {"lstm": nn.LSTM, "gru": nn.GRU}[case.cell]
        recurrent = kind(case.inputs, case.units, num_layers=case.layers, batch_first=True)
        modules = nn.ModuleList([*modules, recurrent, nn.Linear(case.units, case.outputs)])
        with self.torch.no_grad():
            for parameter, array in zip(modules.parameters(), _torchs_from(case, weights)):
                parameter.copy_(self.torch.from_numpy(np.array(array)))
        if case.cell == "lstm":  # Keras has one bias
            for layer in range(case.layers):
                getattr(recurrent, f"bias_hh_l{layer}").requires_grad_(False)
        return modules.to(self.device)

    def _criterion(self, case):
        nn = self.torch.nn
        if case.loss == "binary_crossentropy":
            return lambda output, targets: nn.functional.binary_cross_entropy_with_logits(
                output, targets
            )
        if case.loss == "mse":
            return nn.MSELoss()
        return lambda output, targets: nn.functional.cross_entropy(
            output.reshape(-1, case.outputs), targets.reshape(-1).long()
        )

    def _optimizer(self, case, trained):
        """One with ``zero_grad()`` and ``step()``."""
        optim = self.torch.optim
        if case.optimizer == "adam":
            return _KerasAdam(optim.Adam(trained, case.rate, eps=EPSILON, fused=self.fused))
        optimizer = optim.SGD(trained, case.rate, fused=self.fused)
        if case.clip:
            clip = self.torch.nn.utils.clip_grad_norm_
            optimizer.register_step_pre_hook(lambda *_: clip(trained, case.clip) and None)
        return optimizer


class _KerasAdam:
    """PyTorch adds epsilon to a larger number than Keras does: here to the same."""

    def __init__(self, adam):
        self.adam, self.zero_grad, self.updates = adam, adam.zero_grad, itertools.count(1)

    def step(self):
        factor = (1 - BETA_2 ** next(self.updates)) ** 0.5
        self.adam.param_groups[0]["eps"] = EPSILON / factor
        self.adam.step()


def _torchs_from(case, weights):
    """Arrays in the order and layout of PyTorch's parameters."""
    *below, W_out, b_out = weights
    arrays = [below.pop(0)] if case.vocabulary else []
    for W, U, b in zip(below[::3], below[1::3], below[2::3]):
        biases = b if case.cell == "gru" else (b, np.zeros_like(b))
        arrays += [peers.torch_gates(case.cell, array) for array in (W.T, U.T, *biases)]
    return [*arrays, W_out.T, b_out]


def _ours_from(case, arrays):
    """The way back."""
    *below, W_out, b_out = (array.copy() for array in arrays)
    weights = [below.pop(0)] if case.vocabulary else []
    for layer in zip(*(below[k::4] for k in range(4))):
        W, U, b, b_recurrent = (peers.torch_gates(case.cell, array) for array in layer)
        weights += [W.T, U.T, np.stack([b, b_recurrent]) if case.cell == "gru" else b]
    return [*weights, W_out.T, b_out]


class Jax:
    """Plain JAX: ``lax.scan``, ``jax.grad`` and the optimizer by hand, all in one jitted update."""

    def __init__(self):
        import jax

        self.jax, self.versions = jax, {"jax": jax.__version__}

    def build(self, case, weights):
        if case.dropout:
            raise Skipped("this one is without dropout")
        jax, loss = self.jax, self._loss(case)
        update = {"adam": self._adam, "sgd": self._sgd}[case.optimizer]

        def updated(now, batch):
            weights, slots, number = now
            value, gradients = jax.value_and_grad(loss)(weights, *batch)
            return value, (*update(case, weights, gradients, slots, number), number + 1)

        compiled = jax.jit(updated, donate_argnums=0)
        zeros = [np.zeros_like(w) for w in weights] if case.optimizer == "adam" else []
        now = [jax.device_put((list(weights), (zeros, zeros), np.float32(1)))]
        now[0] = jax.tree.map(lambda leaf: leaf.copy(), now[0])  # to be donated: nobody else's

        def step(*batch):
            value, now[0] = compiled(now[0], batch)
            return float(value)

        return step, lambda: [np.asarray(w) for w in now[0][0]]

    def _loss(self, case):
        import jax_cells

        jax, jnp = self.jax, self.jax.numpy

        def loss(weights, inputs, targets):
            *below, W_out, b_out = weights
            x = below.pop(0)[inputs] if case.vocabulary else inputs
            x = x.swapaxes(0, 1)
            for W, U, b in zip(below[::3], below[1::3], below[2::3]):
                biases = (b[0], b[1]) if case.cell == "gru" else (b,)
                x = jax_cells.outputs(case.cell, (W, U, *biases), x)
            output = (x if case.everywhere else x[-1]) @ W_out + b_out
            if case.loss == "mse":
                return jnp.mean((output - targets) ** 2)
            if case.loss == "binary_crossentropy":
                return jnp.mean(jax.nn.softplus(output) - targets * output)
            classes = targets.swapaxes(0, 1) if case.everywhere else targets
            return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(output), classes, -1))

        return loss

    def _sgd(self, case, weights, gradients, slots, number):
        jnp, rate = self.jax.numpy, case.rate
        if case.clip:
            norm = jnp.sqrt(sum(jnp.sum(g * g) for g in gradients))
            rate = rate * case.clip / jnp.maximum(norm, case.clip)
        return [w - rate * g for w, g in zip(weights, gradients)], slots

    def _adam(self, case, weights, gradients, slots, number):
        jnp, (first, second) = self.jax.numpy, slots
        rate = case.rate * jnp.sqrt(1 - BETA_2**number) / (1 - BETA_1**number)
        first = [BETA_1 * m + (1 - BETA_1) * g for m, g in zip(first, gradients)]
        second = [BETA_2 * v + (1 - BETA_2) * g * g for v, g in zip(second, gradients)]
        steps = [m / (jnp.sqrt(v) + EPSILON) for m, v in zip(first, second)]
        return [w - rate * step for w, step in zip(weights, steps)], (first, second)


class KerasJax:
    """Keras 3 on JAX: ``train_on_batch``."""

    backend = "jax"

    def __init__(self):
        self.keras, self.versions = peers.keras_on(self.backend)

    def build(self, case, weights):
        keras = self.keras
        if case.vocabulary:
            inputs = keras.Input((case.steps,), dtype="int32")
        else:
            inputs = keras.Input((case.steps, case.inputs))
        model = keras.Sequential([inputs, *layers_of(case, keras.layers)])
        kind = {"adam": keras.optimizers.Adam, "sgd": keras.optimizers.SGD}[case.optimizer]
        optimizer = kind(learning_rate=case.rate, global_clipnorm=case.clip)
        model.compile(optimizer=optimizer, loss=case.loss)
        model.set_weights(weights)
        return model.train_on_batch, model.get_weights


class KerasTorch(KerasJax):
    """Keras 3 on PyTorch: ``train_on_batch``."""

    backend = "torch"
