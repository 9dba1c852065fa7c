"""The import hook: runs each mend right before or right after its Theano module is executed."""

import importlib
import os
import sys

from theanornn.runtime.mends import AFTER, BEFORE

MENDED = "_theanornn_mended"


def enabled():
    """Tell whether the runtime may mend Theano: false when ``THEANORNN_RUNTIME=0``."""
    return os.environ.get("THEANORNN_RUNTIME", "1") != "0"


def install():
    """Mend Theano from now on, and what of it is imported already. Doing it twice does no harm."""
    if not enabled() or finder in sys.meta_path:
        return
    # The finder of the start-up hook only waits for this moment.
    others = [f for f in sys.meta_path if getattr(f, "__name__", "") != "TheanornnStartup"]
    sys.meta_path[:] = [finder, *others]
    if "theano" in sys.modules and not hasattr(sys.modules["theano"], MENDED):
        _mend_late()


class MendingFinder:
    """A finder on ``sys.meta_path`` that finds nothing itself.

    For a module that has mends it asks the other finders, and lends the loader they found an
    ``exec_module`` that runs the mends around the real one. All other imports pass by untouched.
    """

    def find_spec(self, name, path=None, target=None):
        """Return the spec that the other finders have for a module with mends, else None."""
        if name not in BEFORE and name not in AFTER:
            return None
        spec = self._spec_of_others(name, path, target)
        if not hasattr(getattr(spec, "loader", None), "exec_module"):
            return spec
        if name == "theano" and not _is_ours_to_mend(spec):
            sys.meta_path.remove(self)
            return spec
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

    def _spec_of_others(self, name, path, target):
        for other in list(sys.meta_path):
            if other is not self and hasattr(other, "find_spec"):
                spec = other.find_spec(name, path, target)
                if spec is not None:
                    return spec
        return None


finder = MendingFinder()


def _is_ours_to_mend(spec):
    """Tell whether this is the Theano we know and all mends are there; if not, say so once."""
    try:
        from theanornn.runtime import engine

        for where in [w for table in (BEFORE, AFTER) for mends in table.values() for w in mends]:
            _mend_module(where)
    except ImportError as error:
        _say(f"cannot mend Theano: {error}. Reinstall theanornn, or uninstall it whole.")
        return False
    found = engine.inspect(os.path.dirname(spec.origin))
    if found.problem is not None:
        _say(f"{found.problem}. Cure: {engine.REINSTALL}")
    return found.version == engine.VERSION


def _mend_late():
    """Mend a Theano that was imported before us, where nothing had installed the hook."""
    _run(BEFORE, "theano", sys.modules["theano"])
    for name in AFTER:
        module = sys.modules.get(name)
        if module is not None and not hasattr(module, MENDED):
            _run(AFTER, name, module)


def _run(table, name, module):
    """Run the mends a table has for a module; return what they want to be run afterwards."""
    undo = []
    for where in table.get(name, ()):
        step = getattr(_mend_module(where), where.split(":")[1])(module)
        if step is not None:
            undo.append(step)
    if table is AFTER:
        setattr(module, MENDED, True)
    return undo


def _mend_module(where):
    return importlib.import_module("theanornn.runtime." + where.split(":")[0])


def _say(sentence):
    print(f"theanornn: {sentence}", file=sys.stderr)
