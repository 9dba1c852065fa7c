"""What Python 2 has as builtins, and what its operators and methods do there.

Public names: :data:`NAMES` (a builtin that is gone -> :class:`Replacement`), :data:`LISTS`
(builtins that returned lists), :data:`HELPERS` (functions that a translated source calls),
:data:`ATTRIBUTES` and :data:`PYTHON2_ATTRIBUTES` (methods that are gone).
"""

import ast
import builtins
import collections.abc
import functools
import importlib
import operator
import re
import sys
from typing import Any, NamedTuple


class Replacement(NamedTuple):
    """What a script gets for a name that is gone, and how it is called now."""

    value: Any
    now: str


def _cmp(a, b):
    return (a > b) - (a < b)


def _execfile(path, globals=None, locals=None):
    if globals is None:
        globals = sys._getframe(1).f_globals
    with open(path, "rb") as file:
        exec(compile(file.read(), path, "exec"), globals, globals if locals is None else locals)


def _apply(function, args=(), kwargs=None):
    return function(*args, **(kwargs or {}))


#: Builtins of Python 2 that Python 3 does not have.
NAMES = {
    "apply": Replacement(_apply, "function(*args)"),
    "basestring": Replacement(str, "str"),
    "buffer": Replacement(memoryview, "memoryview"),
    "cmp": Replacement(_cmp, "(a > b) - (a < b)"),
    "execfile": Replacement(_execfile, "exec(open(path).read())"),
    "file": Replacement(open, "open"),
    "intern": Replacement(sys.intern, "sys.intern"),
    "long": Replacement(int, "int"),
    "raw_input": Replacement(input, "input"),
    "reduce": Replacement(functools.reduce, "functools.reduce"),
    "reload": Replacement(importlib.reload, "importlib.reload"),
    "unichr": Replacement(chr, "chr"),
    "unicode": Replacement(str, "str"),
    "xrange": Replacement(range, "range"),
    "StandardError": Replacement(Exception, "Exception"),
}


def _list_of(function):
    @functools.wraps(function, updated=())
    def listing(*args):
        return list(function(*args))

    return listing


def _map(function, *iterables):
    if function is None:
        return list(zip(*iterables)) if len(iterables) > 1 else list(*iterables)
    return list(map(function, *iterables))


def _filter(function, values):
    kept = list(filter(function, values))
    if isinstance(values, str):
        return "".join(kept)
    return tuple(kept) if isinstance(values, tuple) else kept


def _input(prompt=""):
    typed = builtins.input(prompt)
    try:
        return ast.literal_eval(typed)
    except (ValueError, SyntaxError):
        return typed


#: Builtins that mean something else in a source that only Python 2 can parse.
LISTS = {
    "filter": _filter,
    "input": _input,
    "map": _map,
    "range": _list_of(range),
    "zip": _list_of(zip),
}


#: Attributes that are gone, and how to get the same of an object that does not have them.
ATTRIBUTES = {
    "has_key": (lambda owner: owner.__contains__, "`key in dict`"),
    "iteritems": (lambda owner: _iterating(owner.items), "items"),
    "iterkeys": (lambda owner: _iterating(owner.keys), "keys"),
    "itervalues": (lambda owner: _iterating(owner.values), "values"),
    "viewitems": (lambda owner: owner.items, "items"),
    "viewkeys": (lambda owner: owner.keys, "keys"),
    "viewvalues": (lambda owner: owner.values, "values"),
    "next": (lambda owner: owner.__next__, "next(iterator)"),
    "func_name": (lambda owner: owner.__name__, "__name__"),
    "func_code": (lambda owner: owner.__code__, "__code__"),
    "func_defaults": (lambda owner: owner.__defaults__, "__defaults__"),
    "im_func": (lambda owner: owner.__func__, "__func__"),
    "im_self": (lambda owner: owner.__self__, "__self__"),
    "tostring": (lambda owner: owner.tobytes, "tobytes"),
}


def _iterating(view):
    return lambda: iter(view())


#: The same, for what exists in Python 3 as well, but elsewhere: said only where it is used.
PYTHON2_ATTRIBUTES = {
    "decode": (lambda owner: _text_is_text(owner), "needless for text"),
    "message": (lambda owner: _message(owner), "str(error)"),
}


def _text_is_text(owner):
    if not isinstance(owner, str):
        raise AttributeError("decode")
    return lambda encoding="utf-8", errors="strict": owner


def _message(owner):
    if not isinstance(owner, BaseException):
        raise AttributeError("message")
    return str(owner)


def attribute(owner, name):
    """``owner.name``, or what has taken the place of a name of Python 2."""
    try:
        return getattr(owner, name)
    except AttributeError:
        substitute = (ATTRIBUTES.get(name) or PYTHON2_ATTRIBUTES[name])[0]
        try:
            return substitute(owner)
        except AttributeError:
            pass
        raise


def _whole(value):
    if isinstance(value, int):
        return True
    return str(getattr(value, "dtype", "")).startswith(("int", "uint", "bool"))


def divide(a, b):
    """``a / b`` as Python 2 has it: whole numbers give whole numbers."""
    return operator.floordiv(a, b) if _whole(a) and _whole(b) else operator.truediv(a, b)


def divide_in_place(a, b):
    """``a /= b`` as Python 2 has it."""
    return operator.ifloordiv(a, b) if _whole(a) and _whole(b) else operator.itruediv(a, b)


def listed(value):
    """A list of what is a view of a dict in Python 3; all else as it is."""
    views = (collections.abc.KeysView, collections.abc.ValuesView, collections.abc.ItemsView)
    return list(value) if isinstance(value, views) else value


def split(pattern, string, maxsplit=0, flags=0):
    """``re.split`` as it was before Python 3.7: where a pattern matches nothing, it splits not."""
    parts, at, left = [], 0, maxsplit or -1
    for match in re.compile(pattern, flags).finditer(string):
        if match.end() > match.start() and left:
            parts += [string[at : match.start()], *match.groups()]
            at, left = match.end(), left - 1
    return [*parts, string[at:]]


#: What the sources call that `old_syntax_tree` has changed.
HELPERS = {
    "__theanornn_attribute__": attribute,
    "__theanornn_divide__": divide,
    "__theanornn_divide_in_place__": divide_in_place,
    "__theanornn_listed__": listed,
    "__theanornn_split__": split,
}
