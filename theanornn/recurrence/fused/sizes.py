"""Whether the arrays of one call fit each other: `check`. The kernel itself looks at nothing."""

from collections import Counter

from theanornn.errors import ShapeError

__all__ = ["check"]


def check(recipe, arrays):
    """Refuse arrays that do not fit, by what is wrong to the one who passed them.

    The batch and the number of steps are those of x; the features are what ``W`` takes; the units
    are what most of the weights and states have.

    Parameters
    ----------
    recipe : Recipe
    arrays : dict of (kind, name or number) to ndarray
        By the roles of the recipe.

    Raises
    ------
    ShapeError
    """
    steps, batch, features = x = arrays["x", 0].shape
    units, source = _units(recipe, arrays)
    gates = recipe.interface.gates
    width, of_units = gates * units, f"{units} units, as {source} has"
    if recipe.projected:
        n_in = arrays["W", 0].shape[0]
        if features != n_in:
            raise ShapeError(
                f"{recipe}: x has shape {x}, which is {features} features, but W, of shape "
                f"{arrays['W', 0].shape}, takes {n_in}: expected {(steps, batch, n_in)} = (time, "
                "batch, n_in)"
            )
    of_x = f"of x, which has shape {x}"
    for (kind, name), array in arrays.items():
        what, rows, columns = name, 0, 0
        if isinstance(name, str):
            extent = getattr(recipe.interface, kind)[name]
            rows, columns = (extent.rows or 0) * units, extent.columns * units
        if kind == "x":
            what = "x" if recipe.projected else "the projected input"
            expected = steps, batch, features if recipe.projected else width
            meaning = f"(time, batch, {gates}*units) with {of_units}"
        elif kind == "W":
            what, expected = "W", (features, width)
            meaning = f"(n_in, {gates}*units) with {of_units}"
        elif kind == "b":
            what, expected, meaning = "b", (width,), f"({gates}*units,) with {of_units}"
        elif kind == "mask":
            what, expected, meaning = "the mask", (steps, batch), f"(time, batch) {of_x}"
        elif kind == "weights":
            expected, meaning = (rows, columns), of_units
        elif kind == "vectors":
            expected, meaning = (columns,), of_units
        elif kind == "constants":
            expected = batch, columns
            meaning = f"(batch, units), the batch {of_x}, with {of_units}"
        else:
            what = f"the initial state {_state(recipe, name)}"
            expected = batch, units
            meaning = f"(batch, units), the batch {of_x}, with {of_units}"
        if array.shape != expected:
            raise ShapeError(
                f"{recipe}: {what} has shape {array.shape}, expected {expected}: {meaning}"
            )


def _units(recipe, arrays):
    """What most arrays have, the weights first; and the name of the first of them."""
    interface, found = recipe.interface, {}
    for kind in ("weights", "W", "b", "vectors", "initial", "constants", "x"):
        if kind == "x" and recipe.projected:
            continue
        for role, array in arrays.items():
            if role[0] != kind:
                continue
            named = isinstance(role[1], str)
            blocks = getattr(interface, kind)[role[1]].columns if named else interface.gates
            if kind == "initial":
                blocks, name = 1, f"the initial state {_state(recipe, role[1])}"
            else:
                name = role[1] if named else kind
            units, rest = divmod(array.shape[-1], blocks)
            if not rest:
                found[name] = units
    ((units, _),) = Counter(found.values()).most_common(1)  # the first of equally many
    return units, next(name for name, each in found.items() if each == units)


def _state(recipe, number):
    return repr(recipe.states[number]) if recipe.states else str(number)
