"""Keep Theano's warnings about itself away from the user, and say what is left to say once."""

import logging
import os
import sysconfig
import warnings

INSTALL_COMPILER = (
    "Install g++ and start again (Debian and Ubuntu: apt install g++ python3-dev; Fedora: dnf "
    "install gcc-c++ python3-devel; macOS: xcode-select --install; conda: conda install gxx)"
)
SLOW = "Theano runs in Python: it works, a hundred times slower"
# Log messages that say nothing a user could act on, or that are said better below.
SILENCED = {
    "theano.configdefaults": "g++ not detected",
    "theano.tensor.blas": "Using NumPy C-API based implementation",
}

_logger = logging.getLogger("theanornn")


def silence(theano=None):
    """Silence what Theano's own code causes; the same warnings of a user's code stay audible."""
    for category in (DeprecationWarning, FutureWarning, ResourceWarning):
        warnings.filterwarnings("ignore", category=category, module=r"theano(\.|$)")
    # The compiler of Python names a module by its file.
    warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*[/\\]theano[/\\]")
    for name, start in SILENCED.items():
        logging.getLogger(name).addFilter(lambda r, start=start: not r.msg.startswith(start))


def say_compiler_is_missing(configdefaults):
    """One clear sentence for a missing compiler; without Python's headers it is none either."""
    config = configdefaults.config
    if not type(config).cxx.is_default:
        return
    include = sysconfig.get_path("include")
    if not config.cxx:
        missing = "there is no C++ compiler"
    elif not os.path.exists(os.path.join(include, "Python.h")):
        missing = f"there is no Python.h in {include}"
        config.cxx = ""
        config.linker = "vm"
    else:
        return
    _logger.warning("theanornn: %s, so %s. %s", missing, SLOW, INSTALL_COMPILER)
