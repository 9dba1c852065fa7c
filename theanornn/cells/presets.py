"""``like="torch"``: every default of a system at once, for the built-in cells' constructors."""

import functools

from theanornn.cells.systems import layout_of

__all__ = ["defaults_of", "takes_presets"]


def defaults_of(like, kind):
    """The arguments that a system's preset stands for; {} without one.

    Parameters
    ----------
    like : str or None
    kind : str
        Of cell.

    Raises
    ------
    UnknownNameError
        If there is no such system, or it has no such cell.

    Examples
    --------
    >>> defaults_of("lasagne", "gru")["update_gate"]
    'replaces'
    """
    if like is None:
        return {}
    layout = layout_of(like, kind)
    return {**layout.options, "biases": layout.biases}


def takes_presets(init):
    """Decorate a cell's ``__init__``: with ``like``, what is left out is as that system has it.

    Initializers count one by one: those given replace the system's of the same name.
    """

    @functools.wraps(init)
    def wrapper(self, n_in, n_units, *, like=None, **options):
        if like is not None:
            defaults = defaults_of(like, self.kind)
            self.gates = tuple(layout_of(like, self.kind).gates)
            initial = {**defaults.pop("initializers", {}), **(options.get("initializers") or {})}
            options = {**defaults, **options, "initializers": initial}
        self.like = like
        init(self, n_in, n_units, **options)

    return wrapper
