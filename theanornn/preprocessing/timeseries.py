"""Windows of a time series as batches: :class:`TimeseriesGenerator`."""

import json

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import DataError, ShapeError
from theanornn.training.sequence import Sequence

__all__ = ["TimeseriesGenerator", "timeseries_generator_from_json"]

_SETTINGS = (
    "length",
    "sampling_rate",
    "stride",
    "start_index",
    "end_index",
    "shuffle",
    "reverse",
    "batch_size",
)


class TimeseriesGenerator(Sequence):
    """Batches of pieces of a series and of what comes next, for ``fit_generator``.

    The sample before step ``i`` has the steps ``i - length`` to ``i - 1`` (every
    `sampling_rate`-th of them), its target is that of step ``i``.

    Parameters
    ----------
    data : array or list ``(time, ...)``
    targets : array or list ``(time, ...)``
        As long as `data`.
    length : int
        Steps that a sample reaches back.
    sampling_rate : int
        Steps from one entry of a sample to the next.
    stride : int
        Steps from one sample to the next.
    start_index, end_index : int
        The first and the last step that are used; by default all are.
    shuffle : bool
        Samples from random places in place of one after the other.
    reverse : bool
        Whether the last step of a sample comes first.
    batch_size : int

    Raises
    ------
    ShapeError
        `data` and `targets` differ in length, or no step is left.

    Notes
    -----
    Random places come from NumPy's global state, as in Keras 2.

    Examples
    --------
    >>> batches = TimeseriesGenerator(np.arange(6), np.arange(6), length=2, batch_size=3)
    >>> x, y = batches[0]
    >>> x.tolist(), y.tolist(), len(batches)
    ([[0, 1], [1, 2], [2, 3]], [2, 3, 4], 2)
    """

    @kinds(
        data="series",
        targets="series",
        length="size",
        sampling_rate="size",
        stride="size",
        start_index="count",
        end_index="count",
        shuffle="flag",
    )
    def __init__(
        self,
        data,
        targets,
        length,
        sampling_rate=1,
        stride=1,
        start_index=0,
        end_index=None,
        shuffle=False,
        reverse=False,
        batch_size=128,
    ):
        if len(data) != len(targets):
            raise ShapeError(
                f"TimeseriesGenerator: data has {len(data)} steps and targets has "
                f"{len(targets)}; both need one entry per step"
            )
        self.data = data
        self.targets = targets
        self.length = length
        self.sampling_rate = sampling_rate
        self.stride = stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle = shuffle
        self.reverse = reverse
        self.batch_size = batch_size
        if self.start_index > self.end_index:
            raise ShapeError(
                f"TimeseriesGenerator: samples of length={length} from start_index={start_index} "
                f"on have their first target at step {self.start_index}, but the last step is "
                f"end_index={self.end_index}"
            )

    def __len__(self):
        steps = self.end_index - self.start_index + 1
        return -(-steps // (self.batch_size * self.stride))

    @kinds(index="whole")
    def __getitem__(self, index):
        if not -len(self) <= index < len(self):
            raise IndexError(f"TimeseriesGenerator: index={index} of {len(self)} batches")
        index = int(index) % len(self)
        if self.shuffle:
            ends = np.random.randint(self.start_index, self.end_index + 1, size=self.batch_size)
        else:
            first = self.start_index + self.batch_size * self.stride * index
            last = min(first + self.batch_size * self.stride, self.end_index + 1)
            ends = range(first, last, self.stride)
        samples = np.array(
            [self.data[end - self.length : end : self.sampling_rate] for end in ends]
        )
        targets = np.array([self.targets[end] for end in ends])
        return (samples[:, ::-1] if self.reverse else samples), targets

    def get_config(self):
        """Settings and data as Keras 2 writes them: the data as JSON text.

        ``start_index`` is that of the first target, as there.
        """
        return {
            "data": _as_json("data", self.data),
            "targets": _as_json("targets", self.targets),
            **{name: getattr(self, name) for name in _SETTINGS},
        }

    def to_json(self, **options):
        """Settings and data as JSON text.

        Parameters
        ----------
        **options
            Of ``json.dumps``.
        """
        described = {"class_name": "TimeseriesGenerator", "config": self.get_config()}
        return json.dumps(described, **options)


def timeseries_generator_from_json(json_string):
    """The generator that :meth:`TimeseriesGenerator.to_json` has described.

    Parameters
    ----------
    json_string : str

    Raises
    ------
    DataError
        It is not such a description.

    Notes
    -----
    The file has the step of the first target for ``start_index``; Keras adds the length to it once
    more when it reads it, which loses samples. Here the same samples come back.

    Examples
    --------
    >>> batches = TimeseriesGenerator([0, 1, 2, 3], [0, 1, 2, 3], length=2)
    >>> timeseries_generator_from_json(batches.to_json())[0][1].tolist()
    [2, 3]
    """
    try:
        config = json.loads(json_string)["config"]
        options = {name: config[name] for name in _SETTINGS}
        data, targets = (np.array(json.loads(config[name])) for name in ("data", "targets"))
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(f"not the JSON text of a TimeseriesGenerator: {error!r}") from error
    options["start_index"] -= options["length"]
    return TimeseriesGenerator(data, targets, **options)


def _as_json(name, values):
    try:
        return json.dumps(values.tolist() if isinstance(values, np.ndarray) else values)
    except TypeError as error:
        raise DataError(f"TimeseriesGenerator: {name} cannot become JSON: {error}") from error
