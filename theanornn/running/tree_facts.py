"""What can be told of a source from its syntax tree.

Public names: of a module :func:`bound_names`, :func:`function_names`, :func:`module_names`,
:func:`futures`; of a node :func:`catches_absence`, :func:`is_dotted`, :func:`is_fraction`,
:func:`matches_nothing`.
"""

import ast
import re


def bound_names(tree):
    """Every name that the source itself defines anywhere."""
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
    return bound


def function_names(tree):
    """The functions and methods that the source itself defines."""
    kinds = ast.FunctionDef, ast.AsyncFunctionDef
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


def module_names(tree):
    """What the source calls the modules that it imports: ``{"np": "numpy"}``."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def futures(tree):
    """What the source imports from ``__future__``."""
    return {
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    }


def catches_absence(handler):
    """Whether an ``except`` is there for names or modules that are missing."""
    if handler.type is None:
        return True
    absent = {"ImportError", "ModuleNotFoundError", "NameError", "AttributeError", "Exception"}
    return any(isinstance(part, ast.Name) and part.id in absent for part in ast.walk(handler.type))


def matches_nothing(pattern):
    """Whether an expression is a regular expression that the empty string matches."""
    if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
        return False
    try:
        return re.fullmatch(pattern.value, "") is not None
    except re.error:
        return False


def is_dotted(node):
    """Whether an expression is a name, or ``a.b.c``."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def is_fraction(node):
    """Whether an operand is a fraction for all to see, so that `/` means the same everywhere."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return is_call and node.func.id == "float"
