"""What is drawn of a model: :func:`connections` and :func:`label`."""

from theanornn.models import Sequential


def connections(model):
    """Which layer gives its output to which.

    Parameters
    ----------
    model : Sequential or Model

    Returns
    -------
    list of (layer, layer)
        Each pair once, in the order of the layers.

    Examples
    --------
    >>> from theanornn.layers import Activation, Dense
    >>> model = Sequential([Dense(2, input_dim=1, name="a"), Activation("tanh", name="b")])
    >>> [(before.name, after.name) for before, after in connections(model)]
    [('a', 'b')]
    """
    if isinstance(model, Sequential):
        return list(zip(model.layers, model.layers[1:]))
    inside = {id(layer) for layer in model.layers}
    pairs = {
        (id(before), id(layer)): (before, layer)
        for layer in model.layers
        for node in layer.inbound_nodes
        for before in node.inbound_layers
        if id(before) in inside
    }
    return list(pairs.values())


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
