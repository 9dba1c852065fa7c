"""A computation as data: `Program`, a list of operations, which NumPy runs.

A program is made of the graph of a model (by `theanornn.lowering`), saved as JSON, and run without
Theano. Values are numbered; each operation names the values that it takes and makes. No name in a
program is ever looked up outside of the tables of this package.
"""

from typing import NamedTuple

import numpy as np

from theanornn.errors import DataError
from theanornn.predictor.elementwise import ELEMENTWISE
from theanornn.predictor.loop import run_loop
from theanornn.predictor.operations import OPERATIONS

__all__ = ["Operation", "Program"]


class Operation(NamedTuple):
    """One operation.

    Attributes
    ----------
    name : str
        Of a function in `ELEMENTWISE` or `OPERATIONS`, or ``"loop"``.
    inputs, outputs : list of int
        Numbers of values.
    options : dict
        ``dtype`` of an element-wise one; a loop has its ``body``, a `Program`.
    """

    name: str
    inputs: list
    outputs: list
    options: dict


class Program:
    """Operations in order, from numbered inputs to numbered outputs.

    Parameters
    ----------
    inputs, outputs : list of int
    numbers : dict, int to [dtype, number]
        Constants without an axis.
    arrays : dict, int to str
        Names of the constant arrays.
    operations : list of Operation

    Raises
    ------
    DataError
        An operation is not known, or takes what was not made before it.

    Examples
    --------
    >>> twice = Operation("add", [0, 0], [1], {"dtype": "float64"})
    >>> Program([0], [1], {}, {}, [twice]).run([np.arange(3.0)], {})
    [array([0., 2., 4.])]
    """

    def __init__(self, inputs, outputs, numbers, arrays, operations):
        self.inputs, self.outputs = list(inputs), list(outputs)
        self.numbers, self.arrays, self.operations = dict(numbers), dict(arrays), list(operations)
        self._check()
        self._scalars = {at: np.asarray(value, kind) for at, (kind, value) in numbers.items()}
        self._last_uses = self._find_last_uses()

    def _check(self):
        known = {*self.inputs, *self.numbers, *self.arrays}
        for operation in self.operations:
            if operation.name not in (*ELEMENTWISE, *OPERATIONS, "loop"):
                raise DataError(f"the program has an unknown operation, {operation.name!r}")
            if not known.issuperset(operation.inputs):
                raise DataError(f"the program takes what {operation.name!r} was never given")
            known.update(operation.outputs)
        if not known.issuperset(self.outputs):
            raise DataError("the program has outputs that nothing makes")

    def _find_last_uses(self):
        """For each operation, the values that nothing needs after it."""
        kept = {*self.outputs, *self.inputs, *self.numbers, *self.arrays}
        uses = []
        for operation in reversed(self.operations):
            uses.append([at for at in {*operation.inputs, *operation.outputs} if at not in kept])
            kept.update(operation.inputs)
        return uses[::-1]

    @property
    def array_names(self):
        """Names of all constant arrays that the program needs, those of loops among them."""
        names = set(self.arrays.values())
        for operation in self.operations:
            if operation.name == "loop":
                names |= operation.options["body"].array_names
        return names

    def run(self, values, arrays):
        """The outputs for some inputs.

        Parameters
        ----------
        values : list of ndarray
        arrays : dict, str to ndarray

        Returns
        -------
        list of ndarray
        """
        known = {**self._constants(arrays), **dict(zip(self.inputs, values))}
        return self._run(self.operations, self._last_uses, known, arrays)

    def with_fixed(self, values, arrays):
        """A function of the first inputs, where the last ones stay what they are.

        What depends on nothing else is computed once.

        Parameters
        ----------
        values : list of ndarray
            Of the last inputs.
        arrays : dict, str to ndarray

        Returns
        -------
        callable
            From a list of arrays to the list of outputs.
        """
        n_free = len(self.inputs) - len(values)
        known = {**self._constants(arrays), **dict(zip(self.inputs[n_free:], values))}
        varying, rest = set(self.inputs[:n_free]), []
        for operation in self.operations:
            if varying.isdisjoint(operation.inputs):
                _run_operation(operation, known, arrays)
            else:
                varying.update(operation.outputs)
                rest.append(operation)
        uses = [() for _ in rest]

        def step(values):
            now = {**known, **dict(zip(self.inputs, values))}
            return self._run(rest, uses, now, arrays)

        return step

    def _run(self, operations, last_uses, known, arrays):
        for operation, done in zip(operations, last_uses):
            _run_operation(operation, known, arrays)
            for at in done:
                del known[at]
        return [known[at] for at in self.outputs]

    def _constants(self, arrays):
        return {**self._scalars, **{at: arrays[name] for at, name in self.arrays.items()}}

    # -- as data ----------------------------------------------------------------------------------

    def to_data(self):
        """The program as dicts, lists, numbers and strings."""
        return {
            "inputs": self.inputs,
            "outputs": self.outputs,
            "numbers": {str(at): list(number) for at, number in self.numbers.items()},
            "arrays": {str(at): name for at, name in self.arrays.items()},
            "operations": [
                [each.name, each.inputs, each.outputs, _options_to_data(each.options)]
                for each in self.operations
            ],
        }

    @classmethod
    def from_data(cls, data):
        """The program that `to_data` described.

        Raises
        ------
        DataError
            It is none.
        """
        try:
            return cls(
                data["inputs"],
                data["outputs"],
                {int(at): tuple(number) for at, number in data["numbers"].items()},
                {int(at): name for at, name in data["arrays"].items()},
                [
                    Operation(name, inputs, outputs, _options_from_data(options))
                    for name, inputs, outputs, options in data["operations"]
                ],
            )
        except DataError:
            raise
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise DataError(f"the program is damaged: {type(error).__name__}: {error}") from error


def _run_operation(operation, known, arrays):
    """Run one operation over the values that are known by number, and add what it makes."""
    given = [known[at] for at in operation.inputs]
    if operation.name in ELEMENTWISE:
        value = np.asarray(ELEMENTWISE[operation.name](*given))
        results = [value.astype(operation.options["dtype"], copy=False)]
    elif operation.name == "loop":
        results = run_loop(operation.options, given, arrays)
    else:
        results = OPERATIONS[operation.name](operation.options, *given)
    known.update(zip(operation.outputs, results))


def _options_to_data(options):
    return {
        name: value.to_data() if isinstance(value, Program) else value
        for name, value in options.items()
    }


def _options_from_data(options):
    return {
        name: Program.from_data(value) if name == "body" else value
        for name, value in options.items()
    }
