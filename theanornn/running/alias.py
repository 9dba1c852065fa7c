"""One module under two names: ``import keras`` finds ``theanornn.keras``.

Public names: :class:`Alias` (a loader), :func:`install`, :func:`uninstall`, :func:`installed`.
"""

import importlib
import importlib.machinery
import importlib.util
import sys

KERAS = "theanornn.keras"


class Alias:
    """A loader that gives an existing module another name.

    Parameters
    ----------
    real_name : str
        What the module is really called. It is imported when the alias is, and stays what it is.
    """

    def __init__(self, real_name):
        self.real_name = real_name

    def create_module(self, spec):
        module = importlib.import_module(self.real_name)
        self._spec = module.__spec__
        return module

    def exec_module(self, module):
        # The import system has put the alias' spec in its place.
        module.__spec__ = self._spec


def spec_of(alias, real_name):
    """The spec under which the import system takes `real_name` for `alias`."""
    return importlib.machinery.ModuleSpec(alias, Alias(real_name))


class KerasFinder:
    """Finds ``keras`` and all below it in theanornn's own module tree."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "keras" and not name.startswith("keras."):
            return None
        real_name = f"theanornn.{name}"
        if importlib.util.find_spec(real_name) is None:
            from theanornn.keras.absent import explanation

            raise ModuleNotFoundError(explanation(name), name=name)
        return spec_of(name, real_name)


def installed():
    """Whether ``import keras`` finds theanornn's."""
    return KerasFinder in sys.meta_path


def install():
    """Let ``import keras`` find theanornn's in this process. Doing it twice does no harm.

    Raises
    ------
    ImportError
        Another Keras has been imported already; it is left alone.
    """
    other = sys.modules.get("keras")
    if other is not None and getattr(other, "__name__", None) != KERAS:
        version = getattr(other, "__version__", "of unknown version")
        raise ImportError(
            f"keras {version} has been imported already, from {getattr(other, '__file__', '?')}: "
            "two cannot have one name. Import theanornn.keras.install before keras."
        )
    if not installed():
        sys.meta_path.insert(0, KerasFinder)


def uninstall():
    """Let ``import keras`` find again what it would without theanornn."""
    if installed():
        sys.meta_path.remove(KerasFinder)
    for name in [name for name in sys.modules if name == "keras" or name.startswith("keras.")]:
        if getattr(sys.modules[name], "__name__", "").startswith(KERAS):
            del sys.modules[name]
