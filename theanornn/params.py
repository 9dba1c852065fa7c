"""The parameters of one cell or layer: named shared variables in the order they were added."""

from collections.abc import Mapping

import numpy as np
import theano

from theanornn.argument_kinds import arrays, kinds
from theanornn.errors import ShapeError, UnknownNameError


class Params(Mapping):
    """An ordered mapping from short names (``"W"``) to shared variables.

    The order is that of addition, with those that training leaves alone behind the others.

    Parameters
    ----------
    prefix : str or None
        Put before the names of the variables: ``"lstm_1"`` gives ``lstm_1_W``.

    Attributes
    ----------
    regularizers, constraints : dict
        By short name, for those parameters that have one.

    Examples
    --------
    >>> params = Params("dense_1")
    >>> params.add("b", np.zeros(3))
    dense_1_b
    >>> params.get_values()[0].tolist()
    [0.0, 0.0, 0.0]
    """

    def __init__(self, prefix=None):
        self.prefix = prefix
        self.regularizers = {}
        self.constraints = {}
        self._variables = {}
        self._frozen = set()

    @kinds(name="named")
    def add(self, name, value, trainable=True, regularizer=None, constraint=None):
        """Add a parameter and return its shared variable.

        Parameters
        ----------
        name : str
            Short name, not yet taken.
        value : array or shared variable
            Floats are cast to ``theano.config.floatX``, integers keep their dtype. A shared
            variable is kept as it is, so that it can be shared with others.
        trainable : bool
            False keeps it out of `trainable`.
        regularizer, constraint : callables or None
            Kept in `regularizers` and `constraints`.

        Raises
        ------
        UnknownNameError
            If the name is taken.
        """
        if name in self._variables:
            raise UnknownNameError(
                f"{self._owner} already has a parameter {name!r}; give the new one another name"
            )
        if not isinstance(value, theano.compile.SharedVariable):
            arrays.values(value, self._owner, name)
            value = np.asarray(value)
            if value.dtype.kind not in "iub":
                value = value.astype(theano.config.floatX)
            full_name = name if self.prefix is None else f"{self.prefix}_{name}"
            value = theano.shared(value, name=full_name)
        self._variables[name] = value
        if not trainable:
            self._frozen.add(name)
        if regularizer is not None:
            self.regularizers[name] = regularizer
        if constraint is not None:
            self.constraints[name] = constraint
        return value

    def __getitem__(self, name):
        if name not in self._variables:
            raise KeyError(f"{self._owner} has no parameter {name!r}, only {list(self)}")
        return self._variables[name]

    def __iter__(self):
        trained = [name for name in self._variables if name not in self._frozen]
        return iter([*trained, *(name for name in self._variables if name in self._frozen)])

    def __len__(self):
        return len(self._variables)

    def __repr__(self):
        sizes = {name: _shape(variable) for name, variable in self.items()}
        return f"Params({self.prefix!r}, {sizes})"

    @property
    def trainable(self):
        """List of the shared variables that training may change."""
        return [variable for name, variable in self.items() if name not in self._frozen]

    def get_values(self):
        """Return copies of all values as arrays, in the order of addition."""
        return [variable.get_value() for variable in self.values()]

    def set_values(self, values):
        """Set all values at once; nothing changes unless every one of them fits.

        Parameters
        ----------
        values : sequence of arrays, or dict from short names to arrays
            A sequence has one array for each parameter in order, a dict every name.

        Raises
        ------
        ShapeError
            If the number of arrays or the shape of one is wrong.
        UnknownNameError
            If names are missing or not known.
        """
        if isinstance(values, Mapping):
            if set(values) != set(self):
                raise UnknownNameError(
                    f"{self._owner} has the parameters {list(self)}, "
                    f"but values came for {list(values)}"
                )
            values = [values[name] for name in self]
        arrays.series(values, f"set_values of {self._owner}", "values")
        values = [np.asarray(value) for value in values]
        if len(values) != len(self):
            raise ShapeError(
                f"{self._owner} has {len(self)} parameters {list(self)}, but {len(values)} "
                f"arrays came, of shapes {[value.shape for value in values]}"
            )
        for (name, variable), value in zip(self.items(), values):
            if value.shape != _shape(variable):
                raise ShapeError(
                    f"parameter {name!r} of {self._owner} has shape {_shape(variable)}, "
                    f"but an array of shape {value.shape} came"
                )
        for variable, value in zip(self.values(), values):
            variable.set_value(value.astype(variable.dtype))

    @property
    def _owner(self):
        return "this container" if self.prefix is None else f"{self.prefix!r}"


def _shape(variable):
    return variable.get_value(borrow=True).shape
