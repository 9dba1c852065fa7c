"""The table that a model shows of itself, at a terminal and in a notebook.

Public names: :func:`summary_lines`, :func:`summary_html`.
"""

from html import escape

from theanornn.runtime.builds import current_build


def summary_lines(model, line_length=None):
    """Lines of a table: layers, shapes, parameters, recurrent drivers, connections, totals.

    Parameters
    ----------
    model : Network
        Built. What each layer is connected to is shown where the model is no chain.
    line_length : int, optional
        Width of the rules; as wide as the table if None.

    Returns
    -------
    list of str
    """
    head, rows, totals = _table(model)
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    rule = "-" * (line_length or sum(widths) + 2 * (len(widths) - 1))

    def aligned(row):
        return "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()

    return [model.name, rule, aligned(head), rule, *map(aligned, rows), rule, *totals]


def summary_html(model):
    """The same table as HTML, for notebooks.

    Parameters
    ----------
    model : Network
        Built.

    Returns
    -------
    str
    """
    head, rows, totals = _table(model)
    lines = [f"<table><caption>{escape(model.name)}</caption>", _row("th", head)]
    lines += [_row("td", row) for row in rows]
    lines += ["</table>", *(f"<div>{escape(total)}</div>" for total in totals)]
    return "\n".join(lines)


def _row(kind, cells):
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"


def _table(model):
    """Names of the columns, cells of the rows, and the lines below."""
    connections = model.connections()
    head = ["Layer (type)", "Output shape", "Params", "Driver"]
    rows = [
        [
            f"{layer.name} ({type(layer).__name__})",
            _output_shape(layer),
            f"{layer.count_params():,}",
            getattr(_choice(layer), "driver", ""),
        ]
        for layer in model.parts
    ]
    if connections:
        head.append("Connected to")
        for layer, row in zip(model.parts, rows):
            row.append(", ".join(connections[layer]))
    total = sum(layer.count_params() for layer in model.parts)
    trained = sum(int(weight.get_value(borrow=True).size) for weight in model.trainable_weights)
    choices = filter(None, map(_choice, model.parts))
    totals = [
        f"Parameters: {total:,}, {trained:,} of them trained",
        *dict.fromkeys(f"{each.driver}: {each.reason}" for each in choices),
    ]
    functions = getattr(model, "functions", None)  # a Network by itself has none
    build = (functions and functions.options.get("build")) or current_build()
    if build == "cpu-scan":
        totals.append("Build: cpu-scan, where what is fused runs by theano.scan")
    elif build != "cpu":
        totals.append(f"Build: {build}, compiled by XLA")
    return head, rows, totals


def _output_shape(layer):
    """The shape of a layer's output, or that of its first use where they differ."""
    try:
        return str(layer.output_shape)
    except AttributeError:
        return f"{layer.get_output_shape_at(0)} …"


def _choice(layer):
    """How a recurrent layer runs over time, and why; None of other layers."""
    return getattr(layer, "driver", None)
