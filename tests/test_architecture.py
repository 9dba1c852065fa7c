"""The layout of the package, held by reading its imports.

Each module imports, at module level, only from what stands above it in `ORDER`.
"""

import ast
from pathlib import Path

import pytest

import tests
import theanornn

ROOT = Path(theanornn.__file__).resolve().parent

ORDER = [
    "errors",
    "callers",
    "generations",
    "node_by_node",
    "argument_kinds",
    "failures",
    "keras_home",
    "runtime",
    "function_cache",
    "custom_objects",
    "stored_functions",
    "registry",
    "shapes",
    "shape_inference",
    "randomness",
    "params",
    "initializers",
    "activations",
    "regularizers",
    "constraints",
    "keras1_positions",
    "argument_names",
    "cells",
    "recurrence",
    "scanning",
    "builders",
    "layers",
    "gradients",
    "losses",
    "metrics",
    "optimizers",
    "updates",
    "functions",
    "checkpointing",
    "callbacks",
    "finiteness",
    "training",
    "predictor",
    "lowering",
    "serialization",
    "summary",
    "models",
    "drawing",
    "preprocessing",
    "estimators",
    "datasets",
    "running",
    "keras",
    "demos",
    "__main__",
]
SOURCES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def part_of(path):
    """The entry of `ORDER` that a source file belongs to."""
    return path.relative_to(ROOT).parts[0].replace(".py", "")


def imports_at_module_level(tree):
    """Modules of theanornn that are imported when the file is, not inside functions."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layout"
            if node.module == "theanornn":
                yield from (f"theanornn.{alias.name}" for alias in node.names)
            else:
                yield node.module
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting.extend(ast.iter_child_nodes(node))


def attributes_of(tree, base):
    """Names ``a`` of all ``base.a`` in the file, and what is imported from the module `base`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == base:
                yield node.attr
        elif isinstance(node, ast.ImportFrom) and node.module == base:
            yield from (alias.name for alias in node.names)


@pytest.fixture(params=SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def source(request):
    return request.param, ast.parse(request.param.read_text())


def test_every_module_has_its_place(source):
    path, _ = source
    assert part_of(path) in ORDER, "a new module needs its place in the layout"


def test_imports_look_upwards_only(source):
    path, tree = source
    own = ORDER.index(part_of(path))
    for name in imports_at_module_level(tree):
        if name == "theanornn" or not name.startswith("theanornn."):
            continue
        imported = name.split(".")[1]
        if imported.startswith("__") or imported not in ORDER:
            continue  # a name of the package itself, such as __version__
        assert ORDER.index(imported) <= own, f"{path.name} imports {name}, which stands below it"


def test_cells_do_not_loop(source):
    path, tree = source
    if part_of(path) == "cells":
        assert "scan" not in set(attributes_of(tree, "theano"))


def test_only_functions_compile(source):
    path, tree = source
    ops = "fused" in path.parts  # Ops compile their inner graphs
    if part_of(path) not in ("function_cache", "runtime") and not ops:
        assert "function" not in set(attributes_of(tree, "theano"))


def test_nobody_counts_the_frames_to_the_program(source):
    """`callers.warn` finds the program's own line, whatever stands between."""
    path, tree = source
    keywords = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert path.name == "callers.py" or "stacklevel" not in keywords


def test_no_module_of_leftovers(source):
    path, _ = source
    if path.relative_to(ROOT).as_posix() == "keras/backend/common.py":
        return  # a name of Keras, which scripts import
    assert path.stem not in ("utils", "util", "helpers", "misc", "common")


def test_tests_are_ours():
    """Theano-PyMC installs a package named `tests` too; pytest must have found this one."""
    assert Path(tests.__file__).resolve() == Path(__file__).resolve().parent / "__init__.py"
