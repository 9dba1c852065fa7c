"""``scan``: the loop of Theano, without its traps, and in C where that is possible."""

from dataclasses import replace

import theano.tensor as T
from theano.gradient import zero_grad
from theano.graph.basic import Variable
from theano.tensor.basic import Rebroadcast
from theano.updates import OrderedUpdates

from theanornn.argument_kinds import kinds
from theanornn.errors import UnknownNameError
from theanornn.recurrence.drivers import Choice
from theanornn.recurrence.fused import NotFusable
from theanornn.recurrence.original import theano_scan
from theanornn.scanning import arguments, fusing
from theanornn.scanning.biases import with_biases_inside
from theanornn.scanning.graphs import tidied
from theanornn.scanning.lifting import lift
from theanornn.scanning.parts import core_of
from theanornn.scanning.tracing import trace
from theanornn.shape_inference import inferred_shape

_DRIVERS = ("auto", "fused", "scan")


@kinds(mode=None, n_steps="iterations")
def scan(
    fn,
    sequences=None,
    outputs_info=None,
    non_sequences=None,
    n_steps=None,
    truncate_gradient=-1,
    go_backwards=False,
    mode=None,
    name=None,
    profile=False,
    allow_gc=None,
    strict=False,
    return_list=False,
    how="auto",
):
    """Loop over the first axis of sequences, as ``theano.scan`` does.

    The arguments are those of ``theano.scan``, and so are the results wherever that gives any.
    Where every step is made of products with matrices that are the same at each step, and of
    element-wise mathematics, the loop is fused: compiled as a whole, with its gradient. What a step
    computes of the sequences alone is computed before the loop, outputs that no step sees again
    after it.

    Parameters
    ----------
    fn : callable
        The step. It takes the slices of the sequences, the previous outputs and the non-sequences,
        and returns the outputs; after them, where it likes, a dictionary of updates and
        ``theano.scan_module.until(condition)``.
    sequences : tensor, ``dict(input=, taps=)``, or list of these
        Their first axis is time. With taps, a step sees other steps than its own: 0 is its own, -1
        the one before.
    outputs_info : tensor, ``dict(initial=, taps=)``, None, or list of these
        For each output the value before the first step; None for an output that the step does not
        see again. With taps other than [-1], the first axis of ``initial`` is time.

        An initial value is cast to the dtype of the output where it holds integers, or floats of
        fewer digits and floatX has as many as the output. An axis of size 1 is repeated as
        often as the output has it.
    non_sequences : tensor or list of tensors
        The same at each step. Shared variables need not be named here, unless with `strict`.
    n_steps : int or symbolic int
        As many steps as the shortest sequence has, if None; needed where there is no sequence.
    truncate_gradient : int
        With k > 0, only the last k steps get a gradient.
    go_backwards : bool
        From the last step of the sequences to the first. Outputs are in the order of computation.
    mode, profile, allow_gc
        For ``theano.scan``, where that runs the loop.
    name : str
    strict : bool
        Refuse shared variables that are not in `non_sequences`.
    return_list : bool
        Return a list also where there is one output.
    how : {"auto", "fused", "scan"}
        "fused": an error where that is not possible. "auto": ``theano.scan`` then.

    Returns
    -------
    outputs : tensor or list of tensors
        Each with all steps on its first axis, and with ``tag.theanornn_driver``, a
        ``Choice(driver, reason)``.
    updates : OrderedUpdates
        Of the shared variables that the step updates. Random generators are moved on also where
        nobody passes this to ``theano.function``; updates that the step *returned* are not.

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
        Something does not fit; the message names the argument and says what to do.
    NotFusable
        With ``how="fused"``, and the reason.

    Notes
    -----
    Fused loops have a gradient, but no gradient of that and no ``T.Rop``: give ``how="scan"``
    where these are wanted.

    Examples
    --------
    >>> import numpy as np, theano
    >>> U = theano.shared(np.eye(2) / 2)
    >>> def step(x_t, h):
    ...     return x_t + T.dot(h, U)
    >>> x = T.dtensor3("x")
    >>> hs, updates = scan(step, sequences=x, outputs_info=T.zeros_like(x[0]))
    >>> hs.eval({x: np.ones((3, 1, 2))})[:, 0].tolist()
    [[1.0, 1.0], [1.5, 1.5], [1.75, 1.75]]

    What runs the loop can be read in the result, and why:

    >>> ks, _ = scan(lambda k: k + 1, outputs_info=0, n_steps=3)
    >>> ks.eval().tolist(), ks.tag.theanornn_driver.reason[:42]
    ([1, 2, 3], "how='auto', and fused cannot: its states h")
    """
    if how not in _DRIVERS:
        raise UnknownNameError(f"how is {how!r}, expected one of {_DRIVERS}")
    loop = arguments.settle(
        sequences,
        outputs_info,
        non_sequences,
        n_steps,
        truncate_gradient,
        go_backwards=bool(go_backwards),
        strict=strict,
        name=name,
        options={"mode": mode, "profile": profile, "allow_gc": allow_gc},
    )
    found, loop = trace(fn, loop)
    outputs, updates, choice = _run(found, loop, how)
    for output in outputs:
        if isinstance(output, Variable):
            output.tag.theanornn_driver = choice
    if len(outputs) == 1 and not return_list:
        return outputs[0], updates
    return outputs or None, updates


def _run(found, loop, how):
    if how == "scan":
        return (*_original(found, loop), Choice("scan", "asked for by how='scan'"))
    try:
        outputs = _fused(found, loop)
    except NotFusable as error:
        if how == "fused":
            raise NotFusable(
                f"how='fused' cannot run {_name(loop)}: {error}. Use how='scan', or how='auto', "
                "which takes it where fused cannot"
            ) from None
        reason = f"how='auto', and fused cannot: {error}"
        return (*_original(found, loop), Choice("scan", reason))
    except Exception as error:
        # A step is anybody's graph. One that we fail to read runs as it always did.
        if how == "fused":
            raise
        reason = f"how='auto', and reading the step failed: {type(error).__name__}: {error}"
        return (*_original(found, loop), Choice("scan", reason))
    reason = "asked for by how='fused'"
    if how == "auto":
        reason = "how='auto': the step can be compiled as a whole"
    return outputs, OrderedUpdates(), Choice("fused", reason)


def _name(loop):
    return f"the scan {loop.name!r}" if loop.name else "the scan"


def _original(found, loop):
    """Return outputs and updates of ``theano.scan``."""
    # With one step, Theano takes the first of the sequences in any case.
    reversed_here = loop.go_backwards and loop.n_steps == 1
    sequences = [
        {"input": each.variable[::-1] if reversed_here else each.variable, "taps": list(each.taps)}
        for each in loop.sequences
    ]
    outputs, updates = theano_scan(
        lambda *variables: found.at(variables[: len(found.placeholders)]),
        sequences=sequences,
        outputs_info=[
            {"initial": each.initial, "taps": list(each.taps)} if each.taps else None
            for each in loop.outputs
        ],
        non_sequences=loop.non_sequences,
        n_steps=loop.n_steps,
        truncate_gradient=loop.truncate_gradient,
        go_backwards=loop.go_backwards and not reversed_here,
        name=loop.name,
        strict=loop.strict,
        return_list=True,
        **loop.options,
    )
    for generator in found.draws:
        if generator in updates:
            # What the step left there is the state after one step; it would be drawn again.
            generator.default_update = updates[generator]
    return outputs or [], updates


def _fused(found, loop):
    """Return the outputs of a scan whose loop is fused."""
    _refuse_what_only_theano_knows(found, loop)
    recurrent = [k for k, each in enumerate(loop.outputs) if each.taps]
    states = [found.before[k][0] for k in recurrent]
    sequences, slices, outputs = with_biases_inside(loop.sequences, found.slices, found.outputs)
    loop = replace(loop, sequences=sequences)
    cut, initials = loop.cut_sequences(), [loop.outputs[k].initial for k in recurrent]
    for placeholder, sequence in zip(slices, cut):
        placeholder._keras_shape = inferred_shape(sequence)[1:]
    shapes = {placeholder: each[0].shape for placeholder, each in zip(slices, cut)}
    shapes.update((placeholder, each.shape) for placeholder, each in zip(states, initials))
    outputs = tidied(outputs, shapes)
    new_states = [outputs[k] for k in recurrent]
    steps = loop.steps
    before_loop = dict(zip(slices, cut))
    over_time = fusing.run(
        core_of(new_states, slices, states),
        initials,
        before_loop,
        steps,
        loop.truncate_gradient,
        f"the fused recurrence of {_name(loop)}",
    )
    results = dict(zip(recurrent, over_time))
    if len(results) < len(outputs):
        known = dict(before_loop)
        for placeholder, initial, hs in zip(states, initials, over_time):
            known[placeholder] = T.join(0, T.shape_padleft(initial), hs[:-1])
        for state, hs in zip(new_states, over_time):
            known.setdefault(state, hs)
            inner = _without_rebroadcast(state)
            known.setdefault(inner, T.patternbroadcast(hs, (False, *inner.broadcastable)))
        rest = [k for k in range(len(outputs)) if k not in results]
        lifted = lift([outputs[k] for k in rest], known, steps)
        results.update(
            (k, _truncated(output, loop.truncate_gradient)) for k, output in zip(rest, lifted)
        )
    return [results[k] for k in range(len(outputs))]


def _refuse_what_only_theano_knows(found, loop):
    if found.condition is not None:
        raise NotFusable("it stops at a condition")
    if found.updates:
        raise NotFusable(f"the step updates {list(found.updates)}")
    if found.draws:
        raise NotFusable("the step draws random numbers")
    if not any(each.taps for each in loop.outputs):
        raise NotFusable("no output goes into the next step, so there is nothing that needs a loop")
    far = [each for each in loop.outputs if each.taps and not each.is_plain]
    if far:
        raise NotFusable(f"{far[0].where} has taps {list(far[0].taps)}")


def _without_rebroadcast(variable):
    while variable.owner is not None and isinstance(variable.owner.op, Rebroadcast):
        variable = variable.owner.inputs[0]
    return variable


def _truncated(output, steps):
    """An output that no step sees again, with a gradient of the last steps only."""
    if steps < 1:
        return output
    return T.join(0, zero_grad(output[:-steps]), output[-steps:])
