"""What to say when a script ends in an error that has to do with its age.

Public names: :func:`hint`.
"""

import re

#: (class of the error, pattern in its message, what to do).
_HINTS = [
    (
        ValueError,
        "inhomogeneous shape",
        "NumPy makes no arrays of lists of different lengths since 1.24: "
        "write np.array(..., dtype=object), or pad them",
    ),
    (
        (TypeError, IndexError),
        "'float' object cannot be interpreted as an integer|slice indices must be integers"
        "|only integers, slices|list indices must be integers",
        "in Python 2, / of whole numbers gave a whole number: write // where one is needed",
    ),
    (
        TypeError,
        r"'(dict_keys|dict_values|dict_items|map|filter|zip|range)' object (is not subscriptable"
        r"|does not support item assignment)"
        r"|object of type '(map|filter|zip)' has no len"
        r"|unsupported operand type\(s\) for \+: '(range|dict_\w+|map|zip)'"
        r"|can only concatenate list \(not \"(range|dict_\w+|map|zip)\"\)",
        "in Python 2 this was a list: write list(...) around it",
    ),
    (
        AttributeError,
        r"'(dict_keys|dict_values|dict_items|map|filter|zip|range)' object has no attribute",
        "in Python 2 this was a list: write list(...) around it",
    ),
    (
        UnicodeDecodeError,
        "'ascii' codec can't decode",
        'a pickle of Python 2 is read with pickle.load(file, encoding="latin1")',
    ),
    (
        UnicodeDecodeError,
        "'utf-8' codec can't decode",
        'a text that is not UTF-8 is read with open(path, encoding="latin1")',
    ),
    (
        TypeError,
        "a bytes-like object is required, not 'str'|string pattern on a bytes-like"
        "|can't concat str to bytes|write\\(\\) argument must be str, not bytes",
        'text and bytes differ in Python 3: open text with "r" or "w", all else with "rb" or "wb"',
    ),
    (
        Exception,
        r"iterator should return strings, not bytes",
        'csv reads text: open the file with "r"',
    ),
    (
        ValueError,
        "Object arrays cannot be loaded",
        "the file holds pickled objects, which could run code: "
        "np.load(path, allow_pickle=True) if you trust it",
    ),
    (
        ValueError,
        "old GPU back-end",
        "set device = cpu in .theanorc: Theano's old GPU back-end is gone",
    ),
    (
        TypeError,
        "'NoneType' and '\\w+'|'\\w+' and 'NoneType'|not supported between instances",
        "Python 2 compared and sorted anything; say a key, or keep None out",
    ),
    (
        ImportError,
        "No module named 'tensorflow'",
        "Keras' backend here is Theano; code that calls TensorFlow by itself cannot run on it",
    ),
]


def hint(error):
    """One sentence about an error, or None.

    Parameters
    ----------
    error : BaseException

    Examples
    --------
    >>> hint(TypeError("object of type 'zip' has no len()"))
    'in Python 2 this was a list: write list(...) around it'
    """
    for kind, pattern, advice in _HINTS:
        if isinstance(error, kind) and re.search(pattern, str(error)):
            return advice
    return None
