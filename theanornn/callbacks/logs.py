"""What training measured, by name, with the names of Keras 1 and 2 answering each other."""

from theanornn.metrics import aliases


class Logs(dict):
    """A dictionary in which all names of one metric find its value.

    Examples
    --------
    >>> logs = Logs(loss=0.5, val_accuracy=0.75)
    >>> logs["val_acc"], logs.get("val_acc"), "val_acc" in logs
    (0.75, 0.75, True)
    >>> logs
    {'loss': 0.5, 'val_accuracy': 0.75}
    """

    def _stored(self, name):
        """The key under which the value of `name` is kept, or None."""
        if dict.__contains__(self, name) or not isinstance(name, str):
            return name
        return next((other for other in aliases(name) if dict.__contains__(self, other)), None)

    def __missing__(self, name):
        stored = self._stored(name)
        if stored is None or not dict.__contains__(self, stored):
            raise KeyError(f"{name!r}; there are {', '.join(map(repr, self))}")
        return self[stored]

    def __contains__(self, name):
        stored = self._stored(name)
        return stored is not None and dict.__contains__(self, stored)

    def get(self, name, default=None):
        """The value of `name` or of another name of it, else `default`."""
        return self[name] if name in self else default


class Means:
    """Weighted means of several values at a time.

    Examples
    --------
    >>> means = Means(["loss"])
    >>> means.add([1.0], weight=3)
    >>> means.add([2.0], weight=1)
    >>> means.values()
    [1.25]

    A weight can be one for all values, or a list with one for each.
    """

    def __init__(self, names):
        self.names = list(names)
        self._totals = [0.0] * len(self.names)
        self._weights = [0.0] * len(self.names)

    def add(self, values, weight):
        """Take in one value for each name."""
        weights = weight if isinstance(weight, list) else [weight] * len(self.names)
        for number, (value, each) in enumerate(zip(values, weights)):
            if each:  # nothing does not count, not even where it is NaN
                self._totals[number] += each * value
                self._weights[number] += each

    def values(self):
        """The means so far, in the order of the names; 0 where nothing had any weight."""
        return [
            total / weight if weight else 0.0 for total, weight in zip(self._totals, self._weights)
        ]

    def get_state(self):
        """What has been taken in, for a checkpoint."""
        return [list(self._totals), list(self._weights)]

    def set_state(self, state):
        """Go on with what `get_state` returned."""
        self._totals, self._weights = map(list, state)
