"""The builds of this package: their names, and whether they can compile here.

Public names: `NAMES`, `versions`.
"""

from importlib.metadata import version

from workers import Skipped

#: As ``theanornn.function(build=...)`` knows them, and Theano's own backend for GPUs, which is
#: listed where it works.
NAMES = ("cpu", "cpu-scan", "jax-cpu", "jax-gpu", "gpuarray")


def versions(build):
    """The versions of what a build is made of.

    Raises
    ------
    Skipped
        It cannot compile here; the message is that of the package.
    """
    import theanornn  # before Theano, which works only then where nothing is installed
    from theanornn.errors import BuildError, MissingExtraError
    from theanornn.runtime.builds import mode_for

    try:
        mode_for(build)
    except (BuildError, MissingExtraError) as error:
        raise Skipped(str(error)) from None
    found = {"theanornn": theanornn.__version__, "theano": version("Theano-PyMC")}
    if build.startswith("jax"):
        found["jax"] = version("jax")
    if build == "jax-gpu":
        from jax import local_devices

        found["gpu"] = local_devices(backend="gpu")[0].device_kind
    return found
