"""Theano's function maker, with a memory.

Public names: :class:`CachedMaker`.
"""

from collections import OrderedDict

from theano.compile.function.types import FunctionMaker
from theano.compile.mode import Mode

from theanornn.function_cache import template
from theanornn.function_cache.description import Undescribable, describe
from theanornn.function_cache.environment import environment
from theanornn.function_cache.store import Store
from theanornn.runtime.turns import Turn
from theanornn.runtime.waiting import stage

__all__ = ["CachedMaker"]

#: Bytes of templates that one process keeps; what was not used for longest goes first.
MOST_BYTES = 1 << 28


class _Templates:
    """Templates of this process by key, and behind them those on disk."""

    def __init__(self):
        self._lock = Turn()
        self._by_key = OrderedDict()
        self._bytes = 0

    def get(self, key):
        with self._lock:
            if key in self._by_key:
                self._by_key.move_to_end(key)
                return self._by_key[key], "shared"
        content = Store().read(key)
        if content is None:
            return None, "compiled"
        self._keep(key, content)
        return content, "disk"

    def put(self, key, content):
        self._keep(key, content)
        Store().write(key, content)

    def discard(self, key):
        with self._lock:
            self._bytes -= len(self._by_key.pop(key, b""))
        Store().discard(key)

    def clear(self):
        with self._lock:
            self._by_key.clear()
            self._bytes = 0

    def _keep(self, key, content):
        with self._lock:
            self._bytes += len(content) - len(self._by_key.pop(key, b""))
            self._by_key[key] = content
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._by_key.popitem(last=False)[1])


templates = _Templates()


class CachedMaker(FunctionMaker):
    """Makes a function of a graph; one that was optimised before is not optimised again.

    Attributes
    ----------
    origin : {"compiled", "shared", "disk"}
        Whether the graph was optimised for this function, for another one of this process, or in
        another process.
    """

    def __init__(self, inputs, outputs, mode=None, **options):
        inputs = [self.wrap_in(each) for each in inputs]
        self._asked = inputs, outputs, mode, options
        self._key = _key(inputs, outputs, mode, options.get("accept_inplace", False))
        content, self.origin = templates.get(self._key) if self._key else (None, "compiled")
        if content is not None and self._take(content):
            return
        if not self._key or content is not None:
            self._optimise()
            return
        # Of processes that start together one optimises, and the others take what it has found.
        with Store().alone(self._key):
            content, self.origin = templates.get(self._key)
            if content is None or not self._take(content):
                self._optimise()

    def create(self, *args, **kwargs):
        """The function; of a graph that was kept but cannot be linked, from the beginning."""
        try:
            return super().create(*args, **kwargs)
        except Exception:
            if self.origin == "compiled":
                raise
            self._optimise()
            return super().create(*args, **kwargs)

    def _take(self, content):
        """Become what a template says, where that is possible; whether it was."""
        inputs, outputs, mode, options = self._asked
        try:
            graph = _loaded(content, inputs, outputs)
            unoptimised = Mode(linker=mode.linker, optimizer=None)
            super().__init__(inputs, outputs, unoptimised, fgraph=graph, **options)
        except Exception:
            return False  # whatever is wrong with it, it can be made again
        self.mode = mode
        return True

    def _optimise(self):
        if self.origin != "compiled":
            templates.discard(self._key)
            self.origin = "compiled"
        inputs, outputs, mode, options = self._asked
        stage("optimising the graph")
        super().__init__(inputs, outputs, mode, **options)
        stage("linking")
        if self._key:
            self._remember(self._key)

    def _remember(self, key):
        try:
            templates.put(key, template.dump(self.fgraph))
        except template.NotStorable:
            pass


def _key(inputs, outputs, mode, accept_inplace):
    """The digest of what is to be compiled, or None where it cannot be told."""
    specifications = (
        [(each.mutable, each.borrow, each.update is not None) for each in inputs],
        [each.borrow for each in _listed(outputs)],
        accept_inplace,
    )
    results = [each.variable for each in _listed(outputs)]
    results += [each.update for each in inputs if each.update is not None]
    graph = [each.variable for each in inputs], results
    if len(set(graph[0])) < len(inputs):
        return None
    try:
        return describe(environment(), mode, specifications, graph=graph).hexdigest()
    except (Undescribable, RecursionError):
        return None


def _listed(outputs):
    if outputs is None:
        return []
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def _loaded(content, inputs, outputs):
    graph = template.load(content)
    n_updates = sum(each.update is not None for each in inputs)
    if len(graph.inputs) != len(inputs) or len(graph.outputs) != len(_listed(outputs)) + n_updates:
        raise ValueError("a template of another function")
    for variable, each in zip(graph.inputs, inputs):
        if variable.type != each.variable.type:
            raise ValueError("a template of another function")
        variable.name = each.variable.name
    return graph
