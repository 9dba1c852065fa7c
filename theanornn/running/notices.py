"""What is said to the user: one line on stderr for each kind of help, once for each file."""

import os
import sys
from typing import NamedTuple


class Finding(NamedTuple):
    """A scar of age in a source file.

    Attributes
    ----------
    line : int
    text : str
        What it is, and what was done about it or what there is to do.
    helped : bool
        False when the script will fail there, or may.
    """

    line: int
    text: str
    helped: bool = True


class Notices:
    """Says findings.

    Parameters
    ----------
    quiet : bool
        Say nothing of what was helped.
    stream : file, optional
        stderr by default.
    """

    def __init__(self, quiet=False, stream=None):
        self.quiet, self.stream = quiet, stream
        self._said = set()

    def say(self, path, findings):
        """Say the findings in one file: each text once, where it stands first, and how often."""
        places = {}
        for finding in sorted(findings):
            places.setdefault((finding.text, finding.helped), []).append(finding.line)
        for (text, helped), lines in places.items():
            if helped and self.quiet:
                continue
            more = len(set(lines)) - 1
            count = f" (and in {more} more {'line' if more == 1 else 'lines'})" if more else ""
            self._line(f"{_short(path)}:{lines[0]}: {text}{count}")

    def say_of_program(self, text):
        """Say something that stands in no line of a file."""
        if not self.quiet:
            self._line(text)

    def _line(self, text):
        if text not in self._said:
            self._said.add(text)
            print(f"theanornn run: {text}", file=self.stream or sys.stderr, flush=True)


def _short(path):
    """The path as the user knows it: relative where it stands below the working directory."""
    try:
        relative = os.path.relpath(path)
    except ValueError:  # another drive
        return path
    return path if relative.startswith(os.pardir) else relative
