"""The .pth file: it must mend Theano when it can, and harm nothing when it cannot."""

import subprocess
import sys
import time

import pytest

from tests.runtime.run_python import ROOT, run_python
from theanornn.runtime import startup


@pytest.fixture
def site_directory(tmp_path):
    """A directory as site-packages is: the hook, and a theano of the version that we mend."""
    (tmp_path / startup.PTH_NAME).write_text(startup.pth_line())
    (tmp_path / "theano").mkdir()
    (tmp_path / "theano" / "__init__.py").write_text(
        "import sys; mended = 'numpy' in sys.modules\n"
    )
    (tmp_path / "theano" / "_version.py").write_text('{"version": "1.1.2"}\n')
    return tmp_path


def run_with_site(directory, program, times=1, **environment):
    adding = f"import site; [site.addsitedir({str(directory)!r}) for _ in range({times})]\n"
    return run_python(
        f"import sys; sys.path.insert(0, {str(directory)!r})\n{adding}{program}", **environment
    )


def test_the_line_is_one_line_that_python_executes():
    line = startup.pth_line()
    assert line.startswith("import ")
    assert line.count("\n") == 1 and line.endswith("\n")


def test_theano_is_mended_though_theanornn_is_never_named(site_directory):
    done = run_with_site(site_directory, "import theano; print(theano.mended)")
    assert done.stdout == "True\n", done.stderr


def test_no_finder_is_left_twice(site_directory):
    program = "print([getattr(f, '__name__', '') for f in sys.meta_path].count('TheanornnStartup'))"
    assert run_with_site(site_directory, program, times=2).stdout == "1\n"


def test_variable_switches_it_off(site_directory):
    done = run_with_site(
        site_directory, "import theano; print(theano.mended)", THEANORNN_RUNTIME="0"
    )
    assert done.stdout == "False\n", done.stderr


def test_theanornn_is_gone(site_directory):
    program = (
        "class Gone:\n"
        "    def find_spec(name, path=None, target=None):\n"
        "        if name.startswith('theanornn'):\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}')\n"
        "sys.meta_path.insert(0, Gone)\n"
        "import theano; print(theano.mended)"
    )
    done = run_with_site(site_directory, program, PYTHONPATH=None)
    assert done.stdout == "False\n"
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("theanornn: cannot mend Theano: No module named 'theanornn")


def test_half_of_theanornn_is_gone(site_directory):
    """Hook and table are there, the mends are not."""
    runtime = site_directory / "theanornn" / "runtime"
    runtime.mkdir(parents=True)
    for part in ("__init__", "runtime/__init__", "runtime/hook", "runtime/mends"):
        name = f"{part}.py"
        (site_directory / "theanornn" / name).write_text((ROOT / "theanornn" / name).read_text())
    done = run_with_site(site_directory, "import theano; print(theano.mended)", PYTHONPATH=None)
    assert done.stdout == "False\n"
    assert done.stderr.count("\n") == 1
    assert "cannot mend Theano" in done.stderr


def test_nothing_is_imported_at_the_start(site_directory):
    program = "print(sorted(m for m in sys.modules if m.startswith(('theano', 'numpy'))))"
    assert run_with_site(site_directory, program).stdout == "[]\n"


def test_the_start_costs_less_than_two_milliseconds():
    line = startup.pth_line()
    seconds = []
    for _ in range(20):
        start = time.perf_counter()
        exec(line)
        seconds.append(time.perf_counter() - start)
        sys.meta_path[:] = [
            f for f in sys.meta_path if getattr(f, "__name__", "") != "TheanornnStartup"
        ]
    assert min(seconds) < 0.002


def test_setup_writes_it(tmp_path):
    """``build_py`` puts the hook beside the package."""
    pytest.importorskip("setuptools", minversion="64")
    done = subprocess.run(
        [sys.executable, "setup.py", "--quiet", "build_py", "--build-lib", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / startup.PTH_NAME).read_text() == startup.pth_line()
    assert (tmp_path / "theanornn" / "runtime" / "theanornn_compat.h").exists()
