"""Activations: as nodes of a graph, and as what RNN, LSTM and GRU are told."""

import numpy as np

from theanornn import activations
from theanornn.errors import ConversionError

__all__ = ["add_activation", "has_activations", "recurrent_activation"]

_NODES = {
    "elu": ("Elu", {"alpha": 1.0}),
    "exponential": ("Exp", {}),
    "hard_sigmoid": ("HardSigmoid", {"alpha": 0.2, "beta": 0.5}),
    "relu": ("Relu", {}),
    "selu": ("Selu", {}),
    "sigmoid": ("Sigmoid", {}),
    "softmax": ("Softmax", {"axis": -1}),
    "softplus": ("Softplus", {}),
    "softsign": ("Softsign", {}),
    "tanh": ("Tanh", {}),
}

#: For recurrent operators: name, alpha and beta.
_RECURRENT = {
    "elu": ("Elu", [1.0], []),
    "hard_sigmoid": ("HardSigmoid", [0.2], [0.5]),
    "linear": ("Affine", [1.0], [0.0]),
    "relu": ("Relu", [], []),
    "sigmoid": ("Sigmoid", [], []),
    "softplus": ("Softplus", [], []),
    "softsign": ("Softsign", [], []),
    "tanh": ("Tanh", [], []),
}


def add_activation(graph, function, x, owner):
    """The name of a function of theanornn applied to a value.

    Raises
    ------
    ConversionError
        It is one of the user's own.
    """
    name = activations.name_of(function)
    if activations.FUNCTIONS.get(name) is not function:
        raise ConversionError(
            f"{owner}: the activation {name} is one of your own, and has no name in ONNX. Use one "
            f"of {', '.join(activations.FUNCTIONS)}, or model.to_numpy()"
        )
    if name == "linear":
        return x
    op_type, attributes = _NODES[name]
    return graph.node(op_type, x, **attributes)


def has_activations(names):
    """Whether ONNX's recurrent operators have all of some activations."""
    return all(name in _RECURRENT for name in names)


def recurrent_activation(names):
    """The attributes that tell a recurrent operator its activations.

    Parameters
    ----------
    names : list of str
        In the operator's order; `has_activations` of them is true.

    Examples
    --------
    >>> recurrent_activation(["hard_sigmoid", "tanh"])["activations"]
    ['HardSigmoid', 'Tanh']
    """
    found = [_RECURRENT[name] for name in names]
    attributes = {"activations": [each[0] for each in found]}
    alphas = [float(np.float32(alpha)) for each in found for alpha in each[1]]
    betas = [float(np.float32(beta)) for each in found for beta in each[2]]
    if alphas:
        attributes["activation_alpha"] = alphas
    if betas:
        attributes["activation_beta"] = betas
    return attributes
