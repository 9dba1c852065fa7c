"""What the data sets of Keras 1.2.2 and 2.3.1 gave for small files; keys are the generations."""

import json
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "keras_datasets.json"
KERAS = {int(generation): values for generation, values in json.loads(_FILE.read_text()).items()}

#: The texts in those files, and their labels.
TEXTS = [[(7 * i + 3 * j) % 9 + 1 for j in range(i % 5 + 1)] for i in range(13)]
LABELS = [i % 3 for i in range(13)]


def as_lists(parts):
    """The four arrays of a data set as lists."""
    return [
        [*map(int, v)] if v.ndim == 1 and v.dtype != object else v.tolist()
        for part in parts
        for v in part
    ]
