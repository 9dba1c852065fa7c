"""What a scan was asked to do: its arguments in one form, checked before anything is built."""

from dataclasses import dataclass, field
from typing import NamedTuple, Optional

import numpy as np
import theano.tensor as T
from theano.graph.basic import Variable

from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.recurrence.held import held
from theanornn.shape_inference import inferred_shape

_KEYS = {
    "sequences": {"input", "taps"},
    # What Theano once took besides, and takes no notice of, is in old programs.
    "outputs_info": {"initial", "taps", "inplace", "return_steps", "store_steps"},
}


class Slices(NamedTuple):
    """A sequence, and which steps of it a step sees: 0 is its own, -1 the one before."""

    variable: Variable
    taps: tuple
    where: str


class Output(NamedTuple):
    """What goes into an output: with ``taps=()`` nothing, the step does not see it again."""

    initial: Optional[Variable]
    taps: tuple
    where: str

    @property
    def is_plain(self):
        """Whether the step sees the last step alone."""
        return self.taps == (-1,)

    def slice(self, tap):
        """The initial value that the first step sees as `tap`."""
        return self.initial if self.is_plain else self.initial[tap - min(self.taps)]


@dataclass
class Loop:
    """The arguments of ``scan``.

    Parameters
    ----------
    sequences : list of Slices
    outputs : list of Output
    non_sequences : list of Variable
    n_steps : int, variable or None
    truncate_gradient : int
    go_backwards, strict : bool
    name : str or None
    options : dict
        What only ``theano.scan`` knows: ``mode``, ``profile``, ``allow_gc``.
    """

    sequences: list
    outputs: list
    non_sequences: list
    n_steps: object
    truncate_gradient: int = -1
    go_backwards: bool = False
    strict: bool = False
    name: Optional[str] = None
    options: dict = field(default_factory=dict)

    @property
    def steps(self):
        """The number of steps, symbolic: `n_steps`, or that of the shortest sequence."""
        if self.n_steps is not None:
            return T.as_tensor_variable(self.n_steps)
        lengths = [each.shape[0] for each in self._cut_at_taps()]
        shortest = lengths[0]
        for length in lengths[1:]:
            shortest = T.minimum(shortest, length)
        return shortest

    def cut_sequences(self):
        """Return what the steps see of the sequences: one for each tap, of `steps` steps."""
        cut = self._cut_at_taps()
        if self.go_backwards:
            cut = [each[::-1] for each in cut]
        if len(cut) == 1 and self.n_steps is None:
            return cut
        steps = self.steps
        return [each[:steps] for each in cut]

    def _cut_at_taps(self):
        cut = []
        for each in self.sequences:
            first, last = min(0, *each.taps, 0), max(0, *each.taps, 0)
            for tap in each.taps:
                end = tap - last
                cut.append(each.variable[tap - first : end if end else None])
        return cut


def settle(sequences, outputs_info, non_sequences, n_steps, truncate_gradient, **rest):
    """Return the arguments of ``theano.scan`` as a `Loop`.

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
    """
    sequences = [_slices(k, each) for k, each in enumerate(_listed(sequences))]
    outputs = [_output(k, each) for k, each in enumerate(_listed(outputs_info))]
    non_sequences = [
        each if isinstance(each, Variable) else T.as_tensor_variable(each)
        for each in _listed(non_sequences)
    ]
    n_steps = _steps(n_steps, sequences)
    if n_steps is not None:
        sequences = [_long_enough(each, n_steps) for each in sequences]
    if not isinstance(truncate_gradient, (int, np.integer)) or truncate_gradient < -1:
        raise ShapeError(
            f"truncate_gradient is {truncate_gradient!r}, expected a number of steps, or -1 for "
            "all of them"
        )
    return Loop(sequences, outputs, non_sequences, n_steps, truncate_gradient, **rest)


def _listed(argument):
    if argument is None:
        return []
    return list(argument) if isinstance(argument, (list, tuple)) else [argument]


def _known_keys(where, given, argument):
    unknown = sorted(set(given) - _KEYS[argument])
    if unknown:
        raise UnknownNameError(
            f"{where} has the keys {unknown}, expected some of {sorted(_KEYS[argument])}"
        )


def _slices(k, given):
    where, taps = f"sequences[{k}]", (0,)
    if isinstance(given, dict):
        _known_keys(where, given, "sequences")
        if given.get("input") is None:
            raise ShapeError(f"{where} has no 'input', the sequence itself: it is {given}")
        if given.get("taps") is not None:
            taps = _taps(where, given["taps"])
        given = given["input"]
    variable = T.as_tensor_variable(given)
    if variable.ndim == 0:
        raise ShapeError(
            f"{where} is a scalar, expected a tensor whose first axis is time; what is the same "
            "at each step belongs into non_sequences"
        )
    return Slices(variable, taps, f"{where}{_called(variable)}")


def _output(k, given):
    where, taps = f"outputs_info[{k}]", (-1,)
    if given is None:
        return Output(None, (), where)
    if isinstance(given, dict):
        _known_keys(where, given, "outputs_info")
        if given.get("return_steps") is not None:
            raise ShapeError(
                f"{where} has 'return_steps', which Theano no longer has: select steps of the "
                "output, as in outputs[-1], and the others are not kept"
            )
        if given.get("initial") is None:
            if given.get("taps") is not None:
                raise ShapeError(
                    f"{where} has taps {given['taps']} but no 'initial': the first step has to "
                    "see something"
                )
            return Output(None, (), where)
        if given.get("taps") is not None:
            taps = _taps(where, given["taps"])
        given = given["initial"]
    if len(set(taps)) < len(taps) or max(taps) >= 0:
        raise ShapeError(
            f"{where} has taps {list(taps)}, expected different negative numbers: a step sees "
            "outputs of the steps before it"
        )
    initial = T.as_tensor_variable(given)
    where += _called(initial)
    if taps != (-1,):
        _enough_rows(where, initial, -min(taps), taps)
    return Output(initial, taps, where)


def _enough_rows(where, initial, rows, taps):
    if initial.ndim == 0:
        raise ShapeError(
            f"{where} has taps {list(taps)} and an initial value without axes; its first axis "
            f"has to hold the {rows} steps before the first"
        )
    known = inferred_shape(initial)[0]
    if known is not None and known < rows:
        raise ShapeError(
            f"{where} has taps {list(taps)}, so its initial value needs {rows} steps on its first "
            f"axis, one for each step back; it has {known}"
        )


def _taps(where, taps):
    taps = tuple(_listed(taps))
    if not taps or not all(isinstance(tap, (int, np.integer)) for tap in taps):
        raise ShapeError(f"{where} has taps {taps!r}, expected integers such as [-2, -1]")
    return tuple(map(int, taps))


def _called(variable):
    name = getattr(variable, "name", None)
    return f" ({name})" if name else ""


def _steps(n_steps, sequences):
    """Return the number of steps as an int or a symbolic integer, or None: the sequences tell."""
    if n_steps is None or (isinstance(n_steps, float) and not np.isfinite(n_steps)):
        if not sequences:
            raise ShapeError(
                "scan does not know how many steps to make: there is no sequence, so give n_steps"
            )
        return None
    if isinstance(n_steps, Variable):
        if n_steps.dtype not in T.integer_dtypes or n_steps.ndim:
            raise DtypeError(
                f"n_steps has dtype {n_steps.dtype} and {n_steps.ndim} axes, expected an integer "
                "scalar; cast it: T.cast(n_steps, 'int64')"
            )
        return n_steps
    if n_steps < 1:
        if n_steps == -1:  # one step, as in Theano
            return 1
        raise ShapeError(
            f"n_steps is {n_steps!r}, expected a positive integer; to go through sequences from "
            "the end, give go_backwards=True"
        )
    return int(n_steps)


def _long_enough(each, n_steps):
    """Return a sequence held to have as many steps as are to be made."""
    lost = max(0, *each.taps, 0) - min(0, *each.taps, 0)
    known = inferred_shape(each.variable)[0]
    if known is not None and isinstance(n_steps, int):
        if known - lost < n_steps:
            raise ShapeError(
                f"{each.where} has {known} steps, too few for n_steps={n_steps}"
                + (f" with taps {list(each.taps)}" if lost else "")
            )
        return each
    message = (
        f"scan: {each.where} has {{0}} steps, too few for n_steps={{1}} and taps "
        f"{list(each.taps)}; leave n_steps out to make as many steps as there are"
    )
    variable = held(message, each.variable, "at least", each.variable.shape[0], n_steps + lost)
    return each._replace(variable=variable)
