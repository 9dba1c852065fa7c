"""Names that Python and NumPy have dropped, for packages of Theano's time only."""

import collections
import inspect

import numpy as np
import pytest
import theano  # noqa: F401

from theanornn.runtime.old_names import python_names

MISSING = [
    (module, name)
    for module, names in python_names.MOVED.items()
    for name in names
    if name not in vars({"inspect": inspect, "collections": collections, "numpy": np}[module])
]


def run_as(name, program):
    namespace = {"__name__": name}
    exec(program, namespace)
    return namespace


def test_given_to_their_modules():
    program = (
        "from collections import Iterable, OrderedDict\nimport inspect, numpy as np\n"
        "spec = inspect.getargspec(lambda a, b=1, *c, **d: 0)\n"
        "last = np.Inf, np.float_(1), np.asscalar(np.array([3]))\n"
    )
    names = run_as("keras.callbacks", program)
    assert isinstance([], names["Iterable"]) and names["OrderedDict"] is collections.OrderedDict
    assert names["spec"] == (["a", "b"], "c", "d", (1,)) and names["spec"].keywords == "d"
    assert names["last"] == (np.inf, 1.0, 3)


@pytest.mark.parametrize("module, name", MISSING)
def test_not_given_to_others(module, name, monkeypatch):
    # Another test may have run a script that was given it for the whole process.
    monkeypatch.delattr(f"{module}.{name}", raising=False)
    with pytest.raises(AttributeError):
        run_as("anything.else", f"import {module}; {module}.{name}")
    run_as("lasagne.utils", f"import {module}; {module}.{name}")
