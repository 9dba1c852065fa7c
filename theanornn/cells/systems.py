"""How other systems lay their recurrent weights out, and what their cells do by default.

One table, `SYSTEMS`, from system and kind of cell to a `Layout`. The presets ``like="torch"`` of
cells and builders, and the converters of weights, all read it. Gates are named by theanornn's
letters: i, f, c, o of an LSTM (c is the candidate, PyTorch's g), z, r, h of a GRU (z the update
gate, r the reset gate, h the candidate, PyTorch's n), h of a simple network.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Optional

import numpy as np

from theanornn import registry
from theanornn.errors import UnknownNameError
from theanornn.initializers import Initializer

__all__ = ["KINDS", "OURS", "SYSTEMS", "Layout", "UniformByUnits", "layout_of", "reordered"]


@dataclass(frozen=True)
class Layout:
    """What one system has for one kind of cell.

    Parameters
    ----------
    gates : str
        The gates that stand side by side in one matrix, in order.
    parts : tuple of str
        The separate arrays of a weight where the system keeps them apart, in its order, each with
        the gates in it: ``("i", "c", "f", "o")``; () where it has no such form.
    transposed : bool
        Whether matrices are ``(gates*units, n_in)``, and not ``(n_in, gates*units)``.
    biases : {"one", "two", "twice"} or None
        One vector; one of the input and one of the recurrent product; or one that is added twice.
        None: one, or two where the reset gate acts after the recurrent product.
    options : mapping
        The defaults of the cell, as arguments of theanornn's cell of this kind.
    source : str
        Where this was read.
    """

    gates: str
    parts: tuple = ()
    transposed: bool = False
    biases: Optional[str] = "one"
    options: Mapping = field(default_factory=dict)
    source: str = ""


def _uniform(limit):
    return {
        "class_name": "RandomUniform",
        "config": {"minval": -limit, "maxval": limit},
    }


def _normal(stddev):
    return {"class_name": "RandomNormal", "config": {"mean": 0.0, "stddev": stddev}}


class UniformByUnits(Initializer):
    """Uniform within one over the root of the number of units, biases too, as PyTorch has it."""

    def draw(self, shape, rng):
        limit = 1 / np.sqrt(shape[-1])
        return rng.uniform(-limit, limit, shape)


_TORCH_VALUES = dict.fromkeys(("W", "U", "b", "b_recurrent"), UniformByUnits())
_KERAS1_VALUES = {"U": {"class_name": "Orthogonal", "config": {"gain": 1.1}}}
_LASAGNE_VALUES = {"W": _normal(0.1), "U": _normal(0.1)}
_ORTHOGONAL = {"W": "orthogonal", "U": "orthogonal"}

#: What the kinds of cells are called.
KINDS = ("simple_rnn", "lstm", "gru")

#: theanornn's own layouts by kind, in which records and our cells keep their weights.
OURS = {
    "simple_rnn": Layout("h", ("h",)),
    "lstm": Layout("ifco", ("i", "f", "c", "o")),
    "gru": Layout("zrh", ("z", "r", "h"), biases=None),
}

#: By system, then by kind of cell.
SYSTEMS = {
    "keras1": {
        "simple_rnn": Layout(
            "h",
            ("h",),
            options={"activation": "tanh", "initializers": _KERAS1_VALUES},
            source="Keras 1.2.2, keras/layers/recurrent.py: SimpleRNN",
        ),
        "lstm": Layout(
            "ifco",
            ("i", "c", "f", "o"),
            options={
                "activation": "tanh",
                "inner_activation": "hard_sigmoid",
                "forget_bias": 1.0,
                "peepholes": False,
                "initializers": _KERAS1_VALUES,
            },
            source="Keras 1.2.2, keras/layers/recurrent.py: LSTM; side by side with "
            "consume_less='gpu', else twelve arrays",
        ),
        "gru": Layout(
            "zrh",
            ("z", "r", "h"),
            options={
                "activation": "tanh",
                "inner_activation": "hard_sigmoid",
                "reset_after": False,
                "update_gate": "keeps",
                "initializers": _KERAS1_VALUES,
            },
            source="Keras 1.2.2, keras/layers/recurrent.py: GRU",
        ),
    },
    "keras2": {
        "simple_rnn": Layout(
            "h",
            options={"activation": "tanh"},
            source="Keras 2.3.1, keras/layers/recurrent.py: SimpleRNNCell",
        ),
        "lstm": Layout(
            "ifco",
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "forget_bias": 1.0,
                "peepholes": False,
            },
            source="Keras 2.3.1, keras/layers/recurrent.py: LSTMCell",
        ),
        "gru": Layout(
            "zrh",
            biases=None,
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "reset_after": False,
                "update_gate": "keeps",
            },
            source="Keras 2.3.1, keras/layers/recurrent.py: GRUCell",
        ),
    },
    "lasagne": {
        "simple_rnn": Layout(
            "h",
            ("h",),
            options={
                "activation": "relu",
                "initializers": {"W": _uniform(0.01), "U": _uniform(0.01)},
            },
            source="Lasagne (0.2.dev1), lasagne/layers/recurrent.py: RecurrentLayer",
        ),
        "lstm": Layout(
            "ifco",
            ("i", "f", "c", "o"),
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "forget_bias": 0.0,
                "peepholes": True,
                "initializers": _LASAGNE_VALUES,
            },
            source="Lasagne (0.2.dev1), lasagne/layers/recurrent.py: LSTMLayer; the order of "
            "get_all_param_values",
        ),
        "gru": Layout(
            "zrh",
            ("z", "r", "h"),
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "reset_after": True,
                "update_gate": "replaces",
                "initializers": _LASAGNE_VALUES,
            },
            source="Lasagne (0.2.dev1), lasagne/layers/recurrent.py: GRULayer; the order of "
            "get_all_param_values",
        ),
    },
    "torch": {
        "simple_rnn": Layout(
            "h",
            transposed=True,
            biases="two",
            options={"activation": "tanh", "initializers": _TORCH_VALUES},
            source="PyTorch, torch.nn.RNN: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0",
        ),
        "lstm": Layout(
            "ifco",
            transposed=True,
            biases="two",
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "forget_bias": None,
                "peepholes": False,
                "initializers": _TORCH_VALUES,
            },
            source="PyTorch, torch.nn.LSTM: (W_ii|W_if|W_ig|W_io)",
        ),
        "gru": Layout(
            "rzh",
            transposed=True,
            biases="two",
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "reset_after": True,
                "update_gate": "keeps",
                "initializers": _TORCH_VALUES,
            },
            source="PyTorch, torch.nn.GRU: (W_ir|W_iz|W_in)",
        ),
    },
    "dlt": {
        "simple_rnn": Layout(
            "h",
            options={
                "activation": "sigmoid",
                "learn_init": True,
                "initializers": {"W": _uniform(0.2), "U": _uniform(0.2)},
            },
            source="DeepLearningTutorials, code/rnnslu.py: RNNSLU (wx, wh, bh, h0)",
        ),
        "lstm": Layout(
            "ifoc",
            biases="twice",
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "forget_bias": 0.0,
                "peepholes": False,
                "initializers": _ORTHOGONAL,
            },
            source="DeepLearningTutorials, code/lstm.py: lstm_layer (lstm_W, lstm_U, lstm_b); "
            "lstm_b is added twice until May 2015, and once since",
        ),
    },
    "dl4mt": {
        "gru": Layout(
            "rzh",
            ("rz", "h"),
            options={
                "activation": "tanh",
                "inner_activation": "sigmoid",
                "reset_after": True,
                "update_gate": "keeps",
                "initializers": {"W": _normal(0.01), "U": "orthogonal"},
            },
            source="dl4mt-tutorial, session2/nmt.py: gru_layer (W, U, b of the gates r, u; "
            "Wx, Ux, bx of the proposal); Nematus likewise",
        ),
    },
}
SYSTEMS = {system: MappingProxyType(kinds) for system, kinds in SYSTEMS.items()}


def layout_of(system: Optional[str], kind: str) -> Layout:
    """The layout of a kind of cell in a system; None stands for theanornn itself.

    Raises
    ------
    UnknownNameError
        There is no such system, or it has no such cell.

    Examples
    --------
    >>> layout_of("torch", "gru").gates, layout_of(None, "gru").gates
    ('rzh', 'zrh')
    """
    if system is None:
        return OURS[kind]
    kinds = registry.lookup("system for like=", SYSTEMS, system)
    if kind not in kinds:
        having = [name for name, cells in SYSTEMS.items() if kind in cells]
        raise UnknownNameError(
            f"like={system!r}: {system} has no {kind}, only {', '.join(kinds)}; {kind} is there "
            f"like={', '.join(map(repr, having))}, or without like"
        )
    return kinds[kind]


def reordered(array, before, after, axis=-1):
    """An array with its gates in another order.

    Parameters
    ----------
    array : array
        Blocks of equal size side by side on one axis, one for each gate.
    before, after : str
        The gates in order: ``"ifoc"``.
    axis : int

    Examples
    --------
    >>> reordered([1, 2, 3, 4], "ifoc", "ifco")
    array([1, 2, 4, 3])
    """
    blocks = dict(zip(before, np.split(np.asarray(array), len(before), axis)))
    return np.concatenate([blocks[gate] for gate in after], axis)
