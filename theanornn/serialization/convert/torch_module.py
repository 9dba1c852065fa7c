"""The text of a PyTorch module for a model: `module_text`.

What is written to a file for PyTorch are arrays; which modules they belong to, and what happens
between them (masks, directions, which output is taken), this text says.
"""

from theanornn import activations
from theanornn import layers as kinds
from theanornn.errors import ConversionError
from theanornn.serialization.convert.chain import chain_of, weights_of

__all__ = ["module_text"]

_ACTIVATIONS = {
    "elu": "nn.functional.elu({x})",
    "exponential": "torch.exp({x})",
    "hard_sigmoid": "(0.2 * {x} + 0.5).clamp(0, 1)",
    "linear": "{x}",
    "relu": "torch.relu({x})",
    "selu": "torch.selu({x})",
    "sigmoid": "torch.sigmoid({x})",
    "softmax": "torch.softmax({x}, -1)",
    "softplus": "nn.functional.softplus({x})",
    "softsign": "nn.functional.softsign({x})",
    "tanh": "torch.tanh({x})",
}
_NOTHING = (
    kinds.ActivityRegularization,
    kinds.AlphaDropout,
    kinds.Dropout,
    kinds.GaussianDropout,
    kinds.GaussianNoise,
    kinds.SpatialDropout1D,
)
_MODULES = {"simple_rnn": "nn.RNN", "lstm": "nn.LSTM", "gru": "nn.GRU"}

_MASKED = '''

def masked(rnn, x, mask):
    """All outputs and the last one, where the steps without mask keep what was before them."""
    order = torch.argsort((~mask).int(), dim=1, stable=True)  # the real steps first
    lengths, count = mask.sum(1, keepdim=True), mask.cumsum(1)
    packed = nn.utils.rnn.pack_padded_sequence(
        x.gather(1, order[..., None].expand_as(x)),
        lengths[:, 0].clamp(min=1).cpu(),
        batch_first=True,
        enforce_sorted=False,
    )
    y, _ = nn.utils.rnn.pad_packed_sequence(
        rnn(packed)[0], batch_first=True, total_length=x.shape[1]
    )
    all_steps, last = [], []
    for backwards, half in enumerate(y.chunk(2, -1) if rnn.bidirectional else [y]):
        place = count - mask.long() if backwards else count - 1
        exists = place < lengths if backwards else place >= 0
        place = place.clamp(0, x.shape[1] - 1)[..., None].expand_as(half)
        half = half.gather(1, place) * exists[..., None]
        all_steps.append(half)
        last.append(half[:, 0] if backwards else half[:, -1])
    return torch.cat(all_steps, -1), torch.cat(last, -1)
'''

_TEXT = '''import torch
from torch import nn
{masked}

class Network(nn.Module):
    """{name}, as theanornn trained it."""

    def __init__(self):
        super().__init__()
{modules}

    def forward(self, x):
{forward}
        return x
'''


def module_text(model):
    """Python text that defines ``Network``, a module with the arrays of the model.

    Parameters
    ----------
    model : Sequential or Model
        Built; a chain of layers.

    Returns
    -------
    str
        To be followed by ``network.load_state_dict(safetensors.torch.load_file(path))``.

    Raises
    ------
    ConversionError
        PyTorch has no counterpart of a layer; it is named.

    Examples
    --------
    >>> from theanornn.layers import Dense, GRU
    >>> from theanornn.models import Sequential
    >>> rnn = GRU(8, reset_after=True, input_shape=(None, 3), name="rnn")
    >>> model = Sequential([rnn, Dense(1, name="dense")], name="tagger")
    >>> print(module_text(model), end="")
    import torch
    from torch import nn
    <BLANKLINE>
    <BLANKLINE>
    class Network(nn.Module):
        \"\"\"tagger, as theanornn trained it.\"\"\"
    <BLANKLINE>
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(3, 8, batch_first=True)
            self.dense = nn.Linear(8, 1)
    <BLANKLINE>
        def forward(self, x):
            x = self.rnn(x)[0]
            x = x[:, -1]
            x = self.dense(x)
            return x
    """
    text = _Text()
    for layer in chain_of(model, "PyTorch"):
        text.add(layer)
    indented = {
        name: "\n".join(f"        {line}" for line in lines)
        for name, lines in (("modules", text.modules or ["pass"]), ("forward", text.forward))
    }
    return _TEXT.format(name=model.name, masked=_MASKED if text.needs_masked else "", **indented)


class _Text:
    """The lines, and whether there is a mask where the next layer stands."""

    def __init__(self):
        self.modules, self.forward = [], []
        self.masked, self.needs_masked = False, False

    def add(self, layer):
        if isinstance(layer, kinds.TimeDistributed):
            self._add_plain(layer.layer, layer)
        elif isinstance(layer, kinds.Bidirectional) or hasattr(layer, "go_backwards"):
            self._recurrent(layer)
        else:
            self._add_plain(layer, layer)

    def _add_plain(self, layer, named):
        kind = type(layer)
        if kind is kinds.Embedding:
            self.modules.append(
                f"self.{named.name} = nn.Embedding({layer.input_dim}, {layer.output_dim})"
            )
            if layer.mask_zero:
                self.forward.append("mask = x != 0")
                self.masked = True
            self.forward.append(f"x = self.{named.name}(x.long())")
        elif kind in (kinds.Dense, kinds.TimeDistributedDense):
            n_in, units = layer.params["W"].get_value(borrow=True).shape
            bias = "" if layer.use_bias else ", bias=False"
            self.modules.append(f"self.{named.name} = nn.Linear({n_in}, {units}{bias})")
            self._activated(layer, f"self.{named.name}(x)")
        elif kind is kinds.Activation:
            self._activated(layer, "x")
        elif kind is kinds.Masking:
            self.forward += [
                f"mask = (x != {float(layer.mask_value)!r}).any(-1)",
                "x = x * mask[..., None]",
            ]
            self.masked = True
        elif kind is kinds.Flatten:
            self.forward.append("x = x.flatten(1)")
        elif kind not in _NOTHING:
            raise ConversionError(
                f"{named.name}: a {kind.__name__} is not written to PyTorch. ONNX takes more "
                "layers, and model.to_numpy() any"
            )

    def _activated(self, layer, value):
        name = activations.name_of(layer.activation)
        if activations.FUNCTIONS.get(name) is not layer.activation:
            raise ConversionError(
                f"{layer.name}: the activation {name} is one of your own. Write it in PyTorch, and "
                "give this layer activation=None"
            )
        if name != "linear" or value != "x":
            self.forward.append(f"x = {_ACTIVATIONS[name].format(x=value)}")

    def _recurrent(self, layer):
        both = isinstance(layer, kinds.Bidirectional)
        first = layer.forward_layer if both else layer
        weights = weights_of(first)
        options = ", batch_first=True"
        if weights.b is None:
            options += ", bias=False"
        if weights.kind == "simple_rnn" and weights.activation != "tanh":
            options += f", nonlinearity={weights.activation!r}"
        if both:
            options += ", bidirectional=True"
        module = f"{_MODULES[weights.kind]}({len(weights.W)}, {weights.units}{options})"
        self.modules.append(f"self.{layer.name} = {module}")
        if layer.stateful:
            self.forward.append("# stateful: hand the states on yourself, batch after batch")
        if first.go_backwards:
            self.forward.append("x = x.flip(1)  # go_backwards")
        self._run(layer, both, first)
        if both and layer.merge_mode != "concat":
            self.forward.append(
                {
                    "sum": "x = sum(x.chunk(2, -1))",
                    "mul": "x = torch.mul(*x.chunk(2, -1))",
                    "ave": "x = sum(x.chunk(2, -1)) / 2",
                }[layer.merge_mode]
            )
        if not layer.return_sequences:
            self.masked = False

    def _run(self, layer, both, first):
        name = f"self.{layer.name}"
        if self.masked:
            self.needs_masked = True
            mask = "mask.flip(1)" if first.go_backwards else "mask"
            n = 0 if layer.return_sequences else 1
            self.forward.append(f"x = masked({name}, x, {mask})[{n}]")
            return
        self.forward.append(f"x = {name}(x)[0]")
        if layer.return_sequences:
            return
        if both:
            half = first.units
            last = f"x = torch.cat([x[:, -1, :{half}], x[:, 0, {half}:]], -1)"
            self.forward.append(last)
        else:
            self.forward.append("x = x[:, -1]")
