"""Models and cells of records, where these say enough: `model_of`, `cell_of`."""

import numpy as np

from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.errors import ConversionError
from theanornn.serialization.convert.loading import load_records
from theanornn.serialization.convert.records import LayerRecord

__all__ = ["cell_of", "model_of"]

_CELLS = {"simple_rnn": SimpleRNNCell, "lstm": LSTMCell, "gru": GRUCell}
_OF_CELLS = ("activation", "inner_activation", "reset_after")


def cell_of(record, **options):
    """A cell with new shared variables that hold the arrays of a record.

    Parameters
    ----------
    record : LayerRecord
        Of kind "simple_rnn", "lstm" or "gru".
    **options
        Of the cell, where the record does not say them, or in place of what it says.

    Returns
    -------
    Cell
        Without the initial states, which are in ``record.arrays`` (``h0``, ``c0``) if there are
        any: `theanornn.recurrence.recur` takes them.

    Raises
    ------
    ConversionError
        The record is of no cell.

    Examples
    --------
    >>> from theanornn.serialization.convert import LayerRecord
    >>> record = LayerRecord("rnn", "simple_rnn", {"W": np.ones((3, 2)), "U": np.eye(2)})
    >>> cell_of(record, activation="relu").params
    Params('rnn', {'W': (3, 2), 'U': (2, 2)})
    """
    if record.kind not in _CELLS:
        raise ConversionError(f"{record.name} is of kind {record.kind!r}, which is no single cell")
    if "W" not in record.arrays or "U" not in record.arrays:
        raise ConversionError(f"{record.name} has no W or no U, only {', '.join(record.arrays)}")
    arrays = {name: each for name, each in record.arrays.items() if name not in ("h0", "c0")}
    said = {name: _first(record.options[name]) for name in _OF_CELLS if name in record.options}
    options = {"name": record.name, **said, **options}
    if "peepholes" in arrays:
        options["peepholes"] = True
    if record.kind == "gru" and "b_recurrent" in arrays:
        options.setdefault("reset_after", True)
    if "b" not in arrays:
        options["use_bias"] = False
    n_in, units = arrays["W"].shape[0], arrays["U"].shape[0]
    cell = _CELLS[record.kind](n_in, units, **options)
    values = {name: np.zeros(cell.params[name].get_value().shape) for name in cell.params}
    cell.params.set_values({**values, **arrays})
    return cell


def _first(value):
    return value[0] if isinstance(value, tuple) else value


def model_of(
    records,
    return_sequences=False,
    mask_zero=False,
    output_activation=None,
    activations=None,
    **options,
):
    """A `Sequential` of the layers that records are of, with their weights.

    The layers follow each other in order. Recurrent layers but the last return sequences. What
    records do not say is as in Keras 2, but for the activations of simple recurrent layers, and of
    Dense layers before the last: there is no usual one, and they must be given.

    Parameters
    ----------
    records : list of LayerRecord
    return_sequences : bool
        Whether the last recurrent layer does, where its record does not say so.
    mask_zero : bool
        Whether id 0 is padding, where an embedding's record does not say so.
    output_activation : str, optional
        Of the last layer, where it is a Dense one whose record does not say it.
    activations : dict, optional
        By the records' names: the activations of layers whose records do not say them.
    **options
        Of all recurrent layers, in place of what their records say: ``activation``,
        ``recurrent_activation``.

    Returns
    -------
    Sequential

    Raises
    ------
    ConversionError
        The records are of no chain of layers: their sizes do not follow one another, or one is of
        a layer that theanornn has not. Or they do not say the activation of one.
    """
    from theanornn.models import Sequential  # models stand below serialization

    records = _with_directions(list(records))
    recurrent = [k for k, record in enumerate(records) if record.kind in (*_CELLS, "bidirectional")]
    layers, size = [], None
    for number, record in enumerate(records):
        last = number == len(records) - 1
        size = _check_size(record, size, number)
        sequences = number in recurrent[:-1] or record.options.get(
            "return_sequences", return_sequences
        )
        first = {} if number else _input_shape(record)
        if record.kind == "embedding":
            layers.append(_embedding(record, mask_zero))
        elif record.kind == "dense":
            given = output_activation or "linear" if last else None
            layers.append(_dense(record, _activation(record, activations, given), first))
        else:
            layers.append(_recurrent(record, sequences, options, first, activations))
        layers += _pooling(record)
    model = Sequential(layers)
    load_records(model, records)
    return model


def _activation(record, given, otherwise):
    """The name of a layer's activation, from the record, or what was given."""
    said = record.options.get("activation")
    said = said[0] if isinstance(said, tuple) and len(said) == 1 else said
    found = (given or {}).get(record.name) or (None if isinstance(said, tuple) else said)
    if found or otherwise:
        return found or otherwise
    raise ConversionError(
        f"the file does not say the activation of {record.name} ({record.kind}). Say it to "
        f"model_of(..., activations={{{record.name!r}: 'relu'}}), or build the model yourself and "
        "call load_weights"
    )


def _with_directions(records):
    """Two directions side by side as one record, where the sizes say that they are."""
    result = []
    while records:
        record = records.pop(0)
        if record.kind in _CELLS and records and records[0].kind == record.kind:
            both = _size_of(record, "W")[0] == _size_of(records[0], "W")[0]
            after = _size_of(records[1], "W")[0] if len(records) > 1 and records[1].arrays else None
            units = _size_of(record, "U")[0]
            if both and after == units + _size_of(records[0], "U")[0]:
                parts = (record, records.pop(0))
                record = LayerRecord(record.name, "bidirectional", {}, {}, parts)
        result.append(record)
    return result


def _size_of(record, name):
    shape = np.shape(record.arrays.get(name))
    if len(shape) != 2:
        raise ConversionError(f"{record.name} ({record.kind}) has no matrix {name}")
    return shape


def _check_size(record, size, number):
    """The size of the layer's output, if its input has the size `size`."""
    if record.kind == "array" or (record.kind == "embedding" and number):
        raise ConversionError(
            f"{record.name} ({record.kind}, {', '.join(record.arrays)}) has no place in a chain of "
            "layers; build the model yourself and call load_weights(..., by_name=True)"
        )
    part = record.parts[0] if record.kind == "bidirectional" else record
    n_in, n_out = _size_of(part, "W")
    if record.kind not in ("dense", "embedding"):
        n_out = _size_of(part, "U")[0] * (2 if record.kind == "bidirectional" else 1)
    if size is not None and n_in != size:
        raise ConversionError(
            f"{record.name} takes {n_in} features, but what comes before it gives {size}; build "
            "the model yourself and call load_weights"
        )
    return n_out


def _input_shape(record):
    part = record.parts[0] if record.kind == "bidirectional" else record
    n_in = _size_of(part, "W")[0]
    return {"input_shape": (n_in,) if record.kind == "dense" else (None, n_in)}


def _embedding(record, mask_zero):
    from theanornn.layers import Embedding

    mask_zero = record.options.get("mask_zero", mask_zero)
    return Embedding(*record.arrays["W"].shape, mask_zero=mask_zero, name=record.name)


def _dense(record, activation, first):
    from theanornn.layers import Dense

    units, has_bias = record.arrays["W"].shape[1], "b" in record.arrays
    return Dense(units, activation=activation, use_bias=has_bias, name=record.name, **first)


def _recurrent(record, return_sequences, options, first, activations):
    from theanornn import layers

    if record.kind == "bidirectional":
        inner = _recurrent(record.parts[0], return_sequences, options, {}, activations)
        merge_mode = record.options.get("merge_mode", "concat")
        return layers.Bidirectional(inner, merge_mode=merge_mode, name=record.name, **first)
    kind = {"simple_rnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}[record.kind]
    said = {
        theirs: _first(record.options[ours])
        for ours, theirs in (
            ("inner_activation", "recurrent_activation"),
            ("reset_after", "reset_after"),
            ("reverse", "go_backwards"),
        )
        if ours in record.options
    }
    if record.kind == "gru" and "b_recurrent" in record.arrays:
        said.setdefault("reset_after", True)
    if "peepholes" in record.arrays:
        said["peepholes"] = True
    usual = None if record.kind == "simple_rnn" else "tanh"
    said["activation"] = options.get("activation") or _activation(record, activations, usual)
    arguments = {"return_sequences": return_sequences, "name": record.name, **said, **options}
    return kind(record.arrays["U"].shape[0], use_bias="b" in record.arrays, **arguments, **first)


def _pooling(record):
    from theanornn.layers import GlobalAveragePooling1D

    return [GlobalAveragePooling1D()] if record.options.get("pooling") == "mean" else []
