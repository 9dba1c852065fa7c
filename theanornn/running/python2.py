"""From the syntax of Python 2 to that of Python 3.

The translation is that of `fissix <https://pypi.org/project/fissix>`_, the maintained fork of
``lib2to3``, which Python 3.13 no longer has. Only what Python 3 cannot parse is changed here, and
lines stay where they are; names and methods that are gone are the matter of the other modules.
"""

import ast
import io
import logging

from theanornn.running.notices import Finding

#: Fixers of fissix, and what is said of what they change; None for what nobody needs to know.
FIXERS = {
    "print": "Python 2 print statement translated",
    "except": "Python 2 `except X, e` translated",
    "raise": "Python 2 `raise X, message` translated",
    "exec": "Python 2 exec statement translated",
    "repr": "Python 2 backticks translated to repr()",
    "ne": "Python 2 `<>` translated to `!=`",
    "numliterals": "Python 2 number (octal 0777 or long 10L) translated",
    "tuple_params": "Python 2 tuple parameter translated",
    "throw": "Python 2 generator.throw(X, message) translated",
    "paren": None,
    "unicode": None,
}
TABS = "tabs among spaces taken as 8 columns, as in Python 2"


def translate(text, path="<script>"):
    """Translate a source that Python 3 cannot parse.

    Parameters
    ----------
    text : str
        A whole module of Python 2.
    path : str
        For messages.

    Returns
    -------
    text : str
        The same in Python 3's syntax, of as many lines unless tuple parameters were in it.
    findings : list of Finding

    Raises
    ------
    ValueError
        It is not Python 2 either.

    Examples
    --------
    >>> translate("print 'a', 1\\n")[0]
    "print('a', 1)\\n"
    """
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError

    if not text.endswith("\n"):
        text += "\n"
    findings = []
    try:
        tabs = _tabbed_lines(text)
        if tabs:
            text = _expanded(text, tabs)
            findings.append(Finding(tabs[0], TABS))
        tree = _refactoring(findings).refactor_string(text, path)
    except (ParseError, TokenError, IndentationError) as error:
        raise ValueError(f"not Python 2 either: {error}") from error
    return str(tree), findings


def _refactoring(findings):
    """A tool of fissix that notes what each fixer changes, and where."""
    from fissix import refactor

    logging.getLogger("RefactoringTool").setLevel(logging.ERROR)
    tool = refactor.RefactoringTool([f"fissix.fixes.fix_{name}" for name in FIXERS])
    for fixer in (*tool.pre_order, *tool.post_order):
        text = FIXERS[type(fixer).__module__.rpartition(".fix_")[2]]
        if text is not None:
            fixer.transform = _noting(fixer.transform, text, findings)
    return tool


def _noting(transform, text, findings):
    def noted(node, results):
        line, before = node.get_lineno(), str(node)
        new = transform(node, results)
        if (new is not None and str(new) != before) or (new is None and str(node) != before):
            findings.append(Finding(line, text))
        return new

    return noted


def _tabbed_lines(text):
    """Numbers of the lines whose indentation has tabs, unless Python 3 agrees to them."""
    from fissix.pgen2 import tokenize

    if "\t" not in text or not _disagrees_about_tabs(text):
        return []
    inside_strings = set()
    for kind, _, (first, _), (last, _), _ in tokenize.generate_tokens(io.StringIO(text).readline):
        if kind == tokenize.STRING:
            inside_strings.update(range(first + 1, last + 1))
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if "\t" in _indentation(line) and number not in inside_strings
    ]


def _disagrees_about_tabs(text):
    """Whether some lines are indented with tabs and others with spaces."""
    indentations = [_indentation(line) for line in text.splitlines()]
    return any(" " in each for each in indentations)


def _expanded(text, numbers):
    lines = text.splitlines(keepends=True)
    for number in numbers:
        indentation = _indentation(lines[number - 1])
        lines[number - 1] = indentation.expandtabs(8) + lines[number - 1][len(indentation) :]
    return "".join(lines)


def _indentation(line):
    return line[: len(line) - len(line.lstrip(" \t"))]


def prints(tree):
    """Whether a tree of Python 3 has a print statement of Python 2 that Python 3 parses, too.

    That is a ``print`` that stands alone, and ``print >>file, ...``.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            first = (
                node.value.elts[0]
                if isinstance(node.value, ast.Tuple) and node.value.elts
                else node.value
            )
            if isinstance(first, ast.BinOp) and isinstance(first.op, ast.RShift):
                first = first.left
            if isinstance(first, ast.Name) and first.id == "print":
                return True
    return False


def keep_positions(tree, old, new):
    """Give the nodes of a translated source the lines that they have in the original.

    What stands in a changed line is said to fill it, so that tracebacks put no marks under it.

    Parameters
    ----------
    tree : ast.Module
        Of the new source; changed in place.
    old, new : str
        The sources.
    """
    old_lines, new_lines = old.splitlines(), new.splitlines()
    origins = _origins(old_lines, new_lines)
    for node in ast.walk(tree):
        if not hasattr(node, "lineno"):
            continue
        first, kept = origins[node.lineno - 1]
        last, also_kept = origins[node.end_lineno - 1]
        node.lineno, node.end_lineno = first, max(first, last)
        if not (kept and also_kept):
            node.end_lineno = first
            node.col_offset, node.end_col_offset = 0, len(old_lines[first - 1].encode())


def _origins(old, new):
    """For each new line: the number of the old one it comes from, and whether they are equal."""
    if len(old) == len(new):
        return [(number, a == b) for number, (a, b) in enumerate(zip(old, new), 1)]
    import difflib

    origins = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        for at in range(new_end - new_start):
            number = min(start + at, max(end - 1, start), len(old) - 1) + 1
            origins.append((number, kind == "equal"))
    return origins
