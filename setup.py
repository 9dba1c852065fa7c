"""Packaging: setup.cfg holds it all but the start-up hook, which is a file in site-packages."""

import os
import runpy

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.editable_wheel import editable_wheel

HERE = os.path.dirname(os.path.abspath(__file__))
STARTUP = runpy.run_path(os.path.join(HERE, "theanornn", "runtime", "startup.py"))


class BuildWithStartupHook(build_py):
    """``pip install .``: the hook stands beside the package and goes with it to site-packages."""

    def run(self):
        super().run()
        if not self.editable_mode:
            with open(self.startup_hook(), "w") as file:
                file.write(STARTUP["pth_line"]())

    def get_outputs(self, *args, **kwargs):
        outputs = super().get_outputs(*args, **kwargs)
        return outputs if self.editable_mode else [*outputs, self.startup_hook()]

    def startup_hook(self):
        return os.path.join(self.build_lib, STARTUP["PTH_NAME"])


class EditableWithStartupHook(editable_wheel):
    """``pip install -e .``: setuptools chooses how, and the hook is added to the wheel it makes."""

    def _select_strategy(self, *args, **kwargs):
        return _WithStartupHook(super()._select_strategy(*args, **kwargs))


class _WithStartupHook:
    def __init__(self, strategy):
        self.strategy = strategy

    def __call__(self, wheel, files, mapping):
        self.strategy(wheel, files, mapping)
        wheel.writestr(STARTUP["PTH_NAME"], STARTUP["pth_line"]())

    def __enter__(self):
        self.strategy.__enter__()
        return self

    def __exit__(self, *exception):
        return self.strategy.__exit__(*exception)


setup(cmdclass={"build_py": BuildWithStartupHook, "editable_wheel": EditableWithStartupHook})
