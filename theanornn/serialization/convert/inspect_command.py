"""The command ``theanornn inspect``: what is in a file of weights."""

import argparse
import sys

from theanornn.errors import TheanornnError

__all__ = ["main"]


def main(arguments):
    """Run the command.

    Parameters
    ----------
    arguments : list of str
        What stands behind ``theanornn inspect``.

    Returns
    -------
    int
        Exit status: 0, or 1 where a file could not be read.
    """
    options = _parser().parse_args(arguments)
    from theanornn.serialization.convert.inspecting import lines_of

    status = 0
    for path in options.files:
        try:
            for line in lines_of(path, options.kind):
                print(line)
        except (OSError, ImportError, TheanornnError) as error:
            print(f"theanornn inspect: {error}", file=sys.stderr)
            status = 1
    return status


def _parser():
    parser = argparse.ArgumentParser(
        prog="theanornn inspect",
        description="Show the layers, arrays, shapes, dtypes and sizes in files of theanornn, "
        "Keras, PyTorch, Lasagne, DeepLearningTutorials, dl4mt, ONNX, NumPy, and in pickles. "
        "Nothing in a file is executed.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+")
    parser.add_argument("--kind", help="what the file is of, where that is not seen from it: torch")
    return parser
