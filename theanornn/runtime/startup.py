"""The start-up hook: what the file ``theanornn.pth`` does at the start of each interpreter.

Python executes the lines of ``.pth`` files in ``site-packages`` that begin with ``import``. Ours is one
line with the source of :class:`_Finder` in it, because that is all an interpreter should pay that never
imports Theano, and because it must work when the rest of theanornn is gone. ``setup.py`` writes the
file, and reads this module without importing its package: it imports nothing of theanornn.
"""

PTH_NAME = "theanornn.pth"

FINDER = """
class _Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != "theano":
            return None
        if cls in sys.meta_path:
            sys.meta_path.remove(cls)
        try:
            import theanornn.runtime
            theanornn.runtime.install()
            return theanornn.runtime.finder.find_spec(name, path, target)
        except Exception as error:
            print("theanornn: Theano is not mended, its runtime cannot be imported:", error,
                  file=sys.stderr)
        return None
if os.environ.get("THEANORNN_RUNTIME", "1") != "0":
    sys.meta_path.insert(0, _Finder)
"""


def pth_line():
    """Return the one line of the ``.pth`` file."""
    return f"import os, sys; exec({FINDER!r}, {{'os': os, 'sys': sys, '__name__': 'theanornn'}})\n"
