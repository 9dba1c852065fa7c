"""The table that a model shows of itself.

Public names: :func:`summary_lines`.
"""


def summary_lines(model, line_length=None):
    """Lines of a table: layers, shapes, parameters, recurrent drivers, totals.

    Parameters
    ----------
    model : model with `layers` and `trainable_weights`, built
    line_length : int, optional
        Width of the rules; as wide as the table if None.

    Returns
    -------
    list of str
    """
    head = ("Layer (type)", "Output shape", "Params", "Driver")
    rows = [
        (
            f"{layer.name} ({type(layer).__name__})",
            str(layer.output_shape),
            f"{layer.count_params():,}",
            getattr(_choice(layer), "driver", ""),
        )
        for layer in model.layers
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    total = sum(layer.count_params() for layer in model.layers)
    trained = sum(int(weight.get_value(borrow=True).size) for weight in model.trainable_weights)
    rule = "-" * (line_length or sum(widths) + 2 * (len(widths) - 1))

    def aligned(row):
        return "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()

    return [
        model.name,
        rule,
        aligned(head),
        rule,
        *map(aligned, rows),
        rule,
        f"Parameters: {total:,}, {trained:,} of them trained",
        *dict.fromkeys(f"{c.driver}: {c.reason}" for c in map(_choice, model.layers) if c),
    ]


def _choice(layer):
    """How a recurrent layer runs over time, and why; None of other layers."""
    return getattr(layer, "driver", None)
