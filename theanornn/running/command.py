"""The command line of ``theanornn run``.

Public names: :func:`main`.
"""

import argparse
import os
import sys
from importlib.machinery import PathFinder

from theanornn import generations
from theanornn.callers import is_own
from theanornn.keras_home import floatX
from theanornn.running import (
    alias,
    check,
    hints,
    loading,
    old_attributes,
    old_modules,
    program,
    sources,
)
from theanornn.running.notices import Notices

_GPU = "device=gpu"


def main(arguments):
    """Run ``theanornn run``.

    Parameters
    ----------
    arguments : list of str
        What stands after ``run``.

    Returns
    -------
    int
        The script's exit status; of ``--check``, 1 when something was found that is not helped.
    """
    options = parser().parse_args(arguments)
    if not os.path.isfile(options.script):
        missing = "is a directory" if os.path.isdir(options.script) else "there is no such file"
        print(f"theanornn run: can't open file {options.script!r}: {missing}", file=sys.stderr)
        return 2
    if options.check:
        return check.check(options.script)
    runner = _Runner(Notices(options.quiet), options.keras)
    runner.prepare(options.floatX)
    return program.run(options.script, options.arguments, runner.read, runner.hint)


def parser():
    """The parser of what stands after ``run``."""
    command = argparse.ArgumentParser(
        prog="theanornn run",
        description="Run an unchanged script of Keras 1 or 2: `import keras` finds "
        "theanornn.keras, and what has changed in Python, NumPy and Keras since is helped over, "
        "or named with its line on stderr.",
    )
    command.add_argument(
        "--keras",
        choices=("1", "2"),
        help="whose defaults layers take when their arguments do not tell; without it, what words "
        "of the script such as nb_epoch tell, else 2",
    )
    command.add_argument(
        "--floatX",
        choices=("float16", "float32", "float64"),
        help="Theano's floatX; float32 for a script that imports Keras, unless THEANO_FLAGS, "
        ".theanorc or keras.json say otherwise",
    )
    command.add_argument("--quiet", action="store_true", help="do not say what was helped over")
    command.add_argument(
        "--check", action="store_true", help="only say what would be helped over; run nothing"
    )
    command.add_argument("script", help="the script")
    command.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="what the script finds in sys.argv"
    )
    return command


class _Runner:
    """What one run knows: what was said, and which Keras it is."""

    def __init__(self, notices, generation):
        self.notices = notices
        self.told = generation is not None
        self.uses_keras = False
        if self.told:
            generations.default = int(generation)

    def prepare(self, dtype):
        """Install the import hooks, and put back what is gone from Python."""
        if dtype is not None:
            given = os.environ.get("THEANO_FLAGS")
            os.environ["THEANO_FLAGS"] = ",".join(filter(None, [given, f"floatX={dtype}"]))
        if self.notices.quiet:
            os.environ.setdefault("THEANORNN_OLD_NAMES", "quiet")
        for module in ("collections", "inspect"):  # installed packages of that age need them too
            old_attributes.restore(module)
        numpy = loading.AroundImport("numpy", after=lambda: old_attributes.restore("numpy"))
        theano = loading.AroundImport("theano", before=self._mend_flags, after=self._prefer_floatX)
        own = loading.OwnModuleFinder(self.read)
        sys.meta_path.insert(sys.meta_path.index(PathFinder), own)
        sys.meta_path[:0] = [old_modules.OldModuleFinder, numpy, theano]
        alias.install()

    def read(self, path):
        """Read a source of the user's, and say what is to be said of it."""
        with open(path, "rb") as file:
            reading = sources.read(file.read(), path)
        self.uses_keras |= any(name.partition(".")[0] == "keras" for name in reading.imports)
        self.notices.say(path, reading.findings)
        if reading.told is not None and not self.told:
            self.told = True
            generation, line, word = reading.told
            generations.default = generation
            if generation == 1:
                text = f"{word} is a word of Keras 1, so layers take its defaults (see --keras)"
                self.notices.say(path, [sources.Finding(line, text)])
        return reading

    def hint(self, error, places):
        """Say what an error has to do with the script's age."""
        advice = hints.hint(error)
        own = [place for place in places if is_own(place[0])]
        if advice is not None and own:
            path, line = own[-1]
            self.notices.say(path, [sources.Finding(line, advice, helped=False)])

    def _mend_flags(self):
        flags = os.environ.get("THEANO_FLAGS", "").split(",")
        if any(flag.strip().startswith(_GPU) for flag in flags):
            kept = [flag for flag in flags if not flag.strip().startswith(_GPU)]
            os.environ["THEANO_FLAGS"] = ",".join([*kept, "device=cpu"])
            self.notices.say_of_program(
                f"THEANO_FLAGS: {_GPU} is gone from Theano; running on the CPU"
            )

    def _prefer_floatX(self):
        """Let Theano have Keras' floatX from its import on, for a script that imports Keras."""
        from theanornn.runtime import precision

        if self.uses_keras:
            precision.prefer(floatX())
