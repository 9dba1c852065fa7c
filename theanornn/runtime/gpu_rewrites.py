"""Rewrites of graphs that come with Theano's part for GPUs, which a process' first scan imports.

They change nothing here, so an optimised graph does not depend on whether they are there.

Public names: :func:`note`, :func:`rewrites_that_count`.
"""

_of_gpus = set()


def note(gpuarray):
    """Note what is registered while ``theano.gpuarray`` is executed; a mend from before it."""
    before = _registered()

    def finish():
        _of_gpus.update(_registered() - before)

    return finish


def rewrites_that_count():
    """Names of all rewrites that are registered but for those, sorted; anybody may add to them."""
    return sorted(_registered() - _of_gpus)


def _registered():
    from theano.compile.mode import optdb
    from theano.graph.optdb import DB

    found, waiting, seen = set(), [optdb], set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        # Which tags lead to a rewrite is no matter: Theano adds some when it first looks.
        if isinstance(each, DB):
            waiting += (entry for entries in each.__db__.values() for entry in entries)
        found.add(str(each.name))
    return found
