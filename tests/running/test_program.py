"""A script as Python would run it: the same output, status and tracebacks."""

import signal
import subprocess
import sys
import textwrap

import pytest

from tests.running.scripts import by_python, by_theanornn

SCRIPTS = {
    "what a script sees": """
        import os, sys
        import beside
        print(__name__, __file__, sys.argv, sys.path[0], beside.__name__, beside.__file__)
        print(__spec__, __package__, __doc__, __cached__, __builtins__, type(__loader__).__name__)
        print(sorted(globals()))
        import __main__
        print(__main__.sys is sys)
        import pickle
        class Thing: pass
        pickle.dumps(Thing())
        """,
    "a status": "import sys; sys.exit(7)",
    "a message": "import sys; sys.exit('no such data')",
    "no status": "raise SystemExit",
    "an error": """
        def f(x):
            return 1 / x

        def g():
            try:
                f(0)
            except ZeroDivisionError as error:
                raise KeyError("x") from error
        g()
        """,
    "an error while another is handled": """
        try:
            {}["a"]
        except KeyError:
            [][1]
        """,
    "an error in a module beside": "import beside\nbeside.fail(\n  0)",
    "an error while a module beside is imported": "import failing",
    "a module that is not there": "import no_such_module",
    "no Python": "x = = 1\n",
    "no Python beside": "import broken",
    "a hook of the script's own": """
        import sys
        sys.excepthook = lambda kind, error, trace: print("hook", kind, error, trace.tb_lineno)
        raise ValueError("a")
        """,
    "what comes at the end": """
        import atexit, threading, time
        atexit.register(print, "last")
        threading.Thread(target=lambda: (time.sleep(0.2), print("thread"))).start()
        print("first")
        """,
    "an interruption": "raise KeyboardInterrupt",
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_as_python(tmp_path, name):
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "script.py").write_text(textwrap.dedent(SCRIPTS[name]).lstrip())
    (folder / "beside.py").write_text("def fail(x):\n    return [1][x:x + 1][5]\n")
    (folder / "failing.py").write_text("import beside\nbeside.fail(1)\n")
    (folder / "broken.py").write_text("def f(:\n")
    arguments = ["scripts/script.py", "--keras", "3", "-h"]
    expected, got = by_python(tmp_path, *arguments), by_theanornn(tmp_path, *arguments)
    assert got.stdout == expected.stdout
    assert got.stderr == expected.stderr
    if name == "an interruption":  # Python ends by the signal itself; a shell shows both as 130
        assert expected.returncode == -signal.SIGINT and got.returncode == 130
    else:
        assert got.returncode == expected.returncode


def test_a_translated_script_shows_its_own_lines(tmp_path):
    (tmp_path / "script.py").write_text(
        "print 'a'\nprint 'b', 1 / 0\n",
    )
    ended = by_theanornn(tmp_path, "--quiet", "script.py")
    assert ended.stdout == "a\n" and ended.returncode == 1
    assert ended.stderr == (
        "Traceback (most recent call last):\n"
        f'  File "{tmp_path}/script.py", line 2, in <module>\n'
        "    print 'b', 1 / 0\n"
        "ZeroDivisionError: integer division or modulo by zero\n"
    )


def test_a_link_brings_the_folder_of_the_real_script(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "script.py").write_text("import beside; print(__file__)")
    (tmp_path / "real" / "beside.py").write_text("")
    (tmp_path / "link.py").symlink_to(tmp_path / "real" / "script.py")
    expected, got = by_python(tmp_path, "link.py"), by_theanornn(tmp_path, "link.py")
    assert got.stdout == expected.stdout != ""


def test_nothing_is_written_beside_the_script(tmp_path):
    (tmp_path / "script.py").write_text("import beside")
    (tmp_path / "beside.py").write_text("print 'a'")
    assert by_theanornn(tmp_path, "script.py").stdout == "a\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beside.py", "script.py"]


def test_output_that_nobody_reads(tmp_path):
    (tmp_path / "script.py").write_text("for i in range(100000): print(i)")
    command = f"{sys.executable} -m theanornn run script.py | head -1"
    ended = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert ended.stdout == "0\n" and "BrokenPipeError" in ended.stderr
