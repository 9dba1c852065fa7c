"""The compiled functions of one model: made on first use, once, and open to a look.

Public names: :class:`Graph`, :class:`CompiledFunction`, :class:`Functions`.
"""

import time
from typing import NamedTuple

from theano.compile.mode import predefined_modes
from theano.graph.basic import ancestors

from theanornn.errors import NotCompiledError, TheanornnError, UnknownNameError
from theanornn.failures import explained
from theanornn.function_cache import function
from theanornn.registry import lookup
from theanornn.runtime.builds import checked_build, current_build
from theanornn.runtime.turns import Turn
from theanornn.runtime.waiting import waiting

_ORIGINS = {"compiled": "compiled", "shared": "shared", "disk": "read from the cache"}


class Graph(NamedTuple):
    """What a function is compiled from.

    Attributes
    ----------
    inputs, outputs : list of variables
    updates : list of (shared variable, expression)
    """

    inputs: list
    outputs: list
    updates: list


class CompiledFunction:
    """A function of a model, with what is known of it.

    Parameters
    ----------
    name : str
    graph : Graph
        Kept as an attribute.
    seconds_to_build : float
        Time that building the graph took.
    lock : lock, optional
        Held while it runs: a compiled function has one storage for what it is given and what it
        returns, so that only one thread at a time may call it.
    **options
        Further arguments of ``theano.function``.

    Attributes
    ----------
    inputs, outputs : list of str
        Name (or kind) and type of each.
    drivers : list of str
        How the recurrent layers in it run: "scan", "unroll" …, in no particular order.
    nodes : int
        Size of the compiled graph.
    seconds : float
        Time that building and compiling took.
    origin : {"compiled", "shared", "disk"}
        Whether its graph was optimised for it, for a function of the same graph in this process, or
        in an earlier one.
    """

    def __init__(self, name, graph, seconds_to_build=0.0, lock=None, **options):
        started = time.perf_counter()
        self._lock = lock or Turn()
        self.name, self.graph = name, graph
        self.inputs = [_described(variable) for variable in graph.inputs]
        self.outputs = [_described(variable) for variable in graph.outputs]
        self.drivers = _drivers(graph.outputs, options.get("build") or current_build())
        self._function = function(
            graph.inputs,
            graph.outputs,
            updates=graph.updates,
            on_unused_input="ignore",
            name=name,
            **options,
        )
        self.nodes = len(self._function.maker.fgraph.apply_nodes)
        self.origin = getattr(self._function.maker, "origin", "compiled")
        self.seconds = seconds_to_build + time.perf_counter() - started

    def __call__(self, *arrays):
        """Outputs for these inputs, as a list of arrays; the updates are applied.

        Raises
        ------
        ComputationError
            With the layer, the shapes and the line of the program, where the engine cannot do it.
        """
        try:
            with self._lock:
                return self._function(*arrays)
        except TheanornnError:
            raise
        except Exception as error:
            raise explained(self.name, self.graph, arrays, error) from None

    def __repr__(self):
        signature = f"{self.name}({', '.join(self.inputs)}) -> {', '.join(self.outputs)}"
        drivers = f", {'/'.join(self.drivers)}" if self.drivers else ""
        made = f"{_ORIGINS[self.origin]} in {self.seconds:.1f} s"
        return f"{signature}: {self.nodes} nodes{drivers}, {made}"


class Functions:
    """The functions of one model by name, each compiled when it is first asked for.

    One thread at a time compiles or calls any of them, others wait: who predicts while another
    thread trains gets the predictions of the weights between two updates. A process that is forked
    finds none of them under way.

    Attributes
    ----------
    options : dict
        Further arguments of ``theano.function`` for all of them; see `set_options`.

    Examples
    --------
    >>> import theano.tensor as T
    >>> x = T.dvector("x")
    >>> functions = Functions()
    >>> functions.define("twice", lambda: Graph([x], [2 * x], []))
    >>> functions.is_compiled("twice")
    False
    >>> functions["twice"]([1.0, 2.0])
    [array([2., 4.])]
    >>> functions.is_compiled("twice")
    True
    """

    def __init__(self):
        self._lock = Turn()  # of all of them: they share the weights
        self._makers = {}
        self._compiled = {}
        self.options = {}

    def set_options(self, **options):
        """Say how ``theano.function`` is called; what was compiled otherwise is thrown away.

        Raises
        ------
        UnknownNameError
            There is no such mode or build; nothing is changed then.
        """
        if options.get("build") is not None:
            checked_build(options["build"], "build")
        mode = options.get("mode")
        if isinstance(mode, str):
            known = dict.fromkeys(["Mode", "DebugMode", "NanGuardMode", *predefined_modes])
            lookup("mode of Theano", known, mode)
        if options != self.options:
            self.options = options
            self._compiled.clear()

    def define(self, name, make_graph):
        """Say how the graph of a function is made; one compiled before is thrown away.

        Parameters
        ----------
        name : str
        make_graph : callable
            Called without arguments, returns a :class:`Graph`; only when the function is needed.
        """
        self._makers[name] = make_graph
        self._compiled.pop(name, None)

    def discard(self, name):
        """Throw away the compiled function of this name, if there is one; its graph is stale."""
        self._compiled.pop(name, None)

    def remove(self, name):
        """Forget the function of this name altogether, if it is known."""
        self._makers.pop(name, None)
        self._compiled.pop(name, None)

    def is_compiled(self, name):
        """Whether the function of this name can be called without waiting."""
        return name in self._compiled

    def __getitem__(self, name):
        with self._lock:
            if name not in self._compiled:
                self._compiled[name] = self._compile(name)
            return self._compiled[name]

    def _compile(self, name):
        if name not in self._makers:
            if name in ("train", "test"):
                raise NotCompiledError(
                    f"the model has no function {name!r} yet; call "
                    "compile(optimizer=..., loss=...) first"
                )
            raise UnknownNameError(f"no function {name!r}, only {sorted(self._makers)}")
        started = time.perf_counter()
        with waiting(name):
            graph = self._makers[name]()
            built = time.perf_counter() - started
            return CompiledFunction(name, graph, built, self._lock, **self.options)

    def __contains__(self, name):
        return name in self._makers

    def __iter__(self):
        return iter(self._makers)

    def __repr__(self):
        return "\n".join(
            repr(self._compiled[name]) if name in self._compiled else f"{name}: not compiled yet"
            for name in self._makers
        )


def _described(variable):
    return f"{variable.name or 'value'}: {variable.type}"


def _drivers(outputs, build):
    found = {
        variable.tag.theanornn_driver.driver
        for variable in ancestors(outputs)
        if hasattr(variable.tag, "theanornn_driver")
    }
    if build == "cpu-scan":
        found = {"scan" if driver == "fused" else driver for driver in found}
    return sorted(found)
