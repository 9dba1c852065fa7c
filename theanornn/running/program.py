"""A script as ``__main__``, as ``python script.py`` would run it.

Public names: :func:`run`.
"""

import importlib
import importlib.machinery
import os
import sys
import types

#: Files whose frames nobody wants to see: ours, and those of the import system.
_HIDDEN = (
    os.path.join(os.path.dirname(os.path.abspath(__file__)), ""),
    importlib.__file__,
    "<frozen importlib",
)


def run(path, arguments, read, hint):
    """Run a script.

    Parameters
    ----------
    path : str
        As the user wrote it.
    arguments : list of str
        What the script finds in ``sys.argv[1:]``.
    read : callable
        ``read(path)`` gives a :class:`theanornn.running.sources.Reading`.
    hint : callable
        ``hint(error, places)`` is called after an error was shown, with the file and line of every
        frame.

    Returns
    -------
    int
        Exit status as that of Python; ``SystemExit`` is raised on.
    """
    absolute = os.path.abspath(path)
    sys.argv[:] = [path, *arguments]
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = os.path.dirname(os.path.realpath(path))
    main = types.ModuleType("__main__")
    main.__dict__.update(
        __file__=absolute,
        __cached__=None,
        __loader__=importlib.machinery.SourceFileLoader("__main__", absolute),
        __builtins__=sys.modules["builtins"],
        __annotations__={},
    )
    sys.modules["__main__"] = main
    try:
        reading = read(absolute)
        main.__dict__.update(reading.names)
        exec(reading.code, main.__dict__)
    except SystemExit as ended:
        raise ended.with_traceback(None) from None
    except BaseException as error:
        return _show(error, hint)
    return 0


def _show(error, hint):
    """Show an error as Python does, without the frames of the runner."""
    seen, waiting = set(), [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = _without_ours(each.__traceback__)
        waiting += [each.__cause__, each.__context__]
    sys.excepthook(type(error), error, error.__traceback__)
    places = [(t.tb_frame.f_code.co_filename, t.tb_lineno) for t in _each(error.__traceback__)]
    hint(error, places)
    return 130 if isinstance(error, KeyboardInterrupt) else 1


def _without_ours(traceback):
    kept = [
        each
        for each in _each(traceback)
        if not each.tb_frame.f_code.co_filename.startswith(_HIDDEN)
    ]
    rest = None
    for each in reversed(kept):
        rest = types.TracebackType(rest, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return rest


def _each(traceback):
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
