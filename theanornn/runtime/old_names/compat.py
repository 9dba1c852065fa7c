"""``theano.compat``: Python 2 and 3 under one name each. Only Python 3 is left of it."""

import builtins
import configparser
import operator
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, MutableMapping, ValuesView
from functools import partial
from importlib import reload
from io import BytesIO, StringIO

from theano.utils import (
    DefaultOrderedDict,
    cmp,
    exc_message,
    get_unbound_function,
    maybe_add_to_os_environ_pathlist,
)

PY3 = True
DictMixin = MutableMapping
all, any, next = builtins.all, builtins.any, builtins.next
imap, ifilter, izip = map, filter, zip
operator_div = operator.truediv

__all__ = [
    "BytesIO",
    "Callable",
    "DefaultOrderedDict",
    "DictMixin",
    "Iterable",
    "Mapping",
    "OrderedDict",
    "PY3",
    "StringIO",
    "ValuesView",
    "all",
    "any",
    "b",
    "cmp",
    "configparser",
    "decode",
    "decode_iter",
    "decode_with",
    "exc_message",
    "get_unbound_function",
    "ifilter",
    "imap",
    "izip",
    "maybe_add_to_os_environ_pathlist",
    "next",
    "operator_div",
    "partial",
    "reload",
]


def b(text):
    """Bytes of a text."""
    return text.encode("latin-1")


def decode(data):
    """The text of bytes."""
    return data.decode()


def decode_iter(lines):
    """The texts of many bytes."""
    return map(decode, lines)


def decode_with(data, encoding):
    """The text of bytes in an encoding."""
    return data.decode(encoding)
