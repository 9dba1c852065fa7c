"""What Keras 1.2.2 and 2.3.1 gave for the same; keys are the generations."""

import json
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "keras_preprocessing.json"
KERAS = {int(generation): values for generation, values in json.loads(_FILE.read_text()).items()}
