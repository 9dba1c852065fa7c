"""What is said when a script ends in an error of its age."""

import pickle

import numpy as np
import pytest

from theanornn.running.hints import hint

FAILING = {
    "a[3 / 2]": "write //",
    "range(3 / 2)": "write //",
    "[1, 2, 3][:3 / 2]": "write //",
    "np.arange(3)[3 / 2]": "write //",
    "np.array([[1, 2], [3]])": "dtype=object",
    "{1: 2}.keys()[0]": "list(...)",
    "{1: 2}.keys().sort()": "list(...)",
    "len(zip([1], [2]))": "list(...)",
    "range(3) + [1]": "list(...)",
    "[1] + range(3)": "list(...)",
    "map(str, [1])[0]": "list(...)",
    "pickle.loads(b'\\x80\\x02U\\x01\\xc8.')": 'encoding="latin1"',
    "b'\\xe9'.decode()": "latin1",
    "b'a b'.split(' ')": '"rb"',
    "sorted([1, None])": "Python 2 compared",
    "import tensorflow": "Theano",
    "{}['a']": None,
    "1 / 0": None,
}


@pytest.mark.parametrize("source", FAILING)
def test_hints(source):
    with pytest.raises(Exception) as raised:
        exec(source, {"np": np, "pickle": pickle, "a": [1, 2, 3]})
    advice, expected = hint(raised.value), FAILING[source]
    if expected is None:
        assert advice is None
    else:
        assert expected in advice
