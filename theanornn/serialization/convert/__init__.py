"""Weights from other systems, and to them, by way of records.

`read_records` reads the layers of a file, `load_records` sets a model to them, `model_of` and
`cell_of` make a model or a cell of them; ``model.load_weights(path)`` does all at once.
`read_arrays` gives the arrays of a file by themselves. Nothing in a file is ever executed.
"""

from theanornn.serialization.convert.building import cell_of, model_of
from theanornn.serialization.convert.containers import Arrays, read_arrays
from theanornn.serialization.convert.file_loading import load_weights
from theanornn.serialization.convert.kinds import read_records
from theanornn.serialization.convert.loading import load_records
from theanornn.serialization.convert.records import LayerRecord, records_of

__all__ = [
    "Arrays",
    "LayerRecord",
    "cell_of",
    "load_records",
    "load_weights",
    "model_of",
    "read_arrays",
    "read_records",
    "records_of",
]
