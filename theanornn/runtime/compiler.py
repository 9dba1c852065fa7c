"""How Theano calls g++: headers precompiled, no debug symbols, NumPy 2's C interface.

Nearly all of the time in which a small module is compiled goes into reading headers. One header of
ours (``theanornn_compat.h``) is included before everything else; it reads the large ones and is
compiled once for each set of flags. Debug symbols, for which Theano always asks, cost a fifth more.
"""

import functools
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import numpy

from theanornn.runtime import compiler_probes
from theanornn.runtime.turns import Turn

HEADER = Path(__file__).with_name("theanornn_compat.h")
_precompiling = Turn()
KEPT_IN_KEY = "-DTHEANORNN_COMPAT=0x" + hashlib.sha256(HEADER.read_bytes()).hexdigest()[:8]


def mend(cmodule):
    """Wrap ``compile_args`` and ``compile_str`` of Theano's ``GCC_compiler``."""
    gcc = cmodule.GCC_compiler
    new_numpy = int(numpy.__version__.split(".")[0]) >= 2
    compile_args, compile_str = gcc.compile_args, gcc.compile_str

    @functools.wraps(compile_args)
    def compile_args_here(march_flags=True):
        question = "-march=native with " + cmodule.config.gcc__cxxflags
        if march_flags and gcc.march_flags is None:
            gcc.march_flags = compiler_probes.recall(cmodule.config.cxx, question)
        unknown = march_flags and gcc.march_flags is None
        args = compile_args(march_flags)
        if unknown and gcc.march_flags:
            compiler_probes.keep(cmodule.config.cxx, question, gcc.march_flags)
        # The header is no part of a module's key, this hash of it is.
        args.append(KEPT_IN_KEY)
        if new_numpy:
            # Theano's code asks for PyArray_DESCR(x)->elsize, which is opaque without it.
            args.append("-DNPY_TARGET_VERSION=NPY_2_0_API_VERSION")
        return args

    @functools.wraps(compile_str)
    def compile_str_here(module_name, src_code, *args, preargs=None, **kwargs):
        preargs = [*(preargs or ()), *_debug_flags(cmodule)]
        header = _header(cmodule, module_name, preargs)

        def compile_with(header):
            included = ["-include", str(header), *preargs]
            return compile_str(module_name, src_code, *args, preargs=included, **kwargs)

        try:
            return compile_with(header)
        except Exception as error:
            if header == HEADER or not _is_of_the_header(error):
                raise
            shutil.rmtree(header.parent, ignore_errors=True)  # it is damaged
            return compile_with(HEADER)

    gcc.compile_args = staticmethod(compile_args_here)
    gcc.compile_str = staticmethod(compile_str_here)
    include_directories = [numpy.get_include(), sysconfig.get_path("include")]
    platform_include = sysconfig.get_path("platinclude")
    if platform_include not in include_directories:
        include_directories.append(platform_include)
    theano_include = os.path.join(os.path.dirname(os.path.abspath(cmodule.__file__)), "c_code")
    cmodule.std_include_dirs = lambda: [*include_directories, theano_include]
    if sys.platform.startswith("linux"):
        # Python's own symbols are in the process already. Theano would link libpython, which is not
        # there in many installations, or is a static library that would go into each module.
        cmodule.std_lib_dirs_and_libs.data = [], []


def _is_of_the_header(error):
    """Whether g++ failed because of a header that was precompiled."""
    return any(words in str(error) for words in ("PCH file", "internal compiler error"))


def _debug_flags(cmodule):
    """``-g0`` takes back Theano's ``-g``, unless the user's own flags ask for debug symbols."""
    asked = any(flag.startswith("-g") for flag in cmodule.config.gcc__cxxflags.split())
    return [] if asked else ["-g0"]


def _header(cmodule, module_name, preargs):
    """Return the header to include: the one that is precompiled for these flags if there is one."""
    # lazylinker_ext and scan_perform are compiled once only; other compilers do this otherwise.
    if not module_name.startswith("m") or "g++" not in cmodule.config.cxx or cmodule.gcc_llvm():
        return HEADER
    # g++ does not notice that a header has changed, so there is a directory for each.
    headers = repr(
        (HEADER.read_bytes(), cmodule.std_include_dirs(), numpy.__version__, sys.version)
    )
    directory = "theanornn_header_" + _hash(headers + cmodule.GCC_compiler.version_str())
    header = Path(cmodule.config.compiledir, directory, HEADER.name)
    flags = [f for f in preargs if not f.startswith(("-W", "-l", "-L"))]
    if cmodule.config.cmodule__remove_gxx_opt:
        flags = [f for f in flags if not f.startswith("-O")]
    target = Path(f"{header}.gch", _hash(repr(flags)))
    with _precompiling:
        if not target.exists():
            try:
                _precompile(cmodule, header, target, flags)
            except (OSError, subprocess.CalledProcessError):
                # A compiler that will not precompile reads the header anew for each module.
                return HEADER
    return header


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _precompile(cmodule, header, target, flags):
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=header.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(HEADER.read_bytes())
    os.chmod(name, 0o644)
    os.replace(name, header)
    includes = [f"-I{directory}" for directory in cmodule.std_include_dirs()]
    unfinished = tempfile.mktemp(dir=header.parent)
    command = [cmodule.config.cxx, "-g", *flags, *includes, "-fvisibility=hidden"]
    try:
        subprocess.run(
            [*command, "-x", "c++-header", str(header), "-o", unfinished],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.replace(unfinished, target)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
