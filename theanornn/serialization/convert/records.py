"""What converters pass on: a `LayerRecord` for each layer that has arrays.

A record is plain data, in theanornn's own layout: matrices are ``(in, out)``, gates stand side by
side, i, f, c, o in an LSTM and z, r, h in a GRU (whose z keeps the old state). Readers make
records, writers take them, and nothing of a model or of Theano is in them.
"""

from dataclasses import dataclass, field

import numpy as np

from theanornn.errors import UnknownNameError

__all__ = ["KINDS", "LayerRecord", "records_of"]

#: What a record can be of.
KINDS = ("embedding", "dense", "simple_rnn", "lstm", "gru", "bidirectional", "array")


@dataclass(frozen=True)
class LayerRecord:
    """The arrays of one layer, and what the numbers that it computes depend on.

    Attributes
    ----------
    name : str
    kind : str
        One of `KINDS`; "array" where no more is known of it than that it has arrays.
    arrays : dict, str to ndarray
        ``W``, ``U``, ``b``; ``b_recurrent`` of a GRU with ``reset_after``; ``peepholes`` for the
        gates i, f, o; ``h0`` and ``c0``, initial states ``(units,)``. An embedding has ``W``
        ``(words, size)``, a dense layer ``W`` and, unless it has no bias, ``b``.
    options : dict
        ``activation``, ``inner_activation`` (names; a tuple of names where the arrays are right for
        any of these), ``reset_after``, ``reverse``, ``return_sequences``, ``merge_mode``,
        ``mask_zero`` …, as far as they are known.
    parts : tuple
        Of a bidirectional layer: the forward record and the backward record.

    Examples
    --------
    >>> LayerRecord("dense_1", "dense", {"W": np.ones((2, 3)), "b": np.zeros(3)}).shapes
    {'W': (2, 3), 'b': (3,)}
    """

    name: str
    kind: str
    arrays: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    parts: tuple = ()

    def __post_init__(self):
        if self.kind not in KINDS:
            raise UnknownNameError(f"{self.name}: {self.kind!r} is none of {', '.join(KINDS)}")

    @property
    def shapes(self):
        """The arrays' shapes by their names, those of the parts as ``forward/W``."""
        shapes = {name: np.shape(array) for name, array in self.arrays.items()}
        for direction, part in zip(("forward", "backward"), self.parts):
            shapes.update({f"{direction}/{name}": shape for name, shape in part.shapes.items()})
        return shapes


def records_of(model):
    """The records of a model's layers, in order; layers without parameters have none.

    Layers of models within the model, and within ``TimeDistributed``, are listed as its own.

    Parameters
    ----------
    model : Sequential or Model
        Built.

    Returns
    -------
    list of LayerRecord
        Their arrays are copies.

    Examples
    --------
    >>> from theanornn.layers import Dense
    >>> from theanornn.models import Sequential
    >>> [record.kind for record in records_of(Sequential([Dense(3, input_shape=(2,))]))]
    ['dense']
    """
    return [_record(layer) for layer in weighted_layers(model)]


def weighted_layers(model):
    """The layers that `records_of` lists, each once."""
    found = {}
    for layer in model.parts:
        inner = getattr(layer, "layer", None) if type(layer).__name__ == "TimeDistributed" else None
        layer = layer if inner is None else inner
        if hasattr(layer, "parts"):
            found.update(dict.fromkeys(weighted_layers(layer)))
        elif layer.named_weights():
            found[layer] = None
    return list(found)


#: Kinds of the layers of theanornn, by their classes' names.
_KINDS_OF_CLASSES = {
    "Dense": "dense",
    "TimeDistributedDense": "dense",
    "Embedding": "embedding",
    "SimpleRNN": "simple_rnn",
    "LSTM": "lstm",
    "GRU": "gru",
    "Bidirectional": "bidirectional",
}

#: Names of options, and of the attributes of layers that hold them.
_OPTIONS = {
    "mask_zero": "mask_zero",
    "reset_after": "reset_after",
    "reverse": "go_backwards",
    "return_sequences": "return_sequences",
    "return_state": "return_state",
    "stateful": "stateful",
    "merge_mode": "merge_mode",
}
_ACTIVATIONS = {"activation": "activation", "inner_activation": "recurrent_activation"}


def kind_of(layer):
    """What `LayerRecord.kind` is for a layer; a class of one's own is an "array"."""
    return _KINDS_OF_CLASSES.get(type(layer).__name__, "array")


def options_of(layer):
    """What `LayerRecord.options` are for a layer."""
    options = {
        option: getattr(layer, attribute)
        for option, attribute in _OPTIONS.items()
        if hasattr(layer, attribute)
    }
    for option, attribute in _ACTIVATIONS.items():
        function = getattr(layer, attribute, None)
        if function is not None:
            options[option] = getattr(function, "__name__", repr(function))
    return options


def _record(layer):
    kind = kind_of(layer)
    if kind == "bidirectional":
        parts = tuple(_record(each) for each in (layer.forward_layer, layer.backward_layer))
        if all(part.kind != "array" for part in parts):
            return LayerRecord(layer.name, kind, {}, options_of(layer), parts)
        kind = "array"
    arrays = {name: weight.get_value() for name, weight in layer.named_weights().items()}
    return LayerRecord(layer.name, kind, arrays, options_of(layer))
