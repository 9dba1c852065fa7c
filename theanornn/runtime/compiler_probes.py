"""Remember what Theano asks the compiler at every start: its version and the flags for this CPU.

Theano calls g++ five times whenever it is imported. The answers depend on the compiler and the
processor alone, so they are kept in the user's cache directory under a name made from both.
"""

import functools
import hashlib
import json
import os
import platform
import shutil
import tempfile
from pathlib import Path

QUESTIONS = ("-v", "--version", "-dumpversion", "-print-search-dirs")


def remember(theano_utils):
    """Answer the compiler's :data:`QUESTIONS` from memory after the first time."""
    ask = theano_utils.output_subprocess_Popen

    @functools.wraps(ask)
    def output_subprocess_Popen(command, **params):
        answer = _remembered(ask, command, params)
        return ask(command, **params) if answer is None else answer

    @functools.wraps(theano_utils.call_subprocess_Popen)
    def call_subprocess_Popen(command, **params):
        answer = _remembered(ask, command, params)
        return plain_call(command, **params) if answer is None else answer[2]

    plain_call = theano_utils.call_subprocess_Popen
    theano_utils.output_subprocess_Popen = output_subprocess_Popen
    theano_utils.call_subprocess_Popen = call_subprocess_Popen


def recall(compiler, question):
    """Look up what was found about a compiler on this processor; None when nothing was."""
    path = _path(compiler)
    try:
        return json.loads(path.read_text())[question] if path else None
    except (OSError, ValueError, KeyError):
        return None


def keep(compiler, question, answer):
    """Write down what was found, so that :func:`recall` finds it; where that fails, nothing is."""
    path = _path(compiler)
    if path is None:
        return
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        known = {}
    known[question] = answer
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w") as file:
            json.dump(known, file, indent=1)
        os.replace(name, path)
    except OSError:
        return


def cache_directory():
    """The directory for what theanornn's runtime remembers between processes, as a `Path`."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(home, "theanornn", "compiler")


def _remembered(ask, command, params):
    if params or len(command) != 2 or command[1] not in QUESTIONS:
        return None
    compiler, question = command
    answer = recall(compiler, question)
    if answer is None:
        if _path(compiler) is None:
            return None
        out, err, status = ask(command)
        if status != 0:
            return out, err, status
        answer = [out.decode(errors="replace"), err.decode(errors="replace"), status]
        keep(compiler, question, answer)
    return answer[0].encode(), answer[1].encode(), answer[2]


def _path(compiler):
    """The file for this compiler on this processor, or None when there is no such compiler."""
    found = shutil.which(compiler)
    if found is None:
        return None
    real = os.path.realpath(found)
    status = os.stat(real)
    identity = (real, status.st_size, status.st_mtime_ns, processor())
    return cache_directory() / (hashlib.sha256(repr(identity).encode()).hexdigest()[:24] + ".json")


@functools.cache
def processor():
    """A text that differs between processors with different instructions."""
    try:
        with open("/proc/cpuinfo") as file:
            lines = file.read().split("\n\n")[0].splitlines()
        wanted = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features", "CPU part")
        return "\n".join(line for line in lines if line.split("\t")[0].split(":")[0] in wanted)
    except OSError:
        return platform.processor() + platform.machine()
