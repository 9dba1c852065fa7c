"""``theanornn cache``: what compiled code takes on disk, and how to get rid of it."""

import argparse
import os
import time

from theanornn.function_cache.folders import DAYS, folders

_DAY = 86400


def main(argv=None):
    """Show the compiled code that is kept, or remove some of it.

    Parameters
    ----------
    argv : list of str, optional
        By default what stands on the command line.

    Returns
    -------
    int
        0, or 1 where something could not be removed.
    """
    options = _parser().parse_args(argv)
    import theano

    base = theano.config.base_compiledir
    found = folders(base)
    if options.clear or options.prune is not None:
        return _remove(found, None if options.clear else options.prune)
    print(f"Compiled code in {base}")
    if not found:
        print("  nothing yet")
    for folder in found:
        here = " (this Python's)" if folder.path == theano.config.compiledir else ""
        print(f"\n{os.path.basename(folder.path)}{here}")
        for part in folder.parts():
            age = _age(part.last_used) if part.count else ""
            print(f"  {part.count:6d} {part.name:20s} {_size(part.size):>9s}  {age}".rstrip())
    total = sum(part.size for folder in found for part in folder.parts())
    print(f"\n{_size(total)} in all. What is not used for {DAYS} days goes by itself.")
    return 0


def _parser():
    parser = argparse.ArgumentParser(
        prog="theanornn cache",
        description="Shows what compiled code takes on disk. All of it can be made again.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--prune",
        type=float,
        nargs="?",
        const=DAYS,
        metavar="DAYS",
        help=f"remove what was not used for so many days (default: {DAYS})",
    )
    what.add_argument("--clear", action="store_true", help="remove everything")
    return parser


def _remove(found, days):
    freed, failed = 0, []
    for folder in found:
        before = folder.size()
        try:
            if days is None:
                folder.clear()
            else:
                folder.prune(time.time() - days * _DAY)
        except OSError as error:
            failed.append(error)
        freed += before - folder.size()
    print(f"{_size(freed)} freed.")
    for error in failed:
        print(f"theanornn: {error}; it may be somebody else's")
    return 1 if failed else 0


def _size(number):
    for unit in ("B", "KB", "MB"):
        if number < 1000:
            return f"{number:.0f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


def _age(when):
    seconds = time.time() - when
    for name, length in (("days", _DAY), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"last used {seconds / length:.0f} {name} ago"
    return "in use now"
