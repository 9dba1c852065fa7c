"""The C modules of a function are compiled together, by a few calls of g++ side by side.

Theano compiles one module for each kind of node, one after the other. Of the half second that g++
needs for a small one, nearly all goes into starting up, into templates of the headers and into the
linker, which all modules can share: forty of them in two translation units take four seconds
instead of twenty. Each keeps a file and an entry of its own in Theano's cache; the files are hard
links to one library. What cannot be compiled so is left to Theano, which does it as before.
"""

import concurrent.futures
import functools
import os
import re
import shutil
import tempfile
from typing import NamedTuple

from theanornn.runtime import shared_library
from theanornn.runtime.waiting import stage

_INCLUDE = re.compile(r"\s*#\s*include\b")
_MACRO = re.compile(r"\s*#\s*define\s+(\w+)")
_NAME = re.compile(r"PyInit_(\w+)\(void\)")


class Module(NamedTuple):
    """What is to be compiled for a node.

    Attributes
    ----------
    name : str
        Of the Python module that it becomes.
    source : str
    key, hash : tuple, str
        By which Theano's cache knows it.
    flags : tuple
        Include directories, library directories, libraries and compiler flags, a tuple of each.
    """

    name: str
    source: str
    key: tuple
    hash: str
    flags: tuple


def mend(vm):
    """Have ``VMLinker`` compile its modules before it asks for them one by one."""
    make_all = vm.VMLinker.make_all

    @functools.wraps(make_all)
    def make_all_here(self, *args, **kwargs):
        if self.c_thunks is not False and vm.config.cxx:
            compile_modules(self.schedule(self.fgraph))
        return make_all(self, *args, **kwargs)

    vm.VMLinker.make_all = make_all_here


def compile_modules(nodes):
    """Put the C modules of some nodes into Theano's cache, all that it has not.

    Parameters
    ----------
    nodes : list of Apply

    Returns
    -------
    int
        How many were compiled.
    """
    from theano.compile.compilelock import lock_ctx
    from theano.link.c.basic import get_module_cache

    cache = get_module_cache()
    kernels = {node.op.kernel: node.op for node in nodes if hasattr(node.op, "compile_kernel")}
    # Threads wait for g++ only; there may be more of them than processors.
    with concurrent.futures.ThreadPoolExecutor(max_workers=16) as pool:
        libraries = [pool.submit(op.compile_kernel) for op in kernels.values()]
        missing = _missing(nodes, cache)
        added = 0
        if len(missing) > 1:
            with lock_ctx():
                cache.refresh(cleanup=False)
                missing = [m for m in missing if not _is_there(m.key, m.hash, cache)]
                added = _compile(missing, cache, pool)
        concurrent.futures.wait(libraries)  # what they raise, the node will raise again
    return added


def combine(sources):
    """One translation unit of several: each in a namespace, its macros ending with it.

    Parameters
    ----------
    sources : list of str
        Of modules, as Theano writes them.

    Returns
    -------
    str
    """
    includes, bodies = {}, []
    for number, source in enumerate(sources):
        lines, macros = [], {}
        for line in source.splitlines():
            if _INCLUDE.match(line):
                includes[line.strip()] = None
                continue
            macro = _MACRO.match(line)
            if macro:
                macros[macro.group(1)] = None
            lines.append(line)
        ends = [f"#undef {macro}" for macro in macros]
        bodies.append("\n".join([f"namespace module_{number} {{", *lines, "}", *ends]))
    return "\n".join([*includes, *bodies])


def _missing(nodes, cache):
    """The modules of nodes that are not in Theano's cache, one of each name.

    Versions of operations and flags are in a module's hash, but not in its name. A library cannot
    hold two of one name: the second is left to Theano.
    """
    modules = (_module_of(node, cache) for node in nodes)
    found = {}
    for module in modules:
        if module is not None:
            found.setdefault(module.name, module)
    return list(found.values())


def _is_there(key, module_hash, cache):
    """Whether Theano has a module, under its key or, with another key, under its source."""
    known = cache._get_from_key(key) or cache._get_from_hash(module_hash, key)
    return known is not None


def _module_of(node, cache):
    """The module of a node, or None if it has none or Theano has it already."""
    from theano.graph.fg import FunctionGraph
    from theano.graph.op import COp
    from theano.graph.utils import MethodNotDefined
    from theano.link.c.basic import CLinker
    from theano.link.c.cmodule import get_module_hash

    # Ops with a thunk of their own, like Scan, compile what they need when they make it.
    if not isinstance(node.op, COp) or type(node.op).make_thunk is not COp.make_thunk:
        return None
    if any(getattr(v.type, "dtype", "") == "float16" for v in (*node.inputs, *node.outputs)):
        return None
    try:
        node.op.prepare_node(node, storage_map=None, compute_map=None, impl="c")
        linker = CLinker().accept(FunctionGraph(node.inputs, node.outputs), no_recycling=[])
        key = linker.cmodule_key()
        if cache._get_from_key(key) is not None:
            return None
        source = linker.get_src_code()
        module_hash = get_module_hash(source, key)
        if _is_there(key, module_hash, cache):
            return None
        flags = (
            linker.header_dirs(),
            linker.lib_dirs(),
            linker.libraries(),
            linker.compile_args(),
        )
    except (NotImplementedError, MethodNotDefined):
        return None  # runs in Python
    except Exception:  # whatever it is, Theano's own way tells it better
        return None
    name = _NAME.search(source)
    if name is None or not key[0]:
        return None
    return Module(name.group(1), source, key, module_hash, tuple(map(tuple, flags)))


def _compile(modules, cache, pool):
    """Compile modules and enter them into the cache; return how many."""
    from theano.link.c.cmodule import GCC_compiler

    if not modules:
        return 0
    made = tempfile.mkdtemp(dir=cache.dirname, prefix="together_")
    try:
        jobs = {}
        for number, unit in enumerate(_units(modules)):
            directory = os.path.join(made, str(number))
            os.mkdir(directory)
            include, libdirs, libs, flags = map(list, unit[0].flags)
            job = pool.submit(
                GCC_compiler.compile_str,
                f"modules_{number}",
                combine([module.source for module in unit]),
                location=directory,
                include_dirs=include,
                lib_dirs=libdirs,
                libs=libs,
                preargs=flags,
                py_module=False,
            )
            jobs[job] = directory, unit
        added = 0
        stage(f"{len(modules)} C modules")
        for job in concurrent.futures.as_completed(jobs):
            directory, unit = jobs[job]
            if job.exception() is not None:
                continue  # Theano compiles them apart, and says which one it is
            (library,) = (name for name in os.listdir(directory) if name.startswith("modules_"))
            for module in unit:
                _enter(module, os.path.join(directory, library), cache)
            added += len(unit)
            stage(f"{added} of {len(modules)} C modules done")
        return added
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _units(modules):
    """Divide modules over translation units: those of one have the same flags."""
    groups = {}
    for module in modules:
        groups.setdefault(module.flags, []).append(module)
    units = []
    for group in groups.values():
        parts = [[] for _ in range(min(shared_library.processors(), (len(group) + 1) // 2))]
        # The longest first, each to where there is least so far.
        for module in sorted(group, key=lambda m: len(m.source), reverse=True):
            min(parts, key=lambda part: sum(len(m.source) for m in part)).append(module)
        units.extend(parts)
    return units


def _enter(module, library, cache):
    """Give a module its file in Theano's cache, import it and enter it."""
    from theano.link.c.cmodule import dlimport, dlimport_workdir

    location = dlimport_workdir(cache.dirname)
    try:
        file = os.path.join(location, module.name + os.path.splitext(library)[1])
        try:
            os.link(library, file)
        except OSError:  # a file system without hard links
            shutil.copyfile(library, file)
        with open(os.path.join(location, "mod.cpp"), "w") as source:
            source.write(module.source)
        loaded = dlimport(file)
        cache.module_from_name[loaded.__file__] = loaded
        data = cache._add_to_cache(loaded, module.key, module.hash)
        cache.module_hash_to_key_data[module.hash] = data
        cache.stats[2] += 1
    except BaseException:
        shutil.rmtree(location, ignore_errors=True)
        raise
