"""Graphs of layers as numbers, strings, lists and dicts: the layout of Keras' ``model.to_json()``.

A layer's uses stand in its ``inbound_nodes``, one entry for each, a list of
``[layer, node, tensor, arguments]`` for each tensor that goes in. Nodes are counted among those
of the model alone; Keras counts the first use of a model within it as number 1.
"""

from theano.graph.basic import Variable

from theanornn import layers as layer_kinds
from theanornn.argument_kinds import shown
from theanornn.errors import UNFIT, DataError, TheanornnError
from theanornn.layers import InputLayer
from theanornn.layers.nodes import as_list, is_keras_tensor, single_or_list
from theanornn.models.wiring import nearest_name

__all__ = ["chained", "described", "entries", "graph_from", "of_graph"]


def described(layer):
    """``{"class_name": …, "config": …}`` of a layer."""
    return {"class_name": type(layer).__name__, "config": layer.get_config()}


def of_graph(model):
    """The config of a functional model.

    Parameters
    ----------
    model : Model

    Returns
    -------
    dict
        In the layout of Keras 2.3.1.
    """
    numbers = _node_numbers(model)

    def address(tensor):
        layer, node_index, tensor_index = tensor._keras_history
        return [layer.name, numbers[layer, node_index], tensor_index]

    entries = []
    for layer in model.layers:
        nodes = [
            node for index, node in enumerate(layer.inbound_nodes) if (layer, index) in numbers
        ]
        inbound = [_inbound(node, address) for node in nodes if not isinstance(layer, InputLayer)]
        entries.append({"name": layer.name, **described(layer), "inbound_nodes": inbound})
    return {
        "name": model.name,
        "layers": entries,
        "input_layers": [address(tensor) for tensor in model.inputs],
        "output_layers": [address(tensor) for tensor in model.outputs],
    }


def _node_numbers(model):
    """From (layer, place among its nodes) to the number that the config counts."""
    from theanornn.models.network import Network

    own = set(model.wiring.nodes)
    numbers = {}
    for layer in model.layers:
        number = 1 if isinstance(layer, Network) else 0
        for index, node in enumerate(layer.inbound_nodes):
            if node in own:
                numbers[layer, index] = number
                number += 1
    return numbers


def _inbound(node, address):
    if node.given_mask is not None:
        raise TheanornnError(
            f"{node.layer.name}: was called with mask=, which a config cannot hold; let the mask "
            "come from Masking or an Embedding."
        )
    arguments = {name: _plain(value, address, node) for name, value in node.arguments.items()}
    return [[*address(tensor), arguments] for tensor in as_list(node.inputs)]


def _plain(value, address, node):
    if isinstance(value, Variable) and is_keras_tensor(value):
        return {"keras_tensor": address(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(each, address, node) for each in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TheanornnError(
        f"{node.layer.name}: was called with {value!r}, which a config cannot hold; give it to the "
        "layer when it is made, or as Input(tensor=...)."
    )


def graph_from(config):
    """The inputs and outputs of the graph that a config tells.

    Parameters
    ----------
    config : dict
        As Keras 1 or 2 write it.

    Returns
    -------
    inputs, outputs : lists of Keras tensors

    Raises
    ------
    DataError
        The config names layers or uses of them that it does not have.
    """
    listed = entries(config)
    try:
        waiting = {entry["name"]: list(entry["inbound_nodes"]) for entry in listed}
        ends = config["input_layers"], config["output_layers"]
    except (KeyError, TypeError) as error:
        raise DataError(f"this is no config of a model: it lacks {error}") from error
    made = {entry["name"]: _layer(entry) for entry in listed}
    try:
        _connect(made, waiting)
        inputs, outputs = ([_tensor(entry, made) for entry in _entries(end)] for end in ends)
    except TheanornnError:
        raise
    except UNFIT as error:
        raise DataError(f"the config connects layers in no known way: {error!r}") from error
    return inputs, outputs


def entries(config):
    """What a model's config has for its layers: a list of dicts with a class and a config.

    Raises
    ------
    DataError
        It has no such list.
    """
    if not isinstance(config, dict) or not isinstance(config.get("layers"), (list, tuple)):
        came = shown(config.get("layers", config) if isinstance(config, dict) else config)
        raise DataError(
            f"this is no config of a model: got {came}, expected a dict with a list of layers"
        )
    for entry in config["layers"]:
        known = isinstance(entry, dict) and isinstance(entry.get("class_name"), str)
        if not known or not isinstance(entry.get("config"), (dict, list)):
            raise DataError(
                f"the config of a model has {shown(entry)} for a layer, expected "
                '{"class_name": ..., "config": {...}}'
            )
    return config["layers"]


def chained(entry):
    """A layer of a chain from its entry; Keras 1's `Merge` with the layers that it is put on."""
    config = entry["config"]
    below = config.get("layers") if isinstance(config, dict) else None
    if entry["class_name"] != "Merge" or not isinstance(below, list) or not below:
        return layer_kinds.get(entry)
    before, listed = [], entries(config)
    for place, each in enumerate(listed):
        first = listed.index(each)  # a model that is merged with itself stands there twice
        before.append(chained(each) if first == place else before[first])
    return layer_kinds.get({**entry, "config": {**config, "layers": before}})


def _layer(entry):
    if entry.get("class_name") == "Merge" and "layers" in entry["config"]:
        # What it is put on stands in the inbound nodes.
        config = {name: value for name, value in entry["config"].items() if name != "layers"}
        entry = {**entry, "config": config}
    layer = layer_kinds.get(entry)
    if layer.name != entry["name"]:
        layer.name = entry["name"]
    return layer


def _connect(made, waiting):
    """Call the layers on each other, each use when what it needs is there."""
    while any(waiting.values()):
        progress = False
        for name, uses in waiting.items():
            while uses and all(_is_there(entry, made) for entry in _addresses(uses[0])):
                _use(made[name], uses.pop(0), made)
                progress = True
        if not progress:
            name, uses = next((name, uses) for name, uses in waiting.items() if uses)
            missing = next(entry for entry in _addresses(uses[0]) if not _is_there(entry, made))
            hint = nearest_name(missing[0], made)
            raise DataError(
                f"the config's layer {name!r} needs {missing[:3]}, which nothing gives; {hint}"
            )


def _use(layer, entries, made):
    tensors = [_tensor(entry, made) for entry in _entries(entries)]
    arguments = entries[0][3] if len(entries[0]) > 3 else {}
    layer(single_or_list(tensors), **_resolved(arguments or {}, made))


def _resolved(value, made):
    if isinstance(value, dict):
        if set(value) == {"keras_tensor"}:
            return _tensor(value["keras_tensor"], made)
        return {name: _resolved(each, made) for name, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, made) for each in value]
    return value


def _entries(addresses):
    """A list of addresses, also where Keras 1 wrote a single one."""
    return [addresses] if addresses and isinstance(addresses[0], str) else addresses


def _addresses(entries):
    """All addresses that a use needs, those among its arguments too."""
    for entry in _entries(entries):
        yield entry
        if len(entry) > 3:
            yield from _among(entry[3])


def _among(value):
    if isinstance(value, dict):
        if set(value) == {"keras_tensor"}:
            yield value["keras_tensor"]
        else:
            for each in value.values():
                yield from _among(each)
    elif isinstance(value, list):
        for each in value:
            yield from _among(each)


def _is_there(address, made):
    name, node_index = address[0], address[1]
    return name in made and node_index < len(made[name].inbound_nodes)


def _tensor(address, made):
    name, node_index, tensor_index = address[:3]
    if not _is_there(address, made):
        raise DataError(
            f"the config needs {address[:3]}, which nothing gives; {nearest_name(name, made)}"
        )
    tensors = made[name].inbound_nodes[node_index].output_tensors
    if tensor_index >= len(tensors):
        raise DataError(
            f"the config needs output {tensor_index} of {name!r}; it has {len(tensors)}."
        )
    return tensors[tensor_index]
