"""Where JAX computes: devices, 64 bits, and the cache of what XLA compiled.

Public names: :func:`device_of`, :func:`computing_on`.
"""

import contextlib
import os
import time

import jax
import theano

from theanornn.errors import BuildError
from theanornn.runtime.compile_dir import obstacle

__all__ = ["computing_on", "device_of"]

#: What takes less time to compile is not kept. (JAX's own default is a second.)
_LEAST_SECONDS = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"

_with_64_bits = getattr(jax, "enable_x64", None)
if _with_64_bits is None or not callable(_with_64_bits):  # its home before JAX 0.8
    from jax.experimental import enable_x64 as _with_64_bits


def device_of(build):
    """The device of a build, ``"jax-cpu"`` or ``"jax-gpu"``.

    Raises
    ------
    BuildError
        There is none.
    """
    kind = build.partition("-")[2]
    _keep_compiled()
    try:
        return jax.local_devices(backend=kind)[0]
    except RuntimeError as error:
        raise BuildError(
            f"the build {build!r} needs a {kind.upper()} that JAX can use, and JAX "
            f"{jax.__version__} finds only {jax.default_backend()!r} here. On an NVIDIA GPU "
            "install its plugin (pip install \"jax[cuda12]\"), or use the build 'jax-cpu' or 'cpu'"
        ) from error


@contextlib.contextmanager
def computing_on(device):
    """Within the block JAX computes on a device, with 64 bits where a graph asks for them."""
    with _with_64_bits(True), jax.default_device(device):
        yield


def _keep_compiled():
    """Have XLA keep what it compiles beside what Theano compiled, unless the user says where.

    What is kept gets executed: nobody else may write there, and a directory where somebody can is
    not used.
    """
    if jax.config.jax_compilation_cache_dir is not None:
        return
    from theanornn.function_cache.folders import DAYS, XLA, prune_files  # which imports runtime

    folder = os.path.join(theano.config.compiledir, XLA)
    if obstacle(folder) is not None:
        return
    jax.config.update("jax_compilation_cache_dir", folder)
    if _LEAST_SECONDS not in os.environ:
        jax.config.update(_LEAST_SECONDS.lower(), 0.2)
    prune_files(folder, since=time.time() - DAYS * 86400)
