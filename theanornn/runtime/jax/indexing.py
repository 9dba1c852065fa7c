"""Reading and writing parts of arrays.

An index of data that is outside of an array is not found out on the device: what is read there is
NaN (integers: the nearest one), what is written there is dropped. The C build raises.
"""

import jax.numpy as jnp
from jax import lax
from theano.graph.basic import Constant
from theano.graph.type import CType
from theano.tensor import basic, subtensor

from theanornn.runtime.jax.conversions import Cut, NotInJax, converts, is_static
from theanornn.runtime.jax.refusals import refusal


def _index(op, values):
    """The index of a (Inc)Subtensor, with its inputs in their places."""
    values = iter(values)

    def filled(entry):
        if isinstance(entry, slice):
            bounds = [filled(e) for e in (entry.start, entry.stop, entry.step)]
            if not all(map(is_static, bounds)):
                return bounds
            return slice(*(None if b is None else int(b) for b in bounds))
        if isinstance(entry, CType):
            value = next(values)
            return int(value) if is_static(value) else value
        return entry

    return [filled(entry) for entry in op.idx_list]


def _with_static_bounds(index):
    for each in index:
        if isinstance(each, list):
            raise NotInJax("a slice's bound depends on data: an array's size would")
    return tuple(index)


@converts(subtensor.Subtensor)
def _read(node, x, *values):
    index = _with_static_bounds(_index(node.op, values))
    if isinstance(x, Cut):
        return _read_cut(x, index)
    if any(not is_static(each) for each in index):
        # One step of a sequence: a read of consecutive numbers, not a gather.
        return _one_at_a_time(x, index)
    return x[index]


_read.takes_cut = True


def _read_cut(cut, index):
    first, *rest = index
    if not isinstance(first, slice):
        place = jnp.where(first < 0, cut.length + first, first)
        return _one_at_a_time(cut.array, (place, *rest))
    start, stop, step = first.start or 0, first.stop, first.step
    if start < 0 or stop is not None or step not in (None, 1):
        raise NotInJax("only result[k:] and result[k] of a scan whose length depends on data")
    return Cut(cut.array[(slice(start, None), *rest)], jnp.maximum(cut.length - start, 0))


def _one_at_a_time(x, index):
    axis = 0
    for each in index:
        if isinstance(each, slice):
            x = x[(slice(None),) * axis + (each,)]
            axis += 1
        else:
            x = lax.dynamic_index_in_dim(x, each, axis, keepdims=False)
    return x


@converts(subtensor.IncSubtensor)
def _write(node, x, y, *values):
    index = _with_static_bounds(_index(node.op, values))
    return _written(jnp.asarray(x), jnp.asarray(y).astype(x.dtype), index, node.op)


def _written(x, y, index, op):
    """Write a rectangle of an array; what is written every n-th place is scattered."""
    starts, sizes, flipped, every = [], [], [], False
    kept = []  # axes that `y` has
    for axis, size in enumerate(x.shape):
        entry = index[axis] if axis < len(index) else slice(None)
        if isinstance(entry, slice):
            start, stop, step = entry.indices(size)
            rows = range(start, stop, step)
            every = every or abs(step) > 1
            if step < 0 and len(rows):
                rows = rows[::-1]
                flipped.append(len(kept))
            starts.append(jnp.int64(rows[0] if len(rows) else 0))
            sizes.append(len(rows))
            kept.append(axis)
        else:
            starts.append(jnp.where(entry < 0, entry + size, entry).astype(jnp.int64))
            sizes.append(1)
    if every:
        place = x.at[index]
        return place.set(y) if op.set_instead_of_inc else place.add(y)
    y = jnp.broadcast_to(y, [sizes[axis] for axis in kept])
    y = (jnp.flip(y, flipped) if flipped else y).reshape(sizes)
    if not op.set_instead_of_inc:
        y = y + lax.dynamic_slice(x, starts, sizes)
    return y if y.shape == x.shape else lax.dynamic_update_slice(x, y, starts)


@converts(subtensor.AdvancedSubtensor1)
def _rows(node, x, rows):
    return jnp.asarray(x)[rows]


@converts(subtensor.AdvancedIncSubtensor1)
def _write_rows(node, x, y, rows):
    place, y = jnp.asarray(x).at[rows], jnp.asarray(y).astype(x.dtype)
    return place.set(y) if node.op.set_instead_of_inc else place.add(y)


@converts(subtensor.AdvancedSubtensor)
def _gather(node, x, *index):
    return jnp.asarray(x)[tuple(index)]


@converts(subtensor.AdvancedIncSubtensor)
def _scatter(node, x, y, *index):
    place, y = jnp.asarray(x).at[tuple(index)], jnp.asarray(y).astype(x.dtype)
    return place.set(y) if node.op.set_instead_of_inc else place.add(y)


def _without_booleans(convert, first):
    """Refuse Boolean indices, from this input on, before anything runs."""

    def prepare(node, build):
        for index in node.inputs[first:]:
            if getattr(index, "dtype", None) == "bool" and not isinstance(index, Constant):
                why = "of a Boolean index, how many it picks depends on data. Use T.switch"
                raise refusal(build, node, why)
        return convert

    return prepare


_gather.prepare = _without_booleans(_gather, 1)
_scatter.prepare = _without_booleans(_scatter, 2)


@converts(basic.Choose)
def _choose(node, places, choices):
    choices = jnp.asarray(choices)
    if node.op.mode != "clip" and not is_static(places):
        places = jnp.mod(places, len(choices)) if node.op.mode == "wrap" else places
    return jnp.choose(places, list(choices), mode="clip")


@converts(basic.Nonzero)
def _nonzero(node, x):
    raise NotImplementedError  # `_refused` takes its place


def _refused(node, build):
    why = "how many numbers are not zero depends on data. Use T.switch"
    raise refusal(build, node, why)


_nonzero.prepare = _refused
