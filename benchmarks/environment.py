"""What a benchmark ran on: processor, load, versions.

Public names: `describe`, `sentence`, `processor`.
"""

import os
import platform
import re
import sys

import numpy as np

#: Sets of instructions that matter to matrix products.
_INSTRUCTIONS = ("avx2", "fma", "avx512f", "avx512_bf16", "amx_tile")

#: Settings that change what is compiled.
_VARIABLES = ("THEANO_FLAGS", "XLA_FLAGS", "THEANORNN_BUILD", "JAX_DEFAULT_MATMUL_PRECISION")


def describe(versions, threads):
    """The conditions of a run.

    Parameters
    ----------
    versions : dict
        Of what the builds are made of.
    threads : list of int

    Returns
    -------
    dict
        With strings, numbers, lists and dicts alone.
    """
    name, instructions = processor()
    return {
        "host": platform.node(),
        "processor": name,
        "processors": len(_available()),
        "instructions": instructions,
        "load": [round(value, 2) for value in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()}",
        "versions": {"python": platform.python_version(), "numpy": np.__version__, **versions},
        "threads": list(threads),
        "flags": _flags(),
        "command": _without_files([os.path.basename(sys.argv[0]), *sys.argv[1:]]),
    }


def sentence(environment):
    """The conditions in words, as `describe` has found them.

    Parameters
    ----------
    environment : dict
    """
    parts = [
        f"{environment['processor']}, {environment['processors']} of its processors",
        " ".join(environment["instructions"]),
        ", ".join(f"{name} {version}" for name, version in environment["versions"].items()),
        "load " + " ".join(str(value) for value in environment["load"]),
        " ".join(f"{name}={value}" for name, value in environment["flags"].items()),
        "`" + " ".join(environment["command"]) + "`",
    ]
    return "; ".join(filter(None, parts)) + "."


def _without_files(command):
    """Arguments that say how it was measured, not where that was written."""
    files = {"--json", "--plot", "--out"}
    return [
        word
        for before, word in zip(["", *command], command)
        if before not in files and word.partition("=")[0] not in files
    ]


def _flags():
    """Settings without directories to compile in, and of all other files the name alone."""
    found = {}
    for name in _VARIABLES:
        value = re.sub(r"[^,\s]*dir=[^,\s]*", "", os.environ.get(name, ""))
        value = re.sub(r"[/~][^,\s=]*/", "", value)
        value = re.sub(r",{2,}", ",", value).strip(", ")
        if value:
            found[name] = value
    return found


def _available():
    try:
        return os.sched_getaffinity(0)
    except AttributeError:  # not on this system
        return range(os.cpu_count() or 1)


def processor():
    """Name and instructions of the processor, as Linux tells them."""
    fields = {}
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                key, _, value = line.partition(":")
                fields.setdefault(key.strip(), value.strip())
    except OSError:
        return platform.processor() or platform.machine(), []
    flags = fields.get("flags", "").split()
    return fields.get("model name", platform.machine()), [f for f in _INSTRUCTIONS if f in flags]
