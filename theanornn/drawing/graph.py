"""What is drawn of a model: :func:`connections` and :func:`label`."""

from theanornn.models.wiring import Wiring


def connections(model):
    """Which layer gives its output to which.

    Parameters
    ----------
    model : Sequential or Model

    Returns
    -------
    list of (layer, layer)
        Of ``model.parts``, each pair once.

    Examples
    --------
    >>> from theanornn.layers import Activation, Dense
    >>> from theanornn.models import Sequential
    >>> model = Sequential([Dense(2, input_dim=1, name="a"), Activation("tanh", name="b")])
    >>> [(before.name, after.name) for before, after in connections(model)]
    [('a', 'b')]
    """
    if not model.connections():
        return list(zip(model.parts, model.parts[1:]))
    nodes = Wiring(model.inputs, model.outputs, model.name).nodes
    shown = set(model.parts)
    pairs = ((before, node.layer) for node in nodes for before in node.inbound_layers)
    return list(dict.fromkeys(pair for pair in pairs if shown.issuperset(pair)))


def label(layer, show_shapes=False, show_layer_names=True):
    """The lines that describe a layer.

    Parameters
    ----------
    layer : Layer
        A layer around another one shows that as well.
    show_shapes : bool
        Add the shapes of input and output.
    show_layer_names : bool
        Show the name beside the class.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from theanornn.layers import Dense
    >>> from theanornn.models import Sequential
    >>> model = Sequential([Dense(2, input_dim=1, name="a")])
    >>> label(model.layers[0], show_shapes=True)
    ['a: Dense', 'input: (None, 1)', 'output: (None, 2)']
    """
    name, kind = layer.name, type(layer).__name__
    inner = getattr(layer, "layer", None)
    if inner is not None:
        name, kind = f"{name}({inner.name})", f"{kind}({type(inner).__name__})"
    lines = [f"{name}: {kind}" if show_layer_names else kind]
    if show_shapes:
        lines += [f"input: {_shape(layer, 'input')}", f"output: {_shape(layer, 'output')}"]
    return lines


def _shape(layer, what):
    try:
        return str(getattr(layer, f"{what}_shape"))
    except AttributeError:  # a layer that is used several times has several
        return "multiple"
