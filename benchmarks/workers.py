"""Processes that hold one build each, with its threads, and time it when asked.

A module of builds has a table ``BUILDS`` from names to classes. Such a class, made without
arguments inside the process, imports what it needs (an ImportError means: not installed) and has

- ``versions``: a dict of what it is made of,
- ``prepare(case, mode)``: a callable that computes the case once and waits for the result; it
  raises `Skipped` where the build has no such thing,
- ``numbers(case, mode, result)``: the result as a list of arrays, the same for all builds.

Public names: `Worker`, `Skipped`, `Failed`.
"""

import contextlib
import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import statistics
import time
import traceback

_LEAST_CALLS = 3


class Skipped(Exception):
    """A build that is not there, or a case that it does not have; the message says why."""

    @property
    def reason(self):
        """The message, for a record."""
        return str(self)


class Failed(Exception):
    """A build went wrong; the message is the traceback of its process."""

    @property
    def reason(self):
        """The last line of it, for a record: the rest tells of files of this machine."""
        return f"it failed: {str(self).strip().splitlines()[-1]}"


class Worker:
    """A process with one build.

    Parameters
    ----------
    module, build : str
        Where the build's class is; see above.
    threads : int
        The process gets so many processors, and its libraries are told.

    Attributes
    ----------
    versions : dict
    clock : {"cpu", "wall"}
        With one thread, time is that of the processor, which other programs do not lengthen; builds
        for GPUs, whose names end in "gpu", are timed by the clock.

    Raises
    ------
    Skipped
        The build cannot run here.
    Failed
        Its process went wrong; so all methods.
    """

    def __init__(self, module, build, threads):
        self.build, self.threads = build, threads
        on_gpu = build.endswith("gpu")
        self.clock = "cpu" if threads == 1 and not on_gpu else "wall"
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, threads, self.clock), daemon=True
        )
        with _variables(_settings(threads, on_gpu)):
            self._process.start()
        theirs.close()
        self.versions = self._ask("make", module, build)

    def prepare(self, case, mode):
        """Compile, compute once; the seconds that took, and the numbers as a list of arrays."""
        return self._ask("prepare", case, mode)

    def sample(self, mode, seconds):
        """Median time in seconds of one call, over about so many seconds; or that of one call."""
        return self._ask("sample", mode, seconds)

    def memory(self, mode):
        """Bytes that a call needs beside what the process holds, or None where nobody tells."""
        return self._ask("memory", mode)

    def forget(self):
        """Free what was prepared."""
        self._ask("forget")

    def stop(self):
        """End the process."""
        with contextlib.suppress(OSError):
            self._connection.send(None)
        self._process.join(5)
        if self._process.is_alive():
            self._process.terminate()

    def _ask(self, *question):
        try:
            self._connection.send(question)
            kind, value = self._connection.recv()
        except (EOFError, OSError):
            raise Failed("its process has died") from None
        if kind == "skipped":
            raise Skipped(value)
        if kind == "failed":
            raise Failed(value)
        return value


def _settings(threads, on_gpu=False):
    """The environment of a process: what makes libraries use so many threads."""
    counts = ("OMP", "OPENBLAS", "MKL", "NUMEXPR")
    ours = ["floatX=float32", "warn__round=False"]
    given = os.environ.get("THEANO_FLAGS", "")
    eigen = "true" if threads > 1 else "false"
    platform = {} if on_gpu else {"JAX_PLATFORMS": "cpu"}
    return {
        **platform,
        **{f"{library}_NUM_THREADS": str(threads) for library in counts},
        "XLA_FLAGS": f"--xla_cpu_multi_thread_eigen={eigen}",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "THEANO_FLAGS": ",".join(filter(None, [given, *ours])),
    }


@contextlib.contextmanager
def _variables(values):
    """Environment variables for as long as a process takes to start."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _serve(connection, threads, clock):
    """The process: answer questions until there is none."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    if hasattr(os, "sched_setaffinity"):
        # The last ones: the first processor is where a machine does its own work.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])
    served = _Served(time.process_time if clock == "cpu" else time.perf_counter)
    with contextlib.suppress(EOFError):
        while (question := connection.recv()) is not None:
            method, *arguments = question
            try:
                answer = "done", getattr(served, method)(*arguments)
            except Skipped as reason:
                answer = "skipped", str(reason)
            except Exception:
                answer = "failed", traceback.format_exc()
            connection.send(answer)


class _Served:
    """What the process does with its build."""

    def __init__(self, clock):
        self.clock, self.build, self.calls = clock, None, {}

    def make(self, module, build):
        made = importlib.import_module(module).BUILDS[build]
        try:
            self.build = made()
        except ImportError as error:
            raise Skipped(f"not installed ({error})") from None
        return self.build.versions

    def prepare(self, case, mode):
        started = time.perf_counter()
        call = self.build.prepare(case, mode)
        result = call()
        seconds = time.perf_counter() - started
        self.calls[mode] = call
        return seconds, self.build.numbers(case, mode, result)

    def sample(self, mode, seconds):
        call, times = self.calls[mode], []
        first = self._timed(call)
        if first > seconds:  # no cache is warmed by so long a call
            return first
        end = time.perf_counter() + seconds
        while len(times) < _LEAST_CALLS or time.perf_counter() < end:
            times.append(self._timed(call))
        return statistics.median(times)

    def _timed(self, call):
        started = self.clock()
        call()
        return self.clock() - started

    def memory(self, mode):
        gc.collect()
        _give_back()
        if not _forget_peak():
            return None
        before = _memory()["VmRSS"]
        self.calls[mode]()
        return max(_memory()["VmHWM"] - before, 0)

    def forget(self):
        self.calls.clear()


def _give_back():
    """Have the C library give back what is free: else a call finds there what it needs."""
    with contextlib.suppress(OSError, AttributeError, TypeError):  # glibc alone has this
        ctypes.CDLL(None).malloc_trim(0)


def _forget_peak():
    """Have Linux count the peak of this process' memory from now on; whether it does."""
    try:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
    except OSError:
        return False
    return True


def _memory():
    """Bytes that Linux counts of this process, by name."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        lines = (line.split() for line in file if line.startswith(("VmRSS", "VmHWM")))
        return {name.rstrip(":"): int(size) * 1024 for name, size, _ in lines}
