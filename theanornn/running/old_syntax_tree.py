"""Scars of age in a source that Python 3 parses, and their help: in its syntax tree.

Public names: :func:`look_over`.
"""

import ast
from typing import NamedTuple

from theanornn.running import old_attributes, old_modules, old_names, tree_facts
from theanornn.running.notices import Finding

_METHODS = {"next": "__next__", "__nonzero__": "__bool__", "__div__": "__truediv__"}
_DIVISION = (
    "/ of whole numbers gave a whole number in Python 2; here it gives a fraction: "
    "write // where that was meant"
)
_LISTED = "range, map, filter, zip, input and dict.keys() are as in Python 2"
_DIVIDED = "/ gives whole numbers for whole numbers, as in Python 2"


class Overlooked(NamedTuple):
    """What was found in a syntax tree.

    Attributes
    ----------
    findings : list of Finding
    names : dict
        What the module's namespace needs before the module is executed.
    changed : bool
        Whether the tree was changed.
    """

    findings: list
    names: dict
    changed: bool


def look_over(tree, python2=False):
    """Find the scars in a syntax tree, and help them over in place.

    Parameters
    ----------
    tree : ast.Module
    python2 : bool
        The source was one that only Python 2 parses: division, `map`, `range`, ``dict.keys()`` and
        the like mean what they mean there.

    Returns
    -------
    Overlooked
    """
    looking = _Looking(tree, python2)
    looking.visit(tree)
    if looking.changed:
        ast.fix_missing_locations(tree)
    return Overlooked(looking.findings, looking.names, looking.changed)


class _Looking(ast.NodeTransformer):
    def __init__(self, tree, python2):
        self.python2 = python2
        self.findings, self.names, self.changed = [], {}, False
        self.bound = tree_facts.bound_names(tree)
        self.own_methods = tree_facts.function_names(tree)
        self.modules = tree_facts.module_names(tree)
        self.guarded, self.old_builtins = 0, False
        futures = tree_facts.futures(tree)
        self.old_division = "division" not in futures
        self.divisions = []

    def found(self, node, text, helped=True):
        if not self.guarded:
            self.findings.append(Finding(node.lineno, text, helped))

    def visit_Module(self, node):
        self.generic_visit(node)
        if self.divisions and self.old_division and (self.python2 or self.old_builtins):
            text = _DIVIDED if self.python2 else _DIVISION
            self.findings += [Finding(line, text, self.python2) for line in self.divisions]
        return node

    # -- what a script is prepared for itself -----------------------------------------------------

    def visit_Try(self, node):
        prepared = any(tree_facts.catches_absence(handler) for handler in node.handlers)
        self.guarded += prepared
        node.body = [self.visit(each) for each in node.body]
        self.guarded -= prepared
        for field in ("handlers", "orelse", "finalbody"):
            setattr(node, field, [self.visit(each) for each in getattr(node, field)])
        return node

    def visit_If(self, node):
        about_version = any(
            isinstance(part, ast.Attribute) and part.attr in ("version_info", "PY2", "PY3")
            for part in ast.walk(node.test)
        )
        self.guarded += about_version
        self.generic_visit(node)
        self.guarded -= about_version
        return node

    # -- names ------------------------------------------------------------------------------------

    def visit_Name(self, node):
        if not isinstance(node.ctx, ast.Load) or node.id in self.bound:
            return node
        if self.python2 and node.id in old_names.LISTS:
            self.names[node.id] = old_names.LISTS[node.id]
            self.found(node, _LISTED)
        elif node.id in old_names.NAMES and not self.guarded:
            replacement = old_names.NAMES[node.id]
            self.names[node.id] = replacement.value
            self.old_builtins = True
            self.found(node, f"Python 2 {node.id} is {replacement.now} now")
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        module = self._module_of(node.value)
        if module is not None:
            self._module_attribute(node, module, node.attr)
            return node
        table = old_names.ATTRIBUTES
        if self.python2:
            table = {**table, **old_names.PYTHON2_ATTRIBUTES}
        if node.attr not in table or not isinstance(node.ctx, ast.Load):
            return node
        doubtful = ("next", "tostring") if not self.python2 else self.own_methods
        if not self.guarded and node.attr not in doubtful:
            self.found(node, f"Python 2 .{node.attr} is {table[node.attr][1]} now")
        return self._call(node, "attribute", node.value, ast.Constant(node.attr))

    def _module_of(self, node):
        """The module that an expression stands for, if it is one that is known."""
        if not tree_facts.is_dotted(node):
            return None
        first, _, rest = ast.unparse(node).partition(".")
        module = self.modules.get(first)
        whole = f"{module}.{rest}" if rest else module
        return whole if whole in old_attributes.MODULES else None

    def _module_attribute(self, node, module, name):
        note = old_attributes.note(module, name) if module in old_attributes.MODULES else None
        if note is not None and not self.guarded:
            self.found(node, *note)
            if module != "numpy":  # that is restored whole, when it is imported
                old_attributes.restore(module, [name])

    # -- imports ----------------------------------------------------------------------------------

    def visit_Import(self, node):
        for alias in node.names:
            self._import(node, alias.name)
        return node

    def visit_ImportFrom(self, node):
        if node.level or node.module is None:
            return node
        self._import(node, node.module)
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            if whole in old_modules.MODULES:
                self._import(node, whole)
            else:
                self._module_attribute(node, node.module, alias.name)
        return node

    def _import(self, node, name):
        note = old_modules.note(name)
        if note is not None and not self.guarded:
            self.found(node, *note)
            old_modules.want(name)

    # -- operators and methods --------------------------------------------------------------------

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if (
            not isinstance(node.op, ast.Div)
            or tree_facts.is_fraction(node.left)
            or tree_facts.is_fraction(node.right)
        ):
            return node
        self.divisions.append(node.lineno)
        if self.python2 and self.old_division:
            return self._call(node, "divide", node.left, node.right)
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div) or tree_facts.is_fraction(node.value):
            return node
        self.divisions.append(node.lineno)
        if not (self.python2 and self.old_division and tree_facts.is_dotted(node.target)):
            return node
        now = ast.parse(ast.unparse(node.target), mode="eval").body
        for part in ast.walk(now):
            ast.copy_location(part, node)
        value = self._call(node, "divide_in_place", now, node.value)
        return ast.copy_location(ast.Assign([node.target], value), node)

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if self._splits_at_nothing(node):
            self.found(node, "re.split at empty matches: as before Python 3.7, not at all")
            node.func = self._helper(function, "split")
            return node
        views = isinstance(function, ast.Attribute) and function.attr in ("keys", "values", "items")
        if self.python2 and views and not node.args and not node.keywords:
            self.found(node, _LISTED)
            return self._call(node, "listed", node)
        return node

    def _splits_at_nothing(self, node):
        function = node.func
        if not isinstance(function, ast.Attribute) or function.attr != "split" or not node.args:
            return False
        is_re = isinstance(function.value, ast.Name) and self.modules.get(function.value.id) == "re"
        return is_re and tree_facts.matches_nothing(node.args[0])

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
        for old, new in _METHODS.items():
            if (
                old not in methods
                or new in methods
                or (old == "next" and "__iter__" not in methods)
            ):
                continue
            alias = ast.Assign([ast.Name(new, ast.Store())], ast.Name(old, ast.Load()))
            at = node.body.index(methods[old]) + 1
            node.body.insert(at, _located(alias, methods[old]))
            self.found(methods[old], f"Python 2 method {old} is {new} as well")
            self.changed = True
        return node

    def _call(self, node, helper, *arguments):
        call = ast.Call(self._helper(node, helper), list(arguments), [])
        return ast.copy_location(call, node)

    def _helper(self, node, helper):
        name = f"__theanornn_{helper}__"
        self.names[name] = old_names.HELPERS[name]
        self.changed = True
        return ast.copy_location(ast.Name(name, ast.Load()), node)


def _located(new, old):
    for part in ast.walk(new):
        if isinstance(part, (ast.stmt, ast.expr)):
            ast.copy_location(part, old)
            part.end_lineno, part.end_col_offset = old.lineno, old.col_offset
    return new
