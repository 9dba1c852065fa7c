"""Theano's linker for the builds of JAX: one jitted function of a whole graph.

Public names: :class:`JaxLinker`.
"""

import jax
import jax.numpy as jnp
import numpy as np
from theano.link.basic import Container, LocalLinker
from theano.link.utils import map_storage
from theano.tensor.random.type import RandomStateType
from theano.tensor.type import TensorType

from theanornn.runtime.jax import (  # noqa: F401  (these register what they convert)
    choices,
    elementwise,
    indexing,
    loops,
    neural,
    products,
    random,
    shaping,
    values,
)
from theanornn.runtime.jax.conversions import Cut
from theanornn.runtime.jax.devices import computing_on, device_of
from theanornn.runtime.jax.graphs import GraphFunction
from theanornn.runtime.jax.refusals import refused_type

__all__ = ["JaxLinker"]


class JaxLinker(LocalLinker):
    """Links a graph that was optimised with `queries.EXCLUDED` left out.

    Parameters
    ----------
    build : {"jax-cpu", "jax-gpu"}
    """

    def __init__(self, build="jax-cpu"):
        super().__init__(allow_gc=False)
        self.build, self.fgraph, self._updated = build, None, {}

    def accept(self, fgraph, no_recycling=None, profile=None):
        """Take a graph; a linker takes one."""
        if self.fgraph is not None and self.fgraph is not fgraph:
            return type(self)(self.build).accept(fgraph, no_recycling, profile)
        self.fgraph = fgraph
        return self

    def accept_var_updates(self, updated):
        """Be told which input takes which output as its next value."""
        self._updated = updated

    def make_all(self, input_storage=None, output_storage=None, storage_map=None):
        """See ``theano.link.basic.LocalLinker``."""
        values.install()
        fgraph = self.fgraph
        inputs, outputs, _ = map_storage(
            fgraph, fgraph.toposort(), input_storage, output_storage, storage_map
        )
        run = _Run(fgraph, self.build, inputs, self._updated)
        return (
            run,
            [Container(v, cell) for v, cell in zip(fgraph.inputs, inputs)],
            [Container(v, cell, readonly=True) for v, cell in zip(fgraph.outputs, outputs)],
            [],
            [],
        )


class _Run:
    """What a Theano function calls: takes values from cells, and puts updated ones back.

    Values that are there when the function is made (shared variables) are kept on the device;
    those that are updated give up their memory to what takes their place.
    """

    need_update_inputs = False
    takes_device_arrays = True
    allow_gc = False

    def __init__(self, fgraph, build, cells, updated):
        self._device = device_of(build)
        for variable in [*fgraph.inputs, *fgraph.outputs]:
            if not isinstance(variable.type, (TensorType, RandomStateType)):
                raise refused_type(build, variable)
        self._graph = GraphFunction(fgraph, build)
        self._n_outputs = len(fgraph.outputs) - len(updated)
        self._cells = cells
        kept = [cell[0] is not None for cell in cells]
        self._update_of = self._places_of_updates(fgraph, updated)
        self._generators = {
            k for k, v in enumerate(fgraph.inputs) if isinstance(v.type, RandomStateType)
        }
        self._updated = [k for k in self._update_of if k not in self._generators]
        self._kept = [
            k
            for k, there in enumerate(kept)
            if there and k not in self._updated and k not in self._generators
        ]
        known = {*self._updated, *self._kept}
        self._given = [k for k in range(len(cells)) if k not in known]
        self._jitted = jax.jit(self._compute, donate_argnums=0)

    def _places_of_updates(self, fgraph, updated):
        """Where in the outputs the new values are: updates follow the results, in order."""
        places = [k for k, v in enumerate(fgraph.inputs) if v in updated]
        return dict(zip(places, range(self._n_outputs, len(fgraph.outputs))))

    def _compute(self, updated, kept, given):
        arguments = [None] * len(self._cells)
        for places, arrays in (
            (self._updated, updated),
            (self._kept, kept),
            (self._given, given),
        ):
            for place, array in zip(places, arrays):
                arguments[place] = array
        results = self._graph(*arguments)
        outputs = results[: self._n_outputs]
        news = [results[self._update_of[place]] for place in self._updated]
        # What lives on must be its own array: JAX gives inputs and duplicates back as they are.
        seen = {id(argument) for argument in arguments}
        for k, new in enumerate(news):
            if isinstance(new, Cut):
                new = new.array
            new = jnp.asarray(new)
            news[k] = jnp.copy(new) if id(new) in seen else new
            seen.add(id(news[k]))
        return [_on_the_way_out(each) for each in outputs], news

    def __call__(self, output_subset=None):
        cells = self._cells
        with computing_on(self._device):
            updated = [self._on_device(cells[k]) for k in self._updated]
            kept = [self._on_device(cells[k]) for k in self._kept]
            given = [self._given_value(k) for k in self._given]
            outputs, news = self._jitted(updated, kept, given)
            for place, new in zip(self._updated, news):
                cells[place][0] = new
            found = [_at_home(each) for each in outputs]
        if output_subset is not None:
            found = [v if k in output_subset else None for k, v in enumerate(found)]
        return found + [None] * len(self._update_of)

    def _on_device(self, cell):
        value = cell[0]
        if not isinstance(value, jax.Array) or value.devices() != {self._device}:
            # A copy: NumPy's memory may be somebody else's, and this will be given up.
            value = cell[0] = jax.device_put(jnp.array(value, copy=True), self._device)
        return value

    def _given_value(self, place):
        value = self._cells[place][0]
        if place not in self._generators:
            return value
        # Drawn from a copy, which takes the place of the generator where that is updated.
        generator = np.random.RandomState()
        generator.set_state(value.get_state())
        key = generator.randint(0, 2**32, 2, dtype=np.uint32)
        if place in self._update_of:
            self._cells[place][0] = generator
        return key


def _on_the_way_out(value):
    if isinstance(value, Cut):
        return jnp.asarray(value.array), value.length
    return jnp.asarray(value)


def _at_home(value):
    """An array of NumPy that is the caller's own."""
    if isinstance(value, tuple):
        array, length = value
        return np.array(array[: int(length)])
    return np.array(value)
