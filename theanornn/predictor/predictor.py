"""Predictions without Theano: `Predictor`, and `load` for its files."""

from typing import NamedTuple

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import DataError, ShapeError, TheanornnError
from theanornn.predictor import files
from theanornn.predictor.inputs import InputSpec
from theanornn.predictor.program import Program

__all__ = ["Predictor", "StateSpec", "load"]


class StateSpec(NamedTuple):
    """One state of a recurrent layer: its name, and its size."""

    name: str
    size: int


class Predictor:
    """Predictions of a trained model, with NumPy alone.

    Made by ``model.to_numpy()`` or by `load`.

    Parameters
    ----------
    inputs : list of InputSpec
    arrays : dict, str to ndarray
        The parameters, and other constants of the programs.
    whole : Program
        From inputs and carried states to outputs and carried states.
    carried : dict, str to ndarray
        The states that a stateful model carries from batch to batch, as they are now.
    one_step : Program or None
        From one step of the inputs and all states to outputs and states.
    states : list of StateSpec
        Those of `one_step`.
    obstacle : str or None
        Why there is no `one_step`.

    Examples
    --------
    >>> from theanornn.layers import GRU
    >>> from theanornn.models import Sequential
    >>> model = Sequential([GRU(4, return_sequences=True, input_shape=(None, 3))])
    >>> predictor = model.to_numpy()
    >>> x = np.ones((2, 5, 3))
    >>> whole = predictor.predict(x)
    >>> steps = [predictor.step(x[:, t]) for t in range(5)]
    >>> bool(np.allclose(np.stack(steps, axis=1), whole))
    True
    """

    def __init__(self, inputs, arrays, whole, carried, one_step, states, obstacle):
        self.inputs, self.arrays = [InputSpec(*each) for each in inputs], dict(arrays)
        self._whole, self._one_step = whole, one_step
        self._carried = {name: np.array(value) for name, value in carried.items()}
        self._states, self._obstacle = [StateSpec(*each) for each in states], obstacle
        self._now = None
        self._check()

    def _check(self):
        programs = [each for each in (self._whole, self._one_step) if each is not None]
        missing = set().union(*(each.array_names for each in programs)) - set(self.arrays)
        if missing:
            raise DataError(f"the predictor lacks the arrays {', '.join(sorted(missing))}")

    def __repr__(self):
        shapes = ", ".join(f"{each.name} {tuple(each.shape)}" for each in self.inputs)
        n_numbers = sum(array.size for array in self.arrays.values())
        return f"<Predictor of {shapes}: {n_numbers} numbers>"

    # -- whole sequences --------------------------------------------------------------------------

    @kinds()
    def predict(self, x, batch_size=32):
        """Predictions, as ``model.predict`` gives them.

        Parameters
        ----------
        x : array, or list of arrays
        batch_size : int
            Samples that are computed at once. A stateful model has its own.

        Returns
        -------
        ndarray, or list of them for several outputs

        Raises
        ------
        DtypeError, ShapeError, DataError
            The model cannot take such data.
        """
        arrays = self._checked(x)
        batch_size = int(self.inputs[0].shape[0] or batch_size)
        if self._carried and len(arrays[0]) % batch_size:
            raise ShapeError(
                f"the model is stateful and takes batches of {batch_size}; got {len(arrays[0])} "
                "samples, which are not a multiple of that"
            )
        made = [
            self._run([array[begin : begin + batch_size] for array in arrays])
            for begin in range(0, len(arrays[0]), batch_size)
        ]
        outputs = [np.concatenate(each) for each in zip(*made)]
        return outputs[0] if len(outputs) == 1 else outputs

    def _run(self, batch):
        names = list(self._carried)
        results = self._results(self._whole, [*batch, *self._carried.values()])
        n_outputs = len(results) - len(names)
        self._carried = dict(zip(names, results[n_outputs:]))
        return results[:n_outputs]

    def _results(self, program, values):
        try:
            with np.errstate(all="ignore"):
                return program.run(values, self.arrays)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise DataError(
                "the predictor cannot be run on such data, or its file was damaged: "
                f"{type(error).__name__}: {error}"
            ) from error

    def _checked(self, x):
        given = list(x) if len(self.inputs) > 1 and isinstance(x, (list, tuple)) else [x]
        if len(given) != len(self.inputs):
            raise ShapeError(
                f"got {len(given)} arrays, expected {len(self.inputs)}: "
                f"{', '.join(each.name for each in self.inputs)}"
            )
        free = [spec._replace(shape=[None, *spec.shape[1:]]) for spec in self.inputs]
        arrays = [spec.checked(each) for spec, each in zip(free, given)]
        if len({len(array) for array in arrays}) > 1:
            raise ShapeError(f"got inputs of {[len(array) for array in arrays]} samples")
        return arrays

    # -- step by step -----------------------------------------------------------------------------

    def step(self, x_t):
        """The output after one more step, from where the step before ended.

        Parameters
        ----------
        x_t : (batch, features), or (batch,) ids
            Or a list of such, for several inputs.

        Returns
        -------
        ndarray (batch, features), or list of them for several outputs
            What ``predict`` gives at this step, of all steps since `reset_states`; of a model that
            returns its last output alone, what it would return if this were the last step.

        Raises
        ------
        TheanornnError
            The model's output at one step is no function of what came before: it runs backwards,
            or sees several steps at once.
        ShapeError
            Another batch size than at the step before.
        """
        if self._one_step is None:
            raise TheanornnError(f"step: {self._obstacle}; use predict")
        given = list(x_t) if len(self.inputs) > 1 and isinstance(x_t, (list, tuple)) else [x_t]
        if len(given) != len(self.inputs):
            raise ShapeError(f"step: got {len(given)} arrays, expected {len(self.inputs)}")
        arrays = [
            spec._replace(shape=[None, *spec.shape[2:]]).checked(each)[:, None]
            for spec, each in zip(self.inputs, given)
        ]
        batch = len(arrays[0])
        if self._now is None:
            dtype = self._state_dtype
            self._now = [np.zeros((batch, state.size), dtype) for state in self._states]
        if self._now and len(self._now[0]) != batch:
            raise ShapeError(
                f"step: got {batch} samples, but the step before had {len(self._now[0])}; call "
                "reset_states() to begin anew"
            )
        results = self._results(self._one_step, [*arrays, *self._now])
        n_outputs = len(results) - len(self._states)
        self._now = results[n_outputs:]
        outputs = [each[:, 0] if each.ndim > 2 else each for each in results[:n_outputs]]
        return outputs[0] if len(outputs) == 1 else outputs

    @property
    def _state_dtype(self):
        floats = [a.dtype for a in self.arrays.values() if a.dtype.kind == "f"]
        return np.result_type(*floats) if floats else np.dtype("float64")

    @property
    def states(self):
        """The states that `step` goes on from, by name; None before the first step."""
        if self._now is None:
            return None
        return {spec.name: state.copy() for spec, state in zip(self._states, self._now)}

    def reset_states(self):
        """Begin anew: the next `step` is a first one, and a stateful model carries zeros."""
        self._now = None
        self._carried = {name: np.zeros_like(value) for name, value in self._carried.items()}

    # -- files ------------------------------------------------------------------------------------

    @kinds(path="path")
    def save(self, path):
        """Write the predictor to a file, which holds arrays and JSON and no code.

        Parameters
        ----------
        path : str or path
            Its ending says which kind of file: ``.npz`` or ``.safetensors``.
        """
        description = {
            "inputs": [list(each) for each in self.inputs],
            "predict": self._whole.to_data(),
            "carried": list(self._carried),
            "step": None if self._one_step is None else self._one_step.to_data(),
            "states": [list(each) for each in self._states],
            "obstacle": self._obstacle,
        }
        carried = {f"carried/{name}": value for name, value in self._carried.items()}
        files.write(path, description, {**self.arrays, **carried})

    @classmethod
    @kinds(path="path")
    def load(cls, path):
        """The predictor in a file; see `load`."""
        description, arrays = files.read(path)
        try:
            step = description["step"]
            return cls(
                description["inputs"],
                {name: each for name, each in arrays.items() if not name.startswith("carried/")},
                Program.from_data(description["predict"]),
                {name: arrays[f"carried/{name}"] for name in description["carried"]},
                None if step is None else Program.from_data(step),
                description["states"],
                description["obstacle"],
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DataError(f"{path} is damaged: {type(error).__name__}: {error}") from error


def load(path):
    """The predictor in a file that `Predictor.save` wrote.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    Predictor

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, of another kind, or of a newer version.
    """
    return Predictor.load(path)
