"""The order of layers where a file has none: by their sizes, which must follow one another."""

import json
import re

import numpy as np

from theanornn.errors import DataError

__all__ = ["in_order", "sizes"]

# Chains of more layers than this are not searched for.
_MOST_LAYERS = 12


def sizes(record):
    """How many features a layer takes and gives; None for what does not come into it.

    Examples
    --------
    >>> from theanornn.serialization.convert.records import LayerRecord
    >>> sizes(LayerRecord("dense_1", "dense", {"W": np.ones((2, 3)), "b": np.zeros(3)}))
    (2, 3)
    """
    if record.kind == "bidirectional":
        halves = [sizes(part) for part in record.parts]
        return halves[0][0], halves[0][1] + halves[1][1]
    if record.kind == "array" or np.ndim(record.arrays.get("W")) != 2:
        return None, None
    n_in, n_out = np.shape(record.arrays["W"])
    if record.kind == "embedding":
        return None, n_out
    return n_in, np.shape(record.arrays["U"])[0] if "U" in record.arrays else n_out


def in_order(records, said=None):
    """Records in the order of the layers, as far as that can be told.

    Parameters
    ----------
    records : list of LayerRecord
    said : str, optional
        A JSON list of all names, in order.

    Returns
    -------
    list of LayerRecord
        As `said`; else as they come, if the sizes follow one another so; else by the numbers in the
        names, if they do so; else in the one order in which they do; else by the names.

    Raises
    ------
    DataError
        `said` is no list of the names.
    """
    if said is not None:
        return _as_said(records, said)
    if _follow(records):
        return list(records)
    records = sorted(records, key=lambda record: _natural(record.name))
    if _follow(records) or len(records) > _MOST_LAYERS:
        return records
    chains = _chains([], records)
    chain, other = next(chains, None), next(chains, None)
    return records if chain is None or other is not None else chain


def _as_said(records, said):
    by_name = {record.name: record for record in records}
    try:
        names = json.loads(said)
        if sorted(names) == sorted(by_name):
            return [by_name[name] for name in names]
    except (TypeError, ValueError):
        pass
    raise DataError(f"its metadata says the layers are {said[:200]}, but it has {list(by_name)}")


def _natural(name):
    """A key by which rnn2 comes before rnn10."""
    return [
        (part.isdigit(), int(part) if part.isdigit() else part)
        for part in re.split(r"([0-9]+)", name)
        if part
    ]


def _follow(records):
    given = None
    for number, record in enumerate(records):
        taken, gives = sizes(record)
        if gives is None or (taken is None and number) or (number and taken != given):
            return False
        given = gives
    return True


def _chains(chain, rest):
    """All orders in which the layers of `rest` follow those of `chain`."""
    if not rest:
        yield chain
    for number, record in enumerate(rest):
        if _follow([*chain[-1:], record]) and not (chain and sizes(record)[0] is None):
            yield from _chains([*chain, record], rest[:number] + rest[number + 1 :])
