"""Loops: over time with states, over the elements of a tensor."""

import theano
import theano.tensor as T

from theanornn.errors import NotBuiltError, ShapeError

__all__ = ["foldl", "foldr", "map_fn", "rnn"]


def rnn(
    step_function,
    inputs,
    initial_states,
    go_backwards=False,
    mask=None,
    constants=None,
    unroll=False,
    input_length=None,
):
    """Run a step over the time axis of a tensor.

    Parameters
    ----------
    step_function : callable
        ``step_function(input, states)`` of one time step: `input` is ``(batch, …)``, `states` a
        list, the states and then the constants. Returns the output ``(batch, …)`` and a list of
        the new states.
    inputs : tensor ``(batch, time, …)``
        Three axes or more.
    initial_states : list of tensors ``(batch, …)``
    go_backwards : bool
        From the last step to the first; outputs are then in the order in which they were made.
    mask : tensor ``(batch, time)`` or ``(batch, time, 1)``, optional
        Where it is 0, states stay as they were and the output is that of the step before; zeros
        before the first real step.
    constants : list of tensors, optional
        Handed to every step, after the states.
    unroll : bool
        Write the step out for each of `input_length` steps, instead of a loop.
    input_length : int, optional
        Number of steps, needed to unroll.

    Returns
    -------
    last_output : tensor ``(batch, …)``
    outputs : tensor ``(batch, time, …)``
    new_states : list of tensors ``(batch, …)``

    Raises
    ------
    ShapeError
        `inputs` or `mask` has the wrong number of axes, or the step another number of states.
    NotBuiltError
        To unroll, the number of steps is needed.

    Notes
    -----
    Unlike in Keras, axes of size 1 stay, a step that draws random numbers draws new ones at each
    step and at each call, and one step can be unrolled.

    Examples
    --------
    >>> import numpy as np
    >>> def count(x, states):
    ...     return x + states[0], [states[0] + 1]
    >>> x, start = T.as_tensor_variable(np.zeros((2, 3, 1))), T.zeros((2, 1))
    >>> last, outputs, _ = rnn(count, x, [start])
    >>> outputs.eval()[0, :, 0].tolist()
    [0.0, 1.0, 2.0]
    """
    if inputs.ndim < 3:
        raise ShapeError(
            f"rnn: inputs have {inputs.ndim} axes, expected (batch, time, …), 3 or more."
        )
    if unroll and not input_length:
        raise NotBuiltError("rnn: unroll=True needs the number of steps: input_length=.")
    step = _Step(step_function, initial_states, constants)
    inputs = _time_first(inputs)
    if mask is not None:
        mask = _time_first(_two_axes(mask))
    run = _unrolled if unroll else _scanned
    outputs, states = run(step, inputs, mask, go_backwards, input_length)
    return outputs[-1], _time_first(outputs), states


def _time_first(x):
    """The first two axes changed round."""
    return x.dimshuffle(1, 0, *range(2, x.ndim))


def _two_axes(mask):
    """A mask ``(batch, time)``, also from ``(batch, time, 1)``."""
    if mask.ndim == 3:
        return mask[:, :, 0]
    if mask.ndim != 2:
        raise ShapeError(f"rnn: mask has {mask.ndim} axes, expected 2: (batch, time).")
    return mask


class _Step:
    """A user's step, with outputs and states held to the types that they have in a loop."""

    def __init__(self, function, initial_states, constants):
        self.function = function
        self.initial_states = [_plain(T.as_tensor_variable(each)) for each in initial_states]
        self.constants = [T.as_tensor_variable(each) for each in constants or []]

    def __call__(self, x, states, constants):
        output, new_states = self.function(x, [*states, *constants])
        new_states = list(new_states)
        if len(new_states) != len(states):
            raise ShapeError(
                f"rnn: the step returned {len(new_states)} states, expected {len(states)}, as "
                "many as initial_states."
            )
        pairs = zip(states, new_states)
        return _plain(output), [_plain(T.cast(new, old.dtype)) for old, new in pairs]

    def masked(self, x, mask, output_before, states, constants):
        """The step, with nothing changed where `mask` is 0."""
        output, new_states = self(x, states, constants)
        kept = [_chosen(mask, new, old) for new, old in zip(new_states, states)]
        return _chosen(mask, output, output_before), kept

    def no_output(self, x):
        """Zeros of the shape of an output, given the input of one step."""
        output, _ = self(x, self.initial_states, self.constants)
        return T.zeros_like(output)


def _plain(x):
    """`x` without axes that are known to be of size 1, which a loop would hold on to."""
    return T.unbroadcast(x, *range(x.ndim)) if x.ndim else x


def _chosen(mask, new, old):
    """The rows of `new` where the mask is not 0, of `old` elsewhere."""
    mask = T.shape_padright(T.neq(mask, 0), new.ndim - 1)
    return _plain(T.switch(mask, new, old))


def _unrolled(step, inputs, mask, go_backwards, n_steps):
    states, outputs = step.initial_states, []
    before = None if mask is None else step.no_output(inputs[0])
    for t in reversed(range(n_steps)) if go_backwards else range(n_steps):
        if mask is None:
            output, states = step(inputs[t], states, step.constants)
        else:
            output, states = step.masked(inputs[t], mask[t], before, states, step.constants)
        before = output
        outputs.append(output)
    return T.stack(outputs), states


def _scanned(step, inputs, mask, go_backwards, n_steps):
    n_states = len(step.initial_states)

    def body(x, *variables):
        states, constants = list(variables[:n_states]), variables[n_states:]
        output, states = step(x, states, constants)
        return [output, *states]

    def masked_body(x, mask, before, *variables):
        states, constants = list(variables[:n_states]), variables[n_states:]
        output, states = step.masked(x, mask, before, states, constants)
        return [output, *states]

    results, updates = theano.scan(
        body if mask is None else masked_body,
        sequences=[inputs] if mask is None else [inputs, mask],
        outputs_info=[None if mask is None else step.no_output(inputs[0]), *step.initial_states],
        non_sequences=step.constants,
        go_backwards=go_backwards,
        return_list=True,
    )
    keep_drawing(updates)
    return results[0], [states[-1] for states in results[1:]]


def keep_drawing(updates):
    """Have random states that a loop drew from go on after its last step, in every function."""
    for shared, expression in updates.items():
        shared.default_update = expression


def map_fn(fn, elems, name=None, dtype=None):
    """``fn`` of each element along the first axis, one after the other along a new first axis.

    Parameters
    ----------
    fn : callable
        Of one element; of one of each where `elems` is a list.
    elems : tensor or list of tensors
    name : str, optional
    dtype : str, optional
        dtype of the result.
    """
    results, updates = theano.map(fn, elems, name=name)
    keep_drawing(updates)
    return results if dtype is None else T.cast(results, dtype)


def foldl(fn, elems, initializer=None, name=None):
    """Combine all elements along the first axis: ``fn(fn(initializer, first), second)`` and so on.

    Parameters
    ----------
    fn : callable
        ``fn(accumulator, element)``.
    elems : tensor
    initializer : tensor, optional
        The first element when left out.
    name : str, optional
    """
    if initializer is None:
        initializer, elems = elems[0], elems[1:]
    return _folded(fn, elems, initializer, name, go_backwards=False)


def foldr(fn, elems, initializer=None, name=None):
    """`foldl` from the last element to the first."""
    if initializer is None:
        initializer, elems = elems[-1], elems[:-1]
    return _folded(fn, elems, initializer, name, go_backwards=True)


def _folded(fn, elems, initializer, name, go_backwards):
    start = _plain(T.as_tensor_variable(initializer))

    def body(element, accumulator):
        return _plain(T.cast(fn(accumulator, element), start.dtype))

    results, updates = theano.scan(
        body, sequences=elems, outputs_info=start, go_backwards=go_backwards, name=name
    )
    keep_drawing(updates)
    return results[-1]
