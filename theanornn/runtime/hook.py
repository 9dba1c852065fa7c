"""The import hook: runs each mend right before or right after its Theano module is executed."""

import importlib
import os
import sys

from theanornn.runtime.mends import AFTER, BEFORE


def enabled():
    """Tell whether the runtime may mend Theano: false when ``THEANORNN_RUNTIME=0``."""
    return os.environ.get("THEANORNN_RUNTIME", "1") != "0"


def install():
    """Mend Theano from now on, and what of it is imported already. Doing it twice does no harm."""
    if not enabled() or finder in sys.meta_path:
        return
    sys.meta_path.insert(0, finder)
    for name in [*BEFORE, *AFTER]:
        if name in sys.modules and not getattr(sys.modules[name], "_theanornn_mended", False):
            _run(AFTER, name, sys.modules[name])


class MendingFinder:
    """A finder on ``sys.meta_path`` that finds nothing itself.

    For a module that has mends it asks the other finders, and lends the loader they found an
    ``exec_module`` that runs the mends around the real one. All other imports pass by untouched.
    """

    def find_spec(self, name, path=None, target=None):
        if name not in BEFORE and name not in AFTER:
            return None
        for other in sys.meta_path:
            if other is self or not hasattr(other, "find_spec"):
                continue
            spec = other.find_spec(name, path, target)
            if spec is not None:
                break
        else:
            return None
        if hasattr(spec.loader, "exec_module"):
            execute = spec.loader.exec_module

            def exec_module(module):
                undo = _run(BEFORE, name, module)
                try:
                    execute(module)
                finally:
                    for step in reversed(undo):
                        step()
                _run(AFTER, name, module)

            spec.loader.exec_module = exec_module
        return spec


finder = MendingFinder()


def _run(table, name, module):
    """Run the mends a table has for a module; return what they want to be run afterwards."""
    undo = []
    for where in table.get(name, ()):
        mend_module, function = where.split(":")
        mend = getattr(importlib.import_module("theanornn.runtime." + mend_module), function)
        undo.append(mend(module))
    if table is AFTER:
        module._theanornn_mended = True
    return [step for step in undo if step is not None]
