"""The command ``theanornn``, also ``python -m theanornn``: doctor, install-engine, run, demo."""

import argparse
import sys

from theanornn import __version__
from theanornn.errors import TheanornnError


def main(argv=None):
    """Run the command.

    Parameters
    ----------
    argv : list of str, optional
        By default what stands on the command line.

    Returns
    -------
    int
        Exit status: 0 if all went well, 1 if not; 2 for a wrong command line (raised by argparse).
    """
    arguments = sys.argv[1:] if argv is None else list(argv)
    if arguments and arguments[0] in _PASSED_ON:
        return _PASSED_ON[arguments[0]](arguments[1:])
    options = _parser().parse_args(arguments)
    if options.command is None:
        _parser().print_help()
        return 0
    return _demo(options)


def _parser():
    parser = argparse.ArgumentParser(
        prog="theanornn", description="Recurrent neural networks on Theano."
    )
    parser.add_argument("--version", action="version", version=f"theanornn {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(
        "doctor", add_help=False, help="say what was found here: engine, compiler, BLAS, faults"
    )
    commands.add_parser(
        "install-engine",
        add_help=False,
        help="install Theano-PyMC where pip alone cannot: Python 3.12 and later",
    )
    run = commands.add_parser("run", add_help=False, help="run an unchanged script of Keras 1 or 2")
    run.add_argument("arguments", nargs=argparse.REMAINDER)
    commands.add_parser(
        "inspect", add_help=False, help="show the layers and arrays in a file of weights"
    )
    commands.add_parser(
        "convert", add_help=False, help="turn a file of a model into one of another kind"
    )
    commands.add_parser("cache", add_help=False, help="show, or remove, compiled code that is kept")
    demo = commands.add_parser("demo", help="train a model on real data and see what it does")
    demos = demo.add_subparsers(dest="demo", metavar="DEMO", required=True)
    _sentiment_options(
        demos.add_parser(
            "sentiment",
            help="an LSTM learns the sentiment of movie reviews",
            description="Trains Embedding, LSTM, Dense on 7,324 snippets of movie reviews, which "
            "are fetched once, and tests it on 2,122 others.",
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
    )
    _sine_options(
        demos.add_parser(
            "sine",
            help="a GRU learns to continue sine waves",
            description="Trains GRU, Dense on sine waves and draws what it predicts.",
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
    )
    return parser


def _sentiment_options(parser):
    _common_options(parser, epochs=3)
    parser.add_argument(
        "--cell", choices=("lstm", "gru", "simplernn"), default="lstm", help="kind of recurrence"
    )
    parser.add_argument("--maxlen", type=_positive, default=50, help="words per sentence")
    parser.add_argument(
        "--say",
        action="append",
        default=[],
        metavar="SENTENCE",
        help="classify this sentence afterwards; may be given several times",
    )


def _sine_options(parser):
    _common_options(parser, epochs=10)


def _common_options(parser, epochs):
    parser.add_argument("--epochs", type=_positive, default=epochs, help="passes over the data")
    parser.add_argument(
        "--seed", type=int, default=1, help="of initial weights, shuffling and dropout"
    )
    parser.add_argument("--out", default="theanornn-demo", help="folder for what is made")


def _positive(text):
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1")


def _doctor(arguments):
    from theanornn.runtime import doctor

    return doctor.main(arguments)


def _install_engine(arguments):
    from theanornn.runtime import install_engine

    return install_engine.main(arguments)


def _run(arguments):
    from theanornn.running import command

    return command.main(arguments)


def _inspect(arguments):
    from theanornn.serialization.convert import inspect_command

    return inspect_command.main(arguments)


def _convert(arguments):
    from theanornn.serialization.convert import convert_command

    return convert_command.main(arguments)


def _cache(arguments):
    from theanornn.function_cache import command

    return command.main(arguments)


_PASSED_ON = {
    "cache": _cache,
    "doctor": _doctor,
    "install-engine": _install_engine,
    "run": _run,
    "inspect": _inspect,
    "convert": _convert,
}


def _demo(options):
    arguments = {
        name: value for name, value in vars(options).items() if name not in ("command", "demo")
    }
    try:
        if options.demo == "sentiment":
            from theanornn.demos import sentiment as program
        else:
            from theanornn.demos import sine as program
        program.run(**arguments)
    except (OSError, ImportError, TheanornnError) as error:
        hint = ""
        if getattr(error, "name", None) == "theano":
            hint = ". Theano-PyMC is missing; install it with: theanornn install-engine"
        print(f"theanornn demo {options.demo}: {error}{hint}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
