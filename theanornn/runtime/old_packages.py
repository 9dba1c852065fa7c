"""Which packages of Theano's time are installed, and how to install them beside the engine.

Most of them require ``Theano``, whose files pip then writes over those of the engine; so they are
installed without what they require.

Public names: :data:`PACKAGES`, :data:`HOW_TO_INSTALL`, :func:`found`.
"""

import importlib.metadata

HOW_TO_INSTALL = "pip install --no-deps"

#: Distribution -> the version from which on it has nothing to do with Theano, or None.
PACKAGES = {
    "Blocks": None,
    "Keras": (2, 4),
    "Lasagne": None,
    "downhill": None,
    "groundhog": None,
    "keras-contrib": None,
    "nolearn": None,
    "passage": None,
    "pylearn2": None,
    "theanets": None,
    "theano-lstm": None,
}


def found():
    """Return the old packages that are installed: name -> version."""
    versions = {}
    for name, first_without in PACKAGES.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        if first_without is None or _numbers(version) < first_without:
            versions[name] = version
    return versions


def _numbers(version):
    numbers = []
    for part in version.split(".")[:2]:
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
