"""``theanornn install-engine``, without pip and without a network."""

import os
import subprocess
import sys
import types

import pytest

from theanornn.runtime import engine, install_engine


@pytest.fixture
def pip(monkeypatch):
    """Catch the call of pip, and what Python would have found on its path."""
    caught = types.SimpleNamespace(status=0, command=None, sitecustomize=None)

    def run(command, env, check):
        directory = env["PYTHONPATH"].split(os.pathsep)[0]
        caught.command = command
        with open(os.path.join(directory, "sitecustomize.py")) as file:
            caught.sitecustomize = file.read()
        return types.SimpleNamespace(returncode=caught.status)

    monkeypatch.setattr(install_engine, "subprocess", types.SimpleNamespace(run=run))
    return caught


def test_nothing_to_do(pip, capsys):
    assert install_engine.main([]) == 0
    assert pip.command is None
    assert "is installed already" in capsys.readouterr().out


@pytest.mark.parametrize("status", [0, 1])
def test_pip_is_called_and_its_status_returned(pip, monkeypatch, status):
    monkeypatch.setattr(engine, "inspect", lambda directory: engine.Engine({}, None, "none"))
    pip.status = status
    assert install_engine.main([]) == status
    assert pip.command[:4] == [sys.executable, "-m", "pip", "install"]
    assert pip.command[-1] == "Theano-PyMC==1.1.2"


def test_the_missing_name_is_put_back(pip, tmp_path):
    install_engine.main(["--force"])
    (tmp_path / "versions.cfg").write_text("[versioneer]\nVCS = git\n")
    program = (
        pip.sitecustomize + "\nparser = configparser.SafeConfigParser()\n"
        "with open('versions.cfg') as file: parser.readfp(file)\n"
        "print(parser.get('versioneer', 'VCS'))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "git\n", done.stderr
