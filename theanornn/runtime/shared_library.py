"""Shared libraries of plain C++ (no Python inside), compiled once and kept beside Theano's code."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from theanornn.errors import TheanornnError, UnknownNameError
from theanornn.runtime.turns import Turn

#: Within Theano's directory of compiled code.
FOLDER = "theanornn_kernels"

#: What ``THEANORNN_KERNEL`` may be, with the flags that it stands for.
LESSER_PROCESSORS = {"portable": (), "avx2": ("-march=haswell",)}


class CompilerError(TheanornnError):
    """There is no C++ compiler, or it refused the code."""


def available():
    """Whether there is a C++ compiler to be used."""
    import theano

    return bool(theano.config.cxx)


def processor_flags():
    """Return the compiler's flags for this processor, or for a lesser one that was asked for.

    ``THEANORNN_KERNEL`` in the environment: with ``portable`` nothing is assumed of the processor,
    with ``avx2`` no more than AVX2 and FMA (processors of 2013 to 2022, most of them).

    Raises
    ------
    UnknownNameError
        The environment asks for anything else.
    """
    from theano.link.c.cmodule import GCC_compiler

    wanted = os.environ.get("THEANORNN_KERNEL")
    if wanted and wanted not in LESSER_PROCESSORS:
        known = " or ".join(map(repr, LESSER_PROCESSORS))
        raise UnknownNameError(f"THEANORNN_KERNEL is {wanted!r}; it may be {known}, or not be set")
    if wanted:
        return LESSER_PROCESSORS[wanted]
    if GCC_compiler.march_flags is None:
        GCC_compiler.compile_args()
    return tuple(GCC_compiler.march_flags or ())


def threads():
    """Return how many threads a kernel may use: ``OMP_NUM_THREADS``, or one for each processor."""
    first = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return int(first) if first.isdigit() and int(first) > 0 else processors()


def processors():
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def directory():
    """Return where libraries are kept."""
    import theano

    return Path(theano.config.compiledir, FOLDER)


class Once:
    """Results of functions by their arguments, made once, whoever asks for them at the same time.

    Those who ask for different things do not wait for each other.

    Examples
    --------
    >>> once = Once()
    >>> once(max, 1, 2)
    2
    """

    def __init__(self):
        self._made, self._locks, self._lock = {}, {}, Turn()

    def __call__(self, function, *arguments):
        key = function, arguments
        if key not in self._made:
            with self._lock:
                lock = self._locks.setdefault(key, Turn())
            with lock:
                if key not in self._made:
                    self._made[key] = function(*arguments)
        return self._made[key]


def compiled(source, flags=(), include=(), libraries=()):
    """Return the path of a shared library, compiling it unless that was done before.

    Parameters
    ----------
    source : str
        C++.
    flags : sequence of str
    include : sequence of Path
        Headers that the source includes; a change of one is a change of the source.
    libraries : sequence of Path
        Others made by this function, which this one calls.

    Raises
    ------
    CompilerError
        With the compiler's own words.
    """
    import theano

    if not available():
        raise CompilerError("there is no C++ compiler: install g++, or use how='scan'")
    headers = [Path(header).read_bytes() for header in include]
    names = [library.name for library in libraries]
    identity = repr((source, flags, headers, names, theano.config.cxx))
    path = directory() / f"kernel_{hashlib.sha256(identity.encode()).hexdigest()[:24]}.so"
    if _is_whole(path):
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as work:
        code, made = Path(work, "kernel.cpp"), Path(work, "kernel.so")
        code.write_text(source)
        folders = [f"-I{folder}" for folder in sorted({str(Path(h).parent) for h in include})]
        links = [f"-L{path.parent}", *(f"-l:{name}" for name in names), "-Wl,-rpath,$ORIGIN"]
        command = [theano.config.cxx, "-shared", "-fPIC", *flags, *folders, str(code)]
        try:
            run = subprocess.run(
                [*command, "-o", str(made), *links, "-lpthread"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
        except OSError as error:
            raise CompilerError(f"{theano.config.cxx} cannot be run: {error}") from error
        if run.returncode:
            raise CompilerError(f"{' '.join(command)} failed:\n{run.stderr.strip()}")
        with made.open("r+b") as file:
            file.write(hashlib.sha256(file.read()).digest())
        # Whoever else made it meanwhile made the same.
        if path.is_dir():
            shutil.rmtree(path)
        os.replace(made, path)
    return path


def _is_whole(path):
    """Whether a library is there as it was made: loading half of one would kill the process."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    digest = hashlib.sha256().digest_size
    return hashlib.sha256(content[:-digest]).digest() == content[-digest:]
