"""A source file, and the code that it becomes today.

Public names: :func:`read`, :class:`Reading`.
"""

import ast
import importlib.util
import warnings
from typing import NamedTuple, Optional

from theanornn.running import generation, old_syntax_tree, python2
from theanornn.running.notices import Finding


class Reading(NamedTuple):
    """What became of a source.

    Attributes
    ----------
    code : code object
    names : dict
        What the module's namespace needs before the code is executed.
    findings : list of Finding
    told : tuple or None
        What :func:`theanornn.running.generation.told_by` says.
    imports : list of str
        The modules that the source may import.
    """

    code: object
    names: dict
    findings: list
    told: Optional[tuple]
    imports: list


def read(data, path):
    """Compile a source of Python 2 or 3, with its scars of age helped over.

    Parameters
    ----------
    data : bytes
    path : str
        For tracebacks.

    Returns
    -------
    Reading

    Raises
    ------
    SyntaxError
        It is neither; the error is that of Python itself.
    """
    findings = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they come once more when the code is made
            tree = ast.parse(data, path)
        is_python2 = python2.prints(tree)
        if is_python2:
            tree, findings = _translated(data, path)
    except SyntaxError as error:
        try:
            tree, findings = _translated(data, path)
        except (ValueError, SyntaxError):
            raise error.with_traceback(None) from None
        is_python2 = True
    looked = old_syntax_tree.look_over(tree, is_python2)
    told = generation.told_by(tree)
    changed = is_python2 or looked.changed
    code = compile(tree if changed else data, path, "exec", dont_inherit=True)
    return Reading(code, looked.names, [*findings, *looked.findings], told, list(_imports(tree)))


def _translated(data, path):
    text = importlib.util.decode_source(data)
    translated, findings = python2.translate(text, path)
    tree = ast.parse(translated, path)
    python2.keep_positions(tree, text, translated)
    return tree, findings


def _imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [node.module] if node.module else []
            yield from base
            yield from (".".join([*base, alias.name]) for alias in node.names)


def unreadable(error):
    """A finding for a source that is neither Python 2 nor 3."""
    return Finding(error.lineno or 1, f"{type(error).__name__}: {error.msg}", helped=False)
