"""``theanornn run --check``: what would be helped over, without running anything.

Public names: :func:`check`.
"""

import os
import sys

from theanornn.running import sources
from theanornn.running.notices import Notices


def check(script, stream=None):
    """Say what is found in a script, and in the modules beside it that it imports.

    Parameters
    ----------
    script : str
        Its path.
    stream : file, optional
        stdout by default.

    Returns
    -------
    int
        1 when something was found that is not helped, else 0.
    """
    notices = Notices(stream=stream or sys.stdout)
    folder = os.path.dirname(os.path.realpath(script))
    waiting, seen, helped = [os.path.abspath(script)], set(), True
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        try:
            with open(path, "rb") as file:
                reading = sources.read(file.read(), path)
        except SyntaxError as error:
            findings = [sources.unreadable(error)]
        else:
            findings = reading.findings
            waiting += _files_of(reading.imports, [os.path.dirname(path), folder])
        notices.say(path, findings)
        helped &= all(finding.helped for finding in findings)
    return 0 if helped else 1


def _files_of(names, folders):
    """The files of those modules that stand in one of the folders."""
    for name in names:
        for folder in folders:
            stem = os.path.join(folder, *name.split("."))
            for path in (f"{stem}.py", os.path.join(stem, "__init__.py")):
                if os.path.isfile(path):
                    yield path
