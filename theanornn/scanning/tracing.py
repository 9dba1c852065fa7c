"""One step of a scan as a graph, with states that keep their type from step to step."""

from collections import OrderedDict
from typing import NamedTuple

import theano
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, graph_inputs
from theano.scan.utils import get_updates_and_outputs, until

from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.scanning.arguments import Output
from theanornn.scanning.graphs import exchanged


class Trace(NamedTuple):
    """What a step computes, in terms of placeholders.

    Parameters
    ----------
    slices : list of Variable
        Placeholders: one for each tap of each sequence.
    before : list of list of Variable
        Placeholders: for each output one for each of its taps.
    outputs : list of Variable
    updates : dict
        New values of shared variables, that the step returned.
    draws : dict
        New states of random generators, which nobody had to return.
    condition : Variable or None
        To stop at.
    """

    slices: list
    before: list
    outputs: list
    updates: dict
    draws: dict
    condition: object

    @property
    def placeholders(self):
        return [*self.slices, *(each for taps in self.before for each in taps)]

    def at(self, variables):
        """Return what the step returns for other variables in place of the placeholders."""
        updates = {**self.draws, **self.updates}
        stop = [] if self.condition is None else [self.condition]
        results = exchanged(
            [*self.outputs, *updates.values(), *stop], dict(zip(self.placeholders, variables))
        )
        outputs, rest = results[: len(self.outputs)], iter(results[len(self.outputs) :])
        new = OrderedDict((shared, next(rest)) for shared in updates)
        parts = [outputs, new] if new else [outputs]
        if stop:
            return tuple([*parts, until(next(rest))])
        return tuple(parts) if new else outputs


def trace(fn, loop):
    """Call the step once, and again as long as an initial value has another type than the output.

    Parameters
    ----------
    fn : callable
    loop : Loop

    Returns
    -------
    Trace
    Loop
        With initial values of the types that their outputs have.

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
        Something is not as announced.
    """
    while True:
        found = _called(fn, loop)
        if not loop.outputs:
            loop.outputs = [Output(None, (), "") for _ in found.outputs]
            found = found._replace(before=[[] for _ in found.outputs])
        if len(loop.outputs) != len(found.outputs):
            raise ShapeError(
                f"the step of the scan returned {len(found.outputs)} outputs, but outputs_info "
                f"has {len(loop.outputs)}: it needs one for each output, None for those that the "
                "step does not see again"
            )
        outputs = [_fitted(loop, k, output, found) for k, output in enumerate(loop.outputs)]
        if all(new is old for new, old in zip(outputs, loop.outputs)):
            _check_strict(loop, found)
            return found._replace(outputs=_of_one_type(found, loop)), loop
        loop.outputs = outputs


def _called(fn, loop):
    slices = [
        _placeholder(each.variable[0], each.variable, tap)
        for each in loop.sequences
        for tap in each.taps
    ]
    before = [
        [_placeholder(each.slice(tap), each.initial, tap) for tap in each.taps]
        for each in loop.outputs
    ]
    arguments = [*slices, *(each for taps in before for each in taps), *loop.non_sequences]
    condition, outputs, updates = get_updates_and_outputs(_as_variables(fn(*arguments)))
    wanted = [*outputs, *updates.values(), *([] if condition is None else [condition])]
    draws = {
        leaf: leaf.default_update
        for leaf in graph_inputs(wanted)
        if isinstance(leaf, SharedVariable)
        and getattr(leaf, "default_update", None) is not None
        and leaf not in updates
    }
    return Trace(slices, before, list(outputs), updates, draws, condition)


def _as_variables(returned):
    """Numbers among what a step returned, as variables."""
    if isinstance(returned, (list, tuple)):
        return type(returned)(_as_variables(each) for each in returned)
    if isinstance(returned, (int, float)) or hasattr(returned, "__array__"):
        return T.as_tensor_variable(returned)
    return returned


def _placeholder(like, whole, tap):
    name = getattr(whole, "name", None)
    placeholder = like.type()
    if name:
        placeholder.name = f"{name}[t{tap:+d}]" if tap else f"{name}[t]"
    return placeholder


def _fitted(loop, k, output, found):
    """Return an `Output` whose initial value has dtype and axes of what the step returns."""
    result = found.outputs[k]
    if not output.taps:
        return output
    state = found.before[k][0]
    if state.ndim != result.ndim:
        raise ShapeError(
            f"{output.where} has {state.ndim} axes at each step, but the step returned an output "
            f"of {result.ndim} axes in its place: initial value and output must be of one shape"
        )
    dtype = _common_dtype(output, state, result, found)
    widened = [
        axis
        for axis, (before, after) in enumerate(zip(state.broadcastable, result.broadcastable))
        if before and not after
    ]
    if dtype == state.dtype and not widened:
        return output
    initial = output.initial.astype(dtype)
    if widened:
        initial = _spread(loop, found, result, initial, widened, 0 if output.is_plain else 1)
    initial.name = output.initial.name
    return output._replace(initial=initial)


def _spread(loop, found, result, initial, widened, shift):
    """Repeat an initial value along axes that it has once, as often as the output does."""
    at_first = [each[0] for each in loop.cut_sequences()]
    at_first += [each.slice(tap) for each in loop.outputs for tap in each.taps]
    (first,) = exchanged([result], dict(zip(found.placeholders, at_first)))
    sizes = [initial.shape[axis] for axis in range(initial.ndim)]
    for axis in widened:
        sizes[axis + shift] = first.shape[axis]
    return T.unbroadcast(T.alloc(initial, *sizes), *(axis + shift for axis in widened))


def _common_dtype(output, state, result, found):
    before, after = state.dtype, result.dtype
    if before == after:
        return before
    kinds = [_kind(before), _kind(after)]
    if kinds[0] == kinds[1]:
        common = theano.scalar.upcast(before, after)
    else:
        common = max((before, after), key=_kind)
    wide = theano.config.floatX
    if common.startswith("float") and theano.scalar.upcast(common, wide) != wide:
        fact = f"{output.where} has dtype {before}, but the step returned {after} for it"
        if common == before:
            raise DtypeError(
                f"{fact}, with floatX={wide}; cast the initial value: initial.astype({wide!r})"
            )
        raise DtypeError(
            f"{fact}, with floatX={wide}; cast what the step returns, as in T.cast(h, {wide!r})."
            + _culprits(result, common, wide)
        )
    return common


def _kind(dtype):
    prefixes = ("bool", "uint", "int", "float", "complex")
    return next(k for k, prefix in enumerate(prefixes) if dtype.startswith(prefix))


def _culprits(result, dtype, wide):
    """A sentence about what the step sees that makes it compute in a wide dtype."""
    leaves = [v for v in graph_inputs([result]) if not isinstance(v, Constant)]
    makers = [v for v in leaves if getattr(v, "dtype", "") in (dtype, "int64", "int32", "uint32")]
    if not makers:
        return ""
    named = ", ".join(f"{v} ({v.dtype})" for v in makers[:4])
    return f" It computes with {named}; integers of 32 bits and more with {wide} give {dtype}."


def _of_one_type(found, loop):
    """The outputs, cast to the types of the states that they become."""
    outputs = list(found.outputs)
    for k, before in enumerate(found.before):
        if before:
            result = outputs[k].astype(before[0].dtype)
            axes = [
                axis
                for axis, one in enumerate(before[0].broadcastable)
                if not one and result.broadcastable[axis]
            ]
            outputs[k] = T.unbroadcast(result, *axes) if axes else result
    return outputs


def _check_strict(loop, found):
    if not loop.strict:
        return
    given = {*found.placeholders, *loop.non_sequences}
    captured = [
        leaf
        for leaf in graph_inputs(found.outputs, blockers=list(given))
        if isinstance(leaf, SharedVariable)
        and leaf not in given
        and leaf not in found.draws
        and leaf not in found.updates
    ]
    if captured:
        raise UnknownNameError(
            f"strict=True, but the step uses {captured}, which are not in non_sequences: add them, "
            "or leave strict out"
        )
