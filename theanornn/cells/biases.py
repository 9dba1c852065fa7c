"""How many biases a cell has, and what is added in all."""

from theanornn import registry
from theanornn.errors import UnknownNameError

__all__ = ["settled", "total_bias"]

_NUMBERS = dict.fromkeys(("one", "two", "twice"))


def settled(biases, cell, weights):
    """Return what the argument `biases` of a cell comes to.

    Parameters
    ----------
    biases : {None, "one", "two", "twice"}
    cell : Cell
    weights : dict or None
        What the caller gave.

    Raises
    ------
    UnknownNameError
        If it is another word, or the cell has no second bias, or one was given that is not used.
    """
    if biases is not None:
        registry.lookup("number of biases", _NUMBERS, biases)
    given = (weights or {}).get("b_recurrent") is not None
    if given and biases in ("one", "twice"):
        raise UnknownNameError(
            f"b_recurrent was given to {cell.name!r}, which has one bias (biases={biases!r}); add "
            "it to b, or leave it"
        )
    if biases == "two" and "b_recurrent" not in cell.weight_specs:
        raise UnknownNameError(f"biases='two': {type(cell).__name__} has no second bias")
    if biases is None:
        return "two" if given or getattr(cell, "reset_after", False) else "one"
    return biases


def total_bias(cell):
    """Return what `project` adds: ``b``, or as much as both or twice ``b`` come to."""
    if cell.b is None:
        return getattr(cell, "b_recurrent", None) if _joins(cell) else None
    if cell.biases == "twice":
        return cell.b + cell.b
    if _joins(cell) and cell.b_recurrent is not None:
        return cell.b + cell.b_recurrent
    return cell.b


def _joins(cell):
    """Whether the second bias is added to the first, and not within the step."""
    return cell.biases == "two" and not getattr(cell, "reset_after", False)
