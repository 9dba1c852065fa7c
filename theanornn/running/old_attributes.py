"""Names that modules of today no longer have: put back where they only moved, else explained.

Public names: :data:`MODULES`, :func:`note`, :func:`restore`.
"""

import importlib
from importlib import metadata

from theanornn.runtime.old_names import python_names

#: Module -> name that is gone -> (where it is now, ``module:name``, or a function; what to say).
_MOVED = {
    **python_names.MOVED,
    "itertools": {
        "ifilter": ("builtins:filter", "filter"),
        "imap": ("builtins:map", "map"),
        "izip": ("builtins:zip", "zip"),
        "ifilterfalse": ("itertools:filterfalse", "itertools.filterfalse"),
        "izip_longest": ("itertools:zip_longest", "itertools.zip_longest"),
    },
    "string": {
        "letters": ("string:ascii_letters", "string.ascii_letters"),
        "lowercase": ("string:ascii_lowercase", "string.ascii_lowercase"),
        "uppercase": ("string:ascii_uppercase", "string.ascii_uppercase"),
        "maketrans": ("builtins:str.maketrans", "str.maketrans"),
        "join": (lambda words, sep=" ": sep.join(words), "separator.join(words)"),
        "lower": ("builtins:str.lower", "text.lower()"),
        "replace": ("builtins:str.replace", "text.replace(old, new)"),
        "split": ("builtins:str.split", "text.split()"),
        "strip": ("builtins:str.strip", "text.strip()"),
        "upper": ("builtins:str.upper", "text.upper()"),
    },
    "sys": {
        "maxint": ("sys:maxsize", "sys.maxsize"),
        "setdefaultencoding": (lambda encoding: None, "needless"),
    },
    "os": {"getcwdu": ("os:getcwd", "os.getcwd")},
    "time": {"clock": ("time:perf_counter", "time.perf_counter")},
    "fractions": {"gcd": ("math:gcd", "math.gcd")},
    "types": {
        "ListType": ("builtins:list", "list"),
        "DictType": ("builtins:dict", "dict"),
        "IntType": ("builtins:int", "int"),
        "FloatType": ("builtins:float", "float"),
        "StringType": ("builtins:str", "str"),
        "TupleType": ("builtins:tuple", "tuple"),
        "UnicodeType": ("builtins:str", "str"),
    },
    "urllib": {
        "quote": ("urllib.parse:quote", "urllib.parse.quote"),
        "quote_plus": ("urllib.parse:quote_plus", "urllib.parse.quote_plus"),
        "unquote": ("urllib.parse:unquote", "urllib.parse.unquote"),
        "urlencode": ("urllib.parse:urlencode", "urllib.parse.urlencode"),
        "urlopen": ("urllib.request:urlopen", "urllib.request.urlopen"),
        "urlretrieve": ("urllib.request:urlretrieve", "urllib.request.urlretrieve"),
    },
}

#: Module -> name (or "*") that is gone for good -> what to do instead.
_GONE = {
    "scipy.misc": {
        **dict.fromkeys(
            ("imread", "imsave", "imshow", "imresize", "imrotate", "imfilter", "toimage"),
            "is gone from SciPy: imageio reads and writes images, Pillow resizes them",
        ),
        "logsumexp": "is scipy.special.logsumexp now",
        "comb": "is scipy.special.comb now",
        "factorial": "is scipy.special.factorial now",
    },
}

#: Modules of which something is known.
MODULES = frozenset([*_MOVED, *_GONE])
#: Names that NumPy 2 has again.
_BACK_IN_NUMPY_2 = ("bool", "long")


def note(module, name):
    """What to say of ``module.name`` in a source.

    Parameters
    ----------
    module, name : str

    Returns
    -------
    (text, helped) or None
        None when all is well with it.
    """
    if name in _GONE.get(module, {}):
        return f"{module}.{name} {_GONE[module][name]}", False
    if name not in _MOVED.get(module, {}) or _is_there(module, name):
        return None
    return f"{module}.{name} is {_MOVED[module][name][1]} now", True


def _is_there(module, name):
    """Whether the module of today has the name by itself: what `restore` has put there is not."""
    if module == "numpy":  # not imported for this: a script may have settings to make before
        return name in _BACK_IN_NUMPY_2 and int(metadata.version("numpy").split(".")[0]) > 1
    return name in vars(importlib.import_module(module)) and (module, name) not in _restored


_restored = set()


def restore(module, names=None):
    """Put back into a module what only moved, where it is missing.

    Parameters
    ----------
    module : str
        One that is in the table or not; it is imported.
    names : list of str, optional
        All that are known when left out.
    """
    table = _MOVED.get(module, {})
    for name in table if names is None else table.keys() & set(names):
        found = importlib.import_module(module)
        if name not in vars(found):
            setattr(found, name, python_names.resolved(table[name][0]))
            _restored.add((module, name))
