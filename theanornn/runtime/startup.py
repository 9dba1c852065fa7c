"""The start-up hook: what the file ``theanornn.pth`` does at the start of each interpreter.

Python executes the lines of ``.pth`` files in ``site-packages`` that begin with ``import``. Ours is
one line with the text of :data:`HOOK` in it, because that is all an interpreter should pay that
never imports Theano, and because it must do no harm when the rest of theanornn is gone.
``setup.py`` writes the file; it reads this module without its package, so nothing of theanornn is
imported here.
"""

PTH_NAME = "theanornn.pth"

HOOK = """
class TheanornnStartup:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != "theano":
            return None
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder is not cls]
        try:
            from theanornn.runtime import finder, install
            install()
        except Exception as error:
            print(f"theanornn: cannot mend Theano: {error}. Reinstall theanornn, or delete "
                  "theanornn.pth from site-packages.", file=sys.stderr)
            return None
        return finder.find_spec(name, path, target)

# Environments exist in which Python reads the same .pth file twice.
known = any(getattr(f, "__name__", "") == "TheanornnStartup" for f in sys.meta_path)
if os.environ.get("THEANORNN_RUNTIME", "1") != "0" and not known:
    sys.meta_path.insert(0, TheanornnStartup)
"""


def pth_line():
    """Return the one line of the ``.pth`` file."""
    return f"import os, sys; exec({HOOK!r}, {{'os': os, 'sys': sys, '__name__': 'theanornn'}})\n"
