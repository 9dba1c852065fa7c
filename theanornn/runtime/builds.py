"""Builds: ways to compile the same graph. C for this processor, or JAX for a processor or a GPU.

A build is chosen when a function is compiled, graphs are the same for all. ``set_build`` and the
environment variable ``THEANORNN_BUILD`` say what is taken where nothing is said.

============  ======================================================================
``cpu``       C, recurrences fused: the default
``cpu-scan``  C, all recurrences by ``theano.scan``, whatever drives them; what Theano was
``jax-cpu``   JAX: the whole function is compiled by XLA (``pip install "theanornn[jax]"``)
``jax-gpu``   the same on a GPU, where shared variables stay between calls
============  ======================================================================

An index outside of an array is an error in C; JAX cannot tell, and reads NaN there (of integers the
nearest one). Models look at the ids of an Embedding before, in every build.

``gpuarray``, Theano's own for GPUs, is refused: it drives no GPU of today.

Public names: :data:`BUILDS`, :data:`BY_SCAN`, :func:`checked_build`, :func:`current_build`,
:func:`set_build`, :func:`mode_for`.
"""

import difflib
import os

from theanornn.errors import BuildError, MissingExtraError, UnknownNameError

__all__ = ["BUILDS", "BY_SCAN", "checked_build", "current_build", "mode_for", "set_build"]

BUILDS = ("cpu", "cpu-scan", "jax-cpu", "jax-gpu")

#: The rewrite that makes loops of ``theano.scan`` of fused recurrences; see their ``by_scan``.
BY_SCAN = "theanornn_recurrences_by_scan"

_chosen = None


def set_build(build):
    """Choose the build of all functions that are compiled from now on.

    Functions that are compiled already stay as they are.

    Parameters
    ----------
    build : {"cpu", "cpu-scan", "jax-cpu", "jax-gpu"} or None
        None goes back to ``THEANORNN_BUILD``, or "cpu".

    Raises
    ------
    UnknownNameError

    Examples
    --------
    >>> set_build("cpu")
    >>> current_build()
    'cpu'
    >>> set_build(None)
    """
    global _chosen
    _chosen = None if build is None else checked_build(build, "set_build")


def current_build():
    """The build of functions that are compiled without a word about it.

    Raises
    ------
    UnknownNameError
        ``THEANORNN_BUILD`` names none.
    """
    if _chosen is not None:
        return _chosen
    return checked_build(os.environ.get("THEANORNN_BUILD") or "cpu", "THEANORNN_BUILD")


def mode_for(build=None, mode=None):
    """Theano's mode that compiles for a build.

    Parameters
    ----------
    build : str or None
        None for `current_build`.
    mode : theano.compile.mode.Mode, str or None
        What the caller asked of ``theano.function``: for a build of JAX its optimiser counts.

    Returns
    -------
    Mode, str or None

    Raises
    ------
    UnknownNameError, BuildError
    MissingExtraError
        JAX is not installed.
    """
    build = current_build() if build is None else checked_build(build, "build")
    if build == "cpu":
        return mode
    if build == "cpu-scan":
        from theano.compile.mode import get_mode

        return get_mode(mode).including(BY_SCAN)
    return _jax_mode(build, mode)


def _jax_mode(build, mode):
    from theano.compile.mode import Mode, get_mode

    try:
        import jax  # noqa: F401
    except ImportError:
        raise MissingExtraError("jax", extra="jax", purpose=f"the build {build!r}") from None
    from theanornn.runtime.jax import JaxLinker
    from theanornn.runtime.jax.devices import device_of
    from theanornn.runtime.jax.queries import EXCLUDED

    mode = get_mode(mode)
    if type(mode) is not Mode:
        raise BuildError(
            f"the build {build!r} cannot compile with {type(mode).__name__}, which looks at each "
            "operation as it runs; use the build 'cpu' for that"
        )
    device_of(build)  # or an error, before anything is optimised
    return Mode(JaxLinker(build), mode.provided_optimizer).excluding(*EXCLUDED)


def checked_build(build, argument):
    """The name of a build, or the error that says what was meant by what was given as `argument`.

    Parameters
    ----------
    build : object
    argument : str

    Raises
    ------
    UnknownNameError, BuildError
    """
    if not isinstance(build, str):
        kind = type(build).__name__
        raise UnknownNameError(f"{argument} is of the type {kind}, expected {', '.join(BUILDS)}")
    if build in BUILDS:
        return build
    if build == "gpuarray":
        raise BuildError(
            f"{argument}: Theano's own GPU backend, 'gpuarray', drives no GPU of today (its "
            "library ended in 2018, and Theano-PyMC 1.1.2 cannot use what is left); the build for "
            "GPUs is 'jax-gpu'"
        )
    asked = build.lower()
    on_gpu = "gpu" in asked or "cuda" in asked  # close to 'cpu' in letters alone
    close = ["jax-gpu"] if on_gpu else difflib.get_close_matches(asked, BUILDS, 1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise UnknownNameError(f"{argument}: no build {build!r}, only {', '.join(BUILDS)}{hint}")
