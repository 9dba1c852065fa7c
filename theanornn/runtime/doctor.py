"""``theanornn doctor``: what of the engine works on this machine, as a table, with cures."""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import site
import sys
import time
from pathlib import Path
from typing import NamedTuple

from theanornn.runtime import engine, hook, old_names, old_packages, scan_loop, startup

SIZE = 1024  # of the matrices with which the speed of a product is measured


class Finding(NamedTuple):
    """One row: what was looked at, what was found, what is wrong with it and what helps."""

    subject: str
    found: str
    problem: str = ""
    cure: str = ""
    essential: bool = False  # nothing works while this problem lasts


def main(argv=None):
    """Print the table.

    Parameters
    ----------
    argv : list of str, optional
        Arguments of the command; there are none but ``--help``.

    Returns
    -------
    int
        1 when something essential is broken, else 0.
    """
    argparse.ArgumentParser(prog="theanornn doctor", description=__doc__).parse_args(argv)
    findings = examine()
    print(table(findings))
    return int(any(finding.problem and finding.essential for finding in findings))


def examine():
    """Look at everything; return a list of `Finding`."""
    findings = [_python(), _numpy(), _start_up_hook(), _old_packages(), _engine()]
    if not any(finding.problem and finding.essential for finding in findings):
        findings += _theano()
    return findings


def table(findings):
    """Return the findings as text: one line each, and below each problem what helps."""
    width = max(len(finding.subject) for finding in findings) + 2
    lines = []
    for finding in findings:
        mark = "!!" if finding.essential else "!" if finding.problem else ""
        mark = mark if finding.problem else "ok"
        lines.append(f"{mark:<3}{finding.subject:<{width}}{finding.found}")
        margin = " " * (3 + width)
        if finding.problem:
            lines.append(f"{margin}problem: {finding.problem}")
            lines.append(f"{margin}cure:    {finding.cure}")
    return "\n".join(lines)


def _python():
    found = f"{platform.python_version()} ({sys.executable})"
    if not (3, 9) <= sys.version_info[:2] <= (3, 13):
        return Finding(
            "Python",
            found,
            "theanornn was tested on 3.9 to 3.13",
            "use one of these",
            essential=False,
        )
    return Finding("Python", found)


def _numpy():
    try:
        import numpy
    except ImportError as error:
        return Finding("NumPy", "none", str(error), "pip install 'numpy>=1.23,<3'", essential=True)
    version = tuple(int(part) for part in numpy.__version__.split(".")[:2])
    if not (1, 23) <= version < (3, 0):
        problem = "the engine is mended for 1.23 to 2.x"
        return Finding("NumPy", numpy.__version__, problem, "pip install 'numpy>=1.23,<3'")
    return Finding("NumPy", numpy.__version__)


def _start_up_hook():
    if not hook.enabled():
        return Finding(
            "start-up hook",
            "off: THEANORNN_RUNTIME=0",
            "Theano is not mended and will not work",
            "unset THEANORNN_RUNTIME",
            essential=True,
        )
    places = [*site.getsitepackages(), site.getusersitepackages()]
    for place in places:
        if Path(place, startup.PTH_NAME).exists():
            return Finding("start-up hook", str(Path(place, startup.PTH_NAME)))
    return Finding(
        "start-up hook",
        "not installed",
        "`import theano` works only after `import theanornn`",
        "pip install theanornn (or `pip install -e .` in its source)",
    )


def _engine():
    found = engine.inspect(engine.directory())
    if found.problem is None:
        return Finding("engine", f"Theano-PyMC {found.version} ({engine.directory()})")
    cure = "theanornn install-engine" if found.version is None else engine.REINSTALL
    if "Theano" in found.distributions:
        cure += f"; what requires Theano is installed with `{old_packages.HOW_TO_INSTALL}`"
    return Finding("engine", found.version or "none", found.problem, cure, essential=True)


def _old_packages():
    found = ", ".join(f"{name} {version}" for name, version in old_packages.found().items())
    if not found:
        advice = f"install them with `{old_packages.HOW_TO_INSTALL}`, which keeps Theano away"
        return Finding("old packages", f"none; {advice}")
    if not old_names.enabled():
        problem = "THEANORNN_OLD_NAMES=0: what they use of older Theanos is not there"
        return Finding("old packages", found, problem, "unset THEANORNN_OLD_NAMES")
    return Finding("old packages", f"{found} (upgrade with `{old_packages.HOW_TO_INSTALL}`)")


def _theano():
    start = time.perf_counter()
    try:
        import theano
    except Exception as error:
        problem = f"import theano: {type(error).__name__}: {_first_line(error)}"
        return [Finding("import", "failed", problem, engine.REINSTALL, essential=True)]
    seconds = time.perf_counter() - start
    return [
        Finding("import", f"{seconds:.1f} s"),
        _compiler(theano),
        _blas(theano),
        _scan_loop(theano),
        Finding("floatX", theano.config.floatX),
        _devices(theano),
        _compiled_code(theano),
    ]


def _compiler(theano):
    from theanornn.runtime import quiet

    if not theano.config.cxx:
        problem = "Theano runs in Python, a hundred times slower"
        if not type(theano.config).cxx.is_default:
            return Finding(
                "compiler", "none", problem, "take cxx= out of THEANO_FLAGS or .theanorc"
            )
        return Finding("compiler", "none", problem, quiet.INSTALL_COMPILER)
    found = f"{theano.config.cxx} {theano.link.c.cmodule.gcc_version()}"
    try:
        x = theano.tensor.dvector()
        theano.function([x], 2 * x + 1, mode="FAST_RUN")([1.0])
    except Exception as error:
        problem = f"it does not compile Theano's code: {_first_line(error)}"
        return Finding("compiler", found, problem, quiet.INSTALL_COMPILER, essential=True)
    flags = theano.link.c.cmodule.GCC_compiler.march_flags or ["for any processor of this kind"]
    return Finding("compiler", f"{found}, {flags[0]}")


def _blas(theano):
    import numpy as np

    matrices = [np.random.default_rng(i).normal(size=(SIZE, SIZE)).astype("f4") for i in (1, 2)]
    numpy_speed = _gflops(lambda: matrices[0].dot(matrices[1]))
    flags = theano.config.blas__ldflags
    if not theano.config.cxx:
        return Finding("BLAS", f"NumPy's, {numpy_speed:.0f} GFLOP/s")
    try:
        shared = [theano.shared(matrix, borrow=True) for matrix in matrices]
        product = theano.shared(np.zeros((SIZE, SIZE), "f4"))
        update = [(product, theano.tensor.dot(*shared))]
        speed = _gflops(theano.function([], updates=update, mode="FAST_RUN"))
    except Exception as error:
        problem = f"the product does not compile with it: {_first_line(error)}"
        cure = "set blas__ldflags in THEANO_FLAGS or .theanorc; empty means NumPy's"
        return Finding("BLAS", flags, problem, cure, essential=True)
    libraries = " ".join(flag for flag in flags.split() if flag.startswith("-l")) or "through NumPy"
    found = f"{libraries}, {speed:.0f} GFLOP/s (NumPy: {numpy_speed:.0f})"
    if not flags:
        cure = "pip install scipy-openblas32"
        return Finding("BLAS", found, "none was found, products go through NumPy", cure)
    if speed < 0.5 * numpy_speed:
        problem = "products are at less than half of NumPy's speed"
        return Finding("BLAS", f"{found}, {flags}", problem, "pip install scipy-openblas32")
    return Finding("BLAS", found)


def _gflops(product):
    """The speed of the fastest of some calls, in 10^9 operations a second."""
    fastest = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        product()
        fastest = min(fastest, time.perf_counter() - start)
    return 2e-9 * SIZE**3 / fastest


def _scan_loop(theano):
    if not theano.config.cxx:
        return Finding("scan loop", "in Python: no compiler")
    if not scan_loop.IN_C:
        return Finding(
            "scan loop", "in Python: Theano's C loop ends with Python 3.11; steps are in C"
        )
    try:
        from theano.scan import scan_perform_ext

        return Finding("scan loop", f"in C (version {scan_perform_ext.get_version()})")
    except Exception as error:
        problem = f"its C loop does not compile: {_first_line(error)}"
        cure = "please report it; theano.scan works in Python, slower"
        return Finding("scan loop", "in Python", problem, cure)


def _devices(theano):
    found = "cpu, in C" if theano.config.cxx else "cpu, in Python"
    if importlib.util.find_spec("jax") and importlib.util.find_spec("jaxlib"):
        found += f"; jax {importlib.metadata.version('jax')} is installed"
    if theano.config.device != "cpu":
        problem = f"device={theano.config.device}: the GPU code of Theano-PyMC 1.1.2 does not work"
        return Finding("devices", found, problem, "take device= out of THEANO_FLAGS or .theanorc")
    return Finding("devices", found)


def _compiled_code(theano):
    directory = theano.config.compiledir
    files = [Path(root, name) for root, _, names in os.walk(directory) for name in names]
    size = sum(path.stat().st_size for path in files if path.exists())
    modules = sum(path.name.endswith(".so") for path in files)
    return Finding("compiled code", f"{directory}: {modules} modules, {size / 1e6:.0f} MB")


def _first_line(error):
    text = str(error.args[-1] if error.args else error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
