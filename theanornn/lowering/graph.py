"""One graph of Theano as a `Program`: `lower`."""

import json

import numpy as np
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, io_toposort

from theanornn.errors import ConversionError
from theanornn.lowering.nodes import Alias, parts_of
from theanornn.predictor.program import Operation, Program

__all__ = ["lower"]


def lower(inputs, outputs, arrays=None):
    """The program that computes some variables from others.

    Parameters
    ----------
    inputs, outputs : list of variables
        Shared variables among the inputs are inputs; all others are constants, with the values
        that they have now.
    arrays : dict, str to ndarray, optional
        Takes the constant arrays, under the names of the variables where they have one. Several
        programs may share it.

    Returns
    -------
    Program

    Raises
    ------
    ConversionError
        The graph has an operation that programs do not have; it is named.

    Examples
    --------
    >>> import theano.tensor as T
    >>> x = T.dvector("x")
    >>> program = lower([x], [T.tanh(2 * x)])
    >>> [operation.name for operation in program.operations]
    ['axes', 'multiply', 'tanh']
    >>> program.run([np.zeros(3)], {})
    [array([0., 0., 0.])]
    """
    return _Lowering({} if arrays is None else arrays).program(inputs, outputs)


class _Lowering:
    """What has been lowered so far of one graph."""

    def __init__(self, arrays):
        self.all_arrays = arrays
        self.at = {}
        self.numbers, self.arrays, self.operations = {}, {}, []
        self.made = {}
        self.n_values = 0

    def program(self, inputs, outputs):
        places = [self._place(variable) for variable in inputs]
        for node in io_toposort(inputs, outputs):
            self._lower_node(node)
        results = [self._of(variable) for variable in outputs]
        return Program(places, results, self.numbers, self.arrays, self.operations)

    def _place(self, variable):
        self.at[variable] = place = self._fresh()
        return place

    def _fresh(self):
        self.n_values += 1
        return self.n_values - 1

    def _of(self, variable):
        """The number of a variable's value; constants get theirs when they are first asked for."""
        if variable not in self.at:
            self.at[variable] = self._constant(variable)
        return self.at[variable]

    def _constant(self, variable):
        if isinstance(variable, SharedVariable):
            value, name = variable.get_value(), variable.name or "array"
        elif isinstance(variable, Constant):
            value, name = variable.data, variable.name or "constant"
        else:
            raise ConversionError(
                f"the output depends on {variable}, which is neither an input nor a parameter"
            )
        if not isinstance(value, (np.ndarray, np.generic, int, float)):
            raise ConversionError(
                f"the graph uses {variable} of type {variable.type}, which no array can hold "
                "(random numbers are drawn at prediction, for example)"
            )
        value = np.asarray(value)
        if value.ndim == 0 and np.isfinite(value):
            return self._number(value)
        return self._array(name, value)

    def _number(self, value):
        key = ("number", str(value.dtype), repr(value.item()))
        if key not in self.made:
            self.made[key] = place = self._fresh()
            self.numbers[place] = (str(value.dtype), value.item())
        return self.made[key]

    def _array(self, name, value):
        unique, n = name, 1
        while unique in self.all_arrays and not _same(self.all_arrays[unique], value):
            n += 1
            unique = f"{name}_{n}"
        self.all_arrays[unique] = value
        key = ("array", unique)
        if key not in self.made:
            self.made[key] = place = self._fresh()
            self.arrays[place] = unique
        return self.made[key]

    def _lower_node(self, node):
        parts = parts_of(node, self._lower_body)
        if isinstance(parts, Alias):
            self.at[node.outputs[0]] = self._of(parts.variable)
            return
        inputs = [self._of(variable) for variable in parts.inputs]
        key = None
        if parts.name != "loop":
            key = (parts.name, tuple(inputs), json.dumps(parts.options, sort_keys=True))
        if key not in self.made or key is None:
            outputs = [self._fresh() for _ in node.outputs]
            self.operations.append(Operation(parts.name, inputs, outputs, parts.options))
            self.made[key] = outputs
        self.at.update(zip(node.outputs, self.made[key]))

    def _lower_body(self, inputs, outputs):
        return _Lowering(self.all_arrays).program(inputs, outputs)


def _same(array, other):
    return (
        array.shape == other.shape
        and array.dtype == other.dtype
        and array.tobytes() == other.tobytes()
    )
